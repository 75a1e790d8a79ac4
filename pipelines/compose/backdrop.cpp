// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/backdrop.hpp"

#include "pipelines/compose/qr_code.hpp"

#include <algorithm>
#include <format>
#include <numbers>
#include <ranges>

namespace rotonde::pipelines {

namespace {

/// One drawing: everything is designed on 1080 lines and scaled by `unit`.
struct Board {
  const Sketch& sketch;
  const Typesetter& type;
  double unit;

  void fill(double x, double y, double width, double height, double radius, Colour colour) const {
    sketch.setColour(colour);
    sketch.roundRect(x, y, width, height, radius);
    cairo_fill(sketch.cairo());
  }
  void fillCircle(double x, double y, double radius, Colour colour) const {
    sketch.setColour(colour);
    cairo_arc(sketch.cairo(), x, y, radius, 0, 2 * std::numbers::pi);
    cairo_fill(sketch.cairo());
  }
};

struct ChipLook {
  Colour ground;
  Colour text;
};

ChipLook chipLook(Scene::Tone tone) {
  switch (tone) {
    case Scene::Tone::Alarm:
      return {look::kAlarm, look::kInk};
    case Scene::Tone::Notice:
      return {look::kNotice, look::kInk};
    case Scene::Tone::Calm:
      break;
  }
  return {look::kRaised, look::kText};
}

/// A notice in a pill that ends at `right`; returns where the next one ends.
double drawChip(const Board& board, const Scene::Banner& banner, double right, double middle, double most) {
  const double unit = board.unit;
  const double height = 52 * unit;
  const double inset = 26 * unit;
  const ChipLook chip = chipLook(banner.tone);
  const TextStyle style{26 * unit, chip.text, true};
  const TextSize size = board.type.measure(banner.text, most - 2 * inset, style);
  const double width = size.width + 2 * inset;
  board.fill(right - width, middle - height / 2, width, height, height / 2, chip.ground);
  // One pixel more than measured: a text that fits exactly must not be shortened by rounding.
  board.type.draw(board.sketch, banner.text, right - width + inset, middle - size.height / 2, size.width + 1, style);
  return right - width - 14 * unit;
}

double chipWidth(const Board& board, const Scene::Banner& banner, double most) {
  return board.type.measure(banner.text, most, {26 * board.unit, look::kText, true}).width + 68 * board.unit;
}

/// The width that none of `wanted` may pass so that together they take `space`: short ones leave theirs to the others.
double fairLimit(std::vector<double> wanted, double space) {
  std::ranges::sort(wanted);
  double limit = space;
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    limit = space / static_cast<double>(wanted.size() - index);
    if (wanted[index] > limit) return limit;
    space -= wanted[index];
  }
  return limit + space;
}

/// Notices side by side, ending at `right`.
double drawChips(const Board& board, const std::vector<Scene::Banner>& banners, double right, double middle,
                 double space) {
  std::vector<double> wanted;
  wanted.reserve(banners.size());
  for (const Scene::Banner& banner : banners) wanted.push_back(chipWidth(board, banner, space));
  const double most = fairLimit(wanted, space) - 14 * board.unit;
  for (const Scene::Banner& banner : std::views::reverse(banners)) right = drawChip(board, banner, right, middle, most);
  return right;
}

void drawHeader(const Board& board, const Scene& scene, const Layout& layout) {
  const double unit = board.unit;
  const Rect& header = layout.header;
  const double middle = header.y + header.height / 2.0;
  const auto line = [&](const std::string& text, double x, double width, const TextStyle& style) {
    const TextSize size = board.type.measure(text, width, style);
    board.type.draw(board.sketch, text, x, middle - size.height / 2, width, style);
    return size.width;
  };
  const TextStyle clock{44 * unit, look::kText, true};
  double right = header.right();
  right -= board.type.measure(scene.clock, header.width, clock).width;
  line(scene.clock, right, header.right() - right + 2, clock);
  right -= 28 * unit;
  if (layout.hidden > 0) {
    right = drawChip(board, {Scene::Tone::Calm, std::format("+{}", layout.hidden)}, right, middle, 200 * unit);
    right -= 10 * unit;
  }
  right = drawChips(board, scene.banners, right, middle, header.width * 0.58);
  double left = header.x;
  left += line(scene.room, left, std::min(header.width * 0.34, right - left), {34 * unit, look::kText, true});
  left += 26 * unit;
  const std::string headline = scene.detail.empty() || scene.headline.empty()
                                   ? scene.headline + scene.detail
                                   : std::format("{} – {}", scene.headline, scene.detail);
  if (right - left > 160 * unit) {
    const Colour colour = scene.tone == Scene::Tone::Calm ? look::kQuiet : toneColour(scene.tone);
    line(headline, left, right - left - 10 * unit, {30 * unit, colour});
  }
}

void drawMeeting(const Board& board, const Scene::Meeting& meeting, const Rect& card) {
  const double unit = board.unit;
  board.fill(card.x, card.y, card.width, card.height, 20 * unit, meeting.next ? look::kRaised : look::kSurface);
  if (meeting.next) {
    board.fill(card.x + 14 * unit, card.y + 28 * unit, 8 * unit, card.height - 56 * unit, 4 * unit, look::kAccent);
  }
  const double left = card.x + 44 * unit;
  const double width = card.width - 76 * unit;
  const TextStyle time{32 * unit, meeting.next ? look::kAccent : look::kQuiet, meeting.next};
  const TextStyle title{40 * unit, look::kText, meeting.next};
  const TextStyle note{27 * unit, look::kQuiet};
  const double timeHeight = board.type.measure(meeting.time, width, time).height;
  const double titleHeight = board.type.measure(meeting.title, width, title).height;
  const double noteHeight = board.type.measure(meeting.note, width, note).height;
  double y = card.y + (card.height - timeHeight - titleHeight - noteHeight - (noteHeight > 0 ? 6 : 0) * unit) / 2;
  board.type.draw(board.sketch, meeting.time, left, y, width, time);
  y += timeHeight;
  board.type.draw(board.sketch, meeting.title, left, y, width, title);
  y += titleHeight + 6 * unit;
  board.type.draw(board.sketch, meeting.note, left, y, width, note);
}

/// Today's meetings at the right, around the screen's middle. The next one stays in sight when there are many.
void drawMeetings(const Board& board, const std::vector<Scene::Meeting>& meetings, const Rect& column) {
  constexpr std::size_t kMost = 4;
  const double unit = board.unit;
  const std::size_t shown = std::min(meetings.size(), kMost);
  const auto next = std::ranges::find(meetings, true, &Scene::Meeting::next);
  const auto nextAt = next == meetings.end() ? std::size_t{0} : static_cast<std::size_t>(next - meetings.begin());
  const std::size_t first = std::min(nextAt, meetings.size() - shown);
  const int gap = static_cast<int>(22 * unit);
  const int height = static_cast<int>(168 * unit);
  const int total = static_cast<int>(shown) * (height + gap) - gap;
  int y = column.y + (column.height - total) / 2;
  for (std::size_t index = first; index < first + shown; ++index) {
    drawMeeting(board, meetings[index], {column.x, y, column.width, height});
    y += height + gap;
  }
  const std::size_t after = meetings.size() - first - shown;
  if (after > 0) {
    board.type.draw(board.sketch, std::format("+{}", after), column.x + 40 * unit, y, column.width,
                    {30 * unit, look::kQuiet, true});
  }
}

/// What happens and what to do; on a panel of its tone's colour when it asks for attention.
void drawMessage(const Board& board, const Scene& scene, double x, double y, double width, bool centred) {
  const double unit = board.unit;
  const bool framed = scene.tone != Scene::Tone::Calm;
  const double inset = framed ? 48 * unit : 0;
  const double mark = framed ? 84 * unit : 0;
  const Colour tone = toneColour(scene.tone);
  const TextStyle headline{62 * unit, look::kText, true, 2, centred && !framed};
  const TextStyle detail{38 * unit, framed ? look::kText : look::kQuiet, false, 6, centred && !framed};
  const double inner = width - 2 * inset - mark;
  const double headlineHeight = board.type.measure(scene.headline, inner, headline).height;
  const double detailHeight = board.type.measure(scene.detail, inner, detail).height;
  const double between = headlineHeight > 0 && detailHeight > 0 ? 18 * unit : 0;
  if (framed) {
    const double height = headlineHeight + detailHeight + between + 2 * 38 * unit;
    board.fill(x, y, width, height, 24 * unit, mixed(tone, look::kBackground, 0.16));
    board.fill(x + 14 * unit, y + 28 * unit, 8 * unit, height - 56 * unit, 4 * unit, tone);
    const double markY = y + 38 * unit + std::min(headlineHeight, 72 * unit) / 2;
    board.fillCircle(x + inset + 28 * unit, markY, 28 * unit, tone);
    board.type.drawCentred(board.sketch, scene.tone == Scene::Tone::Alarm ? "!" : "i", x + inset + 28 * unit, markY,
                           {38 * unit, look::kInk, true});
    y += 38 * unit;
  }
  board.type.draw(board.sketch, scene.headline, x + inset + mark, y, inner, headline);
  board.type.draw(board.sketch, scene.detail, x + inset + mark, y + headlineHeight + between, inner, detail);
}

/// Black on white with its quiet zone, in the middle of `column`; the caption below.
void drawCode(const Board& board, const Scene::Code& code, const Rect& column) {
  const auto symbol = QrCode::encode(code.content);
  if (!symbol) return;
  constexpr int kQuiet = 4;
  const double unit = board.unit;
  const int modules = symbol->size() + 2 * kQuiet;
  // Whole pixels: telephones read soft edges badly.
  const int module = std::max(1, static_cast<int>(480 * unit) / modules);
  const int side = modules * module;
  const TextStyle caption{32 * unit, look::kText, false, 4, true};
  const double captionHeight = board.type.measure(code.caption, column.width, caption).height;
  const int left = column.x + (column.width - side) / 2;
  const int top = column.y + (column.height - side - static_cast<int>(captionHeight + 30 * unit)) / 2;
  board.fill(left, top, side, side, 12 * unit, colour(0xffffff));
  board.sketch.setColour(colour(0x000000));
  cairo_set_antialias(board.sketch.cairo(), CAIRO_ANTIALIAS_NONE);
  for (int y = 0; y < symbol->size(); ++y) {
    for (int x = 0; x < symbol->size(); ++x) {
      if (!symbol->dark(x, y)) continue;
      cairo_rectangle(board.sketch.cairo(), left + (x + kQuiet) * module, top + (y + kQuiet) * module, module, module);
    }
  }
  cairo_fill(board.sketch.cairo());
  cairo_set_antialias(board.sketch.cairo(), CAIRO_ANTIALIAS_DEFAULT);
  board.type.draw(board.sketch, code.caption, column.x, top + side + 30 * unit, column.width, caption);
}

void drawIdle(const Board& board, const Scene& scene) {
  const double unit = board.unit;
  const double width = board.sketch.width();
  const double height = board.sketch.height();
  const double margin = 96 * unit;
  const bool agenda = !scene.meetings.empty() || scene.code;
  const double left = agenda ? width * 0.5 : width - 2 * margin;
  const TextStyle room{46 * unit, look::kText, true};
  const double roomHeight = board.type.measure(scene.room, left, room).height;
  const double chipsFrom = drawChips(board, scene.banners, width - margin, 100 * unit, width * 0.6);
  board.type.draw(board.sketch, scene.room, margin, 100 * unit - roomHeight / 2,
                  std::max(200 * unit, chipsFrom - margin - 30 * unit), room);
  const TextStyle clock{250 * unit, look::kText, false, 1, !agenda};
  const TextSize clockSize = board.type.measure(scene.clock, left, clock);
  const double clockY = 240 * unit;
  // The digits' side bearing would set the clock off from the texts around it.
  board.type.draw(board.sketch, scene.clock, margin - (agenda ? 18 * unit : 0), clockY, left, clock);
  const double messageWidth = agenda ? left - 40 * unit : std::min(left, 1300 * unit);
  drawMessage(board, scene, agenda ? margin : (width - messageWidth) / 2, clockY + clockSize.height + 50 * unit,
              messageWidth, !agenda);
  if (!agenda) return;
  const int columnX = static_cast<int>(margin + left + 60 * unit);
  const Rect column{columnX, static_cast<int>(160 * unit), static_cast<int>(width - margin) - columnX,
                    static_cast<int>(height - 230 * unit)};
  if (scene.code) return drawCode(board, *scene.code, column);
  drawMeetings(board, scene.meetings, column);
}

}  // namespace

void drawEmptyTile(const Sketch& sketch, const Typesetter& type, const Scene::Tile& tile, const Rect& rect) {
  const Board board{sketch, type, sketch.height() / 1080.0};
  const Colour own = colour(tile.color);
  board.fill(rect.x, rect.y, rect.width, rect.height, 0,
             tile.contain ? look::kScreenEdge : mixed(own, look::kSurface, 0.28));
  const double radius = rect.height * 0.23;
  const double x = rect.x + rect.width / 2.0;
  const double y = rect.y + rect.height / 2.0;
  board.fillCircle(x, y, radius, own);
  type.drawCentred(sketch, initialOf(tile.name), x, y, {radius, textOn(own), true});
}

void drawBackdrop(const Sketch& sketch, const Typesetter& type, const Scene& scene, const Layout& layout) {
  const Board board{sketch, type, sketch.height() / 1080.0};
  sketch.setColour(look::kBackground);
  cairo_paint(sketch.cairo());
  if (scene.tiles.empty()) {
    drawIdle(board, scene);
    return;
  }
  drawHeader(board, scene, layout);
  for (const Layout::Place& place : layout.places) drawEmptyTile(sketch, type, scene.tiles[place.tile], place.rect);
  if (layout.self && scene.self) drawEmptyTile(sketch, type, *scene.self, *layout.self);
}

}  // namespace rotonde::pipelines
