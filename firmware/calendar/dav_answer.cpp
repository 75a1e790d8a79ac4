// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_answer.hpp"

#include "firmware/calendar/ical_time.hpp"

#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <memory>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kMostEntries = 32;  // Of a list within one property.
constexpr std::string_view kDav = "DAV:";
constexpr std::string_view kCalDav = "urn:ietf:params:xml:ns:caldav";
constexpr std::string_view kCalendarServer = "http://calendarserver.org/ns/";

enum class Tag {
  Other,
  Multistatus,
  Response,
  Propstat,
  Prop,
  Href,
  Status,
  SyncToken,
  Etag,
  CalendarTag,
  DisplayName,
  ResourceType,
  Collection,
  Calendar,
  ComponentSet,
  Component,
  Report,
  SyncCollection,
  Principal,
  HomeSet,
  CalendarData,
  Error,
};

struct Known {
  std::string_view space;
  std::string_view name;
  Tag tag;
};
constexpr std::array kKnown = {
    Known{kDav, "multistatus", Tag::Multistatus},
    Known{kDav, "response", Tag::Response},
    Known{kDav, "propstat", Tag::Propstat},
    Known{kDav, "prop", Tag::Prop},
    Known{kDav, "href", Tag::Href},
    Known{kDav, "status", Tag::Status},
    Known{kDav, "sync-token", Tag::SyncToken},
    Known{kDav, "getetag", Tag::Etag},
    Known{kCalendarServer, "getctag", Tag::CalendarTag},
    Known{kDav, "displayname", Tag::DisplayName},
    Known{kDav, "resourcetype", Tag::ResourceType},
    Known{kDav, "collection", Tag::Collection},
    Known{kCalDav, "calendar", Tag::Calendar},
    Known{kCalDav, "supported-calendar-component-set", Tag::ComponentSet},
    Known{kCalDav, "comp", Tag::Component},
    Known{kDav, "report", Tag::Report},
    Known{kDav, "sync-collection", Tag::SyncCollection},
    Known{kDav, "current-user-principal", Tag::Principal},
    Known{kCalDav, "calendar-home-set", Tag::HomeSet},
    Known{kCalDav, "calendar-data", Tag::CalendarData},
    Known{kDav, "error", Tag::Error},
};

std::string_view viewOf(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t start = text.find_first_not_of(kSpace);
  return start == std::string_view::npos ? std::string_view()
                                         : text.substr(start, text.find_last_not_of(kSpace) - start + 1);
}

/// "HTTP/1.1 200 OK" → 200; 0 when it is no status line.
int statusOf(std::string_view line) {
  line = trimmed(line);
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == std::string_view::npos) return 0;
  const auto number = parseInteger(line.substr(space + 1, 3));
  return number && *number >= 100 && *number <= 599 ? static_cast<int>(*number) : 0;
}

/// What the SAX parser tells, made into resources: no tree is kept.
class Reader {
 public:
  explicit Reader(const DavLimits& limits) : limits_(limits) {}

  void start(std::string_view space, std::string_view name, std::string_view component);
  void text(std::string_view part);
  void end();
  void stop(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
    xmlStopParser(parser);
  }

  const std::string& problem() const { return problem_; }
  bool sawMultistatus() const { return sawMultistatus_; }
  const std::vector<std::string>& conditions() const { return conditions_; }
  DavAnswer take() { return std::move(answer_); }

  xmlParserCtxtPtr parser = nullptr;

 private:
  Tag above(std::size_t levels) const {
    return stack_.size() > levels ? stack_[stack_.size() - 1 - levels] : Tag::Other;
  }
  bool inProp() const { return std::ranges::contains(stack_, Tag::Prop); }
  void mark(std::string_view component);
  void property(Tag tag);
  void finishPropstat();
  void finishResponse();

  const DavLimits& limits_;
  std::vector<Tag> stack_;
  std::string text_;
  bool tooLong_ = false;
  bool sawMultistatus_ = false;
  std::string problem_;
  std::vector<std::string> conditions_;  ///< Children of DAV:error.
  DavAnswer answer_;
  DavResource resource_;
  DavResource pending_;  ///< Of the propstat under way, whose status comes last.
  int propstatStatus_ = 0;
};

void Reader::start(std::string_view space, std::string_view name, std::string_view component) {
  if (stack_.size() >= limits_.depth) return stop("its elements are nested too deeply");
  const auto* known = std::ranges::find_if(kKnown, [&](const Known& k) { return k.name == name && k.space == space; });
  const Tag tag = known == kKnown.end() ? Tag::Other : known->tag;
  if (stack_.empty() && tag == Tag::Multistatus) sawMultistatus_ = true;
  if (stack_.size() == 1 && stack_.front() == Tag::Error && conditions_.size() < kMostEntries &&
      (space == kDav || space == kCalDav)) {
    conditions_.emplace_back(name);
  }
  stack_.push_back(tag);
  text_.clear();
  tooLong_ = false;
  if (tag == Tag::Response) resource_ = {};
  if (tag == Tag::Propstat) {
    pending_ = {};
    propstatStatus_ = 0;
  }
  if (inProp()) mark(component);
}

/// Elements that say something by being there.
void Reader::mark(std::string_view component) {
  const Tag tag = above(0);
  const Tag parent = above(1);
  if (parent == Tag::ResourceType && tag == Tag::Collection) pending_.isCollection = true;
  if (parent == Tag::ResourceType && tag == Tag::Calendar) pending_.isCalendar = true;
  if (parent == Tag::Report && tag == Tag::SyncCollection) pending_.syncReport = true;
  if (parent == Tag::ComponentSet && tag == Tag::Component && pending_.components.size() < kMostEntries) {
    pending_.components.emplace_back(component);
  }
}

void Reader::text(std::string_view part) {
  if (text_.size() + part.size() > limits_.textBytes) {
    tooLong_ = true;
  } else if (!tooLong_) {
    text_ += part;
  }
}

void Reader::end() {
  const Tag tag = above(0);
  const Tag parent = above(1);
  if (tooLong_) {
    // As if the property were not there.
  } else if (inProp()) {
    property(tag);
  } else if (tag == Tag::Href && parent == Tag::Response) {
    if (resource_.href.empty()) resource_.href = trimmed(text_);
  } else if (tag == Tag::Status && parent == Tag::Response) {
    resource_.status = statusOf(text_);
  } else if (tag == Tag::Status && parent == Tag::Propstat) {
    propstatStatus_ = statusOf(text_);
  } else if (tag == Tag::SyncToken && parent == Tag::Multistatus) {
    answer_.syncToken = trimmed(text_);
  }
  if (tag == Tag::Propstat) finishPropstat();
  if (tag == Tag::Response && parent == Tag::Multistatus) finishResponse();
  stack_.pop_back();
  text_.clear();
  tooLong_ = false;
}

void Reader::property(Tag tag) {
  const std::string value(trimmed(text_));
  const Tag parent = above(1);
  if (parent == Tag::Prop) {
    if (tag == Tag::Etag) pending_.etag = value;
    if (tag == Tag::CalendarTag) pending_.calendarTag = value;
    if (tag == Tag::SyncToken) pending_.syncToken = value;
    if (tag == Tag::DisplayName) pending_.displayName = value;
    if (tag == Tag::CalendarData) pending_.calendarData = text_;
  } else if (tag == Tag::Href && !value.empty() && value.size() <= limits_.hrefBytes) {
    if (parent == Tag::Principal && pending_.principals.size() < kMostEntries) pending_.principals.push_back(value);
    if (parent == Tag::HomeSet && pending_.homes.size() < kMostEntries) pending_.homes.push_back(value);
  }
}

void Reader::finishPropstat() {
  if (propstatStatus_ < 200 || propstatStatus_ > 299) return;
  DavResource& to = resource_;
  DavResource& from = pending_;
  if (from.etag) to.etag = std::move(from.etag);
  if (from.calendarTag) to.calendarTag = std::move(from.calendarTag);
  if (from.syncToken) to.syncToken = std::move(from.syncToken);
  if (from.calendarData) to.calendarData = std::move(from.calendarData);
  if (!from.displayName.empty()) to.displayName = std::move(from.displayName);
  to.isCollection |= from.isCollection;
  to.isCalendar |= from.isCalendar;
  to.syncReport |= from.syncReport;
  if (!from.components.empty()) to.components = std::move(from.components);
  if (!from.principals.empty()) to.principals = std::move(from.principals);
  if (!from.homes.empty()) to.homes = std::move(from.homes);
}

void Reader::finishResponse() {
  if (resource_.href.empty() || resource_.href.size() > limits_.hrefBytes) return;
  if (answer_.resources.size() == limits_.resources) return stop("it holds too many resources");
  answer_.resources.push_back(std::move(resource_));
}

// libxml2 calls these on the thread of the parse.
void startElement(void* data, const xmlChar* name, const xmlChar* /*prefix*/, const xmlChar* space, int /*spaces*/,
                  const xmlChar** /*declared*/, int attributes, int /*defaulted*/, const xmlChar** values) noexcept {
  std::string_view component;
  for (int i = 0; i < attributes; ++i, values += 5) {
    // Name, prefix, namespace, start and end of the value.
    if (viewOf(values[0]) == "name" && values[2] == nullptr) {
      component = {reinterpret_cast<const char*>(values[3]), static_cast<std::size_t>(values[4] - values[3])};
    }
  }
  static_cast<Reader*>(data)->start(viewOf(space), viewOf(name), component.substr(0, 64));
}

void endElement(void* data, const xmlChar*, const xmlChar*, const xmlChar*) noexcept {
  static_cast<Reader*>(data)->end();
}

void characters(void* data, const xmlChar* text, int size) noexcept {
  static_cast<Reader*>(data)->text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

void documentType(void* data, const xmlChar*, const xmlChar*, const xmlChar*) noexcept {
  static_cast<Reader*>(data)->stop("it declares a document type, which no calendar server needs");
}

void silent(void*, xmlErrorPtr) noexcept {}

/// True when the text is well-formed to its end.
bool parse(std::string_view bytes, Reader& reader) {
  static const bool kReady = [] {
    xmlInitParser();
    return true;
  }();
  if (!kReady || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = startElement;
  handler.endElementNs = endElement;
  handler.characters = characters;
  handler.ignorableWhitespace = characters;
  handler.cdataBlock = characters;
  handler.internalSubset = documentType;
  handler.serror = silent;
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
      xmlCreatePushParserCtxt(&handler, &reader, nullptr, 0, nullptr), xmlFreeParserCtxt);
  if (!parser) return false;
  reader.parser = parser.get();
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET);
  return xmlParseChunk(parser.get(), bytes.data(), static_cast<int>(bytes.size()), 1) == 0 && parser->wellFormed != 0;
}

bool looksLikeAPage(std::string_view bytes) {
  std::string start(bytes.substr(0, 1024));
  std::ranges::transform(start, start.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return start.contains("<html") || start.contains("<!doctype html");
}

}  // namespace

Result<DavAnswer> readMultistatus(std::string_view bytes, const DavLimits& limits) {
  if (trimmed(bytes).empty()) return tryLater("the calendar server's answer is empty; it is asked again by itself");
  if (looksLikeAPage(bytes)) {
    return tryLater(
        "the calendar server answered with a web page, perhaps its login; check the address, and that it is CalDAV");
  }
  Reader reader(limits);
  const bool whole = parse(bytes, reader);
  if (!reader.problem().empty()) {
    return tryLater(std::format("the calendar server's answer is not followed: {}", reader.problem()));
  }
  if (!whole) return tryLater("the calendar server's answer is no XML or is cut off; it is asked again by itself");
  if (!reader.sawMultistatus()) {
    return tryLater("the calendar server's answer is no multistatus; check that the address is a CalDAV one");
  }
  return reader.take();
}

bool namesPrecondition(std::string_view bytes, std::string_view condition) {
  const DavLimits limits;
  Reader reader(limits);
  parse(bytes, reader);
  return std::ranges::contains(reader.conditions(), condition);
}

}  // namespace rotonde::calendar
