// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/composition.hpp"

#include "drivers/alsa/alsa_devices.hpp"
#include "drivers/drm/drm_displays.hpp"
#include "drivers/simulated/simulated_devices.hpp"
#include "drivers/v4l2/v4l2_devices.hpp"
#include "firmware/base/log.hpp"
#include "firmware/calendar/agenda_feed.hpp"
#include "firmware/calendar/link_finder.hpp"
#include "firmware/config/config_store.hpp"
#include "firmware/control/commands.hpp"
#include "firmware/control/control_server.hpp"
#include "firmware/control/status_store.hpp"
#include "firmware/devices/room_devices.hpp"
#include "firmware/meeting/room_call.hpp"
#include "firmware/net/soup_http_client.hpp"
#include "firmware/net/soup_websocket.hpp"
#include "firmware/room/commands.hpp"
#include "firmware/room/memory.hpp"
#include "firmware/room/room_controller.hpp"
#include "firmware/rotonded/configuration_adapter.hpp"
#include "firmware/rotonded/device_identity.hpp"
#include "firmware/rotonded/process_health.hpp"
#include "firmware/rotonded/service_commands.hpp"
#include "firmware/rotonded/service_manager.hpp"
#include "firmware/screen/screen.hpp"
#include "firmware/visio/participant_id.hpp"
#include "firmware/visio/visio_actions.hpp"
#include "firmware/visio/visio_entry.hpp"
#include "pipelines/engine/media_engine.hpp"

#include <malloc.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace rotonde {

namespace {

constexpr const char* kDomain = "service";
constexpr const char* kOrigin = "service";

text::Language languageOf(const config::Config& config) {
  return config.room.language == config::Language::French ? text::Language::French : text::Language::English;
}

const std::chrono::time_zone& zoneOf(const config::Config& config) {
  // The settings table has checked the name.
  return *std::chrono::locate_zone(config.room.timeZone);
}

devices::Sources deviceSources(const config::Media& media) {
  devices::Sources sources;
  if (media.simulated) {
    std::optional<std::uint32_t> mark;
    std::uint32_t value = 0;
    const char* end = media.simulatedMark.data() + media.simulatedMark.size();
    if (std::from_chars(media.simulatedMark.data(), end, value, 16).ptr == end && !media.simulatedMark.empty())
      mark = value;
    sources.push_back(std::make_unique<drivers::SimulatedDevices>(drivers::SimulatedOptions{mark}));
  }
  sources.push_back(std::make_unique<drivers::V4l2Devices>());
  sources.push_back(std::make_unique<drivers::AlsaDevices>());
  sources.push_back(std::make_unique<drivers::DrmDisplays>());
  return sources;
}

calendar::CalDavSettings calDavSettings(const config::Calendar& from) {
  using Scheme = net::HttpLogin::Scheme;
  std::filesystem::path file = from.passwordFile;
  // The name of a credential that the service's unit loads (systemd.exec(5), CREDENTIALS).
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder && !file.empty() && file.is_relative())
    file = std::filesystem::path(folder) / file;
  Scheme scheme = Scheme::Auto;
  if (from.authentication == config::CalDavLogin::Basic) scheme = Scheme::Basic;
  if (from.authentication == config::CalDavLogin::Digest) scheme = Scheme::Digest;
  if (from.authentication == config::CalDavLogin::Bearer) scheme = Scheme::Bearer;
  return {.addresses = from.caldav,
          .user = from.user,
          .password = from.password,
          .passwordFile = std::move(file),
          .scheme = scheme,
          .calendars = from.calendars};
}

calendar::FeedSettings feedSettings(const config::Config& config, const std::string& stateDirectory) {
  return {.feed = config.calendar.feed,
          .address = config.calendar.address,
          .poll = config.calendar.poll,
          .zone = config.room.timeZone,
          .hosts = config.visio.hosts,
          .stateDirectory = stateDirectory,
          .caldav = calDavSettings(config.calendar)};
}

meeting::RoomCallSettings callSettings(const config::Config& config) {
  meeting::RoomCallSettings settings;
  settings.clientVersion = ROTONDE_VERSION;
  if (config.media.codec != "auto") settings.codec = config.media.codec;
  settings.simulcast = config.media.simulcast;
  settings.peer.loopbackOnly = config.network.loopbackMedia;
  settings.peer.stunFromServer = config.network.stunFromServer;
  return settings;
}

/// The room's ways to the network.
struct Network {
  std::unique_ptr<net::SoupHttpClient> http;
  std::unique_ptr<net::SoupWebSocketFactory> sockets;
  std::string problem;  ///< Why the settings could not be used; the room then goes without proxy and CA file.
};

net::NetSettings netSettings(const config::Network& settings) {
  return {.proxy = settings.proxy, .caFile = settings.caFile, .userAgent = "Rotonde/" ROTONDE_VERSION};
}

Result<Network> network(const config::Network& settings, MainLoop& loop) {
  const auto make = [&loop](const net::NetSettings& with) -> Result<Network> {
    auto http = net::SoupHttpClient::create(with, loop);
    if (!http) return std::unexpected(http.error());
    auto sockets = net::SoupWebSocketFactory::create(with, loop);
    if (!sockets) return std::unexpected(sockets.error());
    return Network{std::move(*http), std::move(*sockets), {}};
  };
  auto made = make(netSettings(settings));
  if (made) return made;
  auto plain = make(netSettings({}));
  if (plain) plain->problem = made.error().message;
  return plain;
}

}  // namespace

struct Composition::Parts : calendar::AgendaFeed::Listener {
  Parts(MainLoop& mainLoop, ServiceOptions given, std::unique_ptr<config::ConfigStore> store, DeviceIdentity device,
        Network ways)
      : loop(mainLoop),
        options(std::move(given)),
        manager(loop),
        settings(std::move(store)),
        identity(std::move(device)),
        netInUse(netSettings(settings->config().network)),
        net(std::move(ways)),
        engine(loop, {}),
        entries(*net.http, loop),
        actions(*net.http),
        calls({loop, *net.sockets, entries, actions, engine, engine, status, shownVideos}, callSettings(config())),
        memory(options.stateDirectory + "/room/occurrences.pb", loop.wall()),
        controller(loop, status, calls, memory, room::settingsOf(config(), identity.id),
                   [this](const calendar::MeetingLink& link, const std::string& occurrence) {
                     return visio::participantIdFor(identity.key, link.host, link.slug, occurrence);
                   }),
        roomDevices(loop, deviceSources(config().media), engine, engine.stage(), status, config().media),
        screen(loop, status, engine.stage(), languageOf(config()), zoneOf(config())),
        health(loop, status),
        configuration(*settings) {
    status.update(kOrigin, [this](control::v1::Status& next) {
      next.mutable_system()->set_started_ms(loop.wall().time_since_epoch().count());
      next.mutable_system()->set_version(ROTONDE_VERSION);
      next.mutable_system()->set_device_id(identity.id);
    });
    configured();
    settingsWatch = settings->watch([this](const config::Config&, const std::string&) { configured(); });
    clockWatch = loop.onWallClockSet([this] {
      controller.wallClockChanged();
      screen.wallClockChanged();
    });
    firstPictures();
    for (auto& command :
         room::meetingCommands(controller, [this](const std::string& text) { return parseLink(text); })) {
      commands.add(std::move(command));
    }
    for (auto& command : serviceCommands(engine.stage(), [this] { feed->refreshNow(); }))
      commands.add(std::move(command));
  }

  const config::Config& config() const { return settings->config(); }

  Result<calendar::MeetingLink> parseLink(const std::string& text) const {
    auto link = calendar::LinkFinder(config().visio.hosts).parse(text);
    if (link) return *link;
    std::string hosts;
    for (const std::string& host : config().visio.hosts) hosts += (hosts.empty() ? "" : ", ") + host;
    return askHuman(std::format("this is no meeting link of {}; other servers are allowed by visio.hosts", hosts));
  }

  void agendaChanged(const calendar::Agenda& agenda) override { controller.setAgenda(agenda); }

  /// A new feed for new settings: what was known of the old one is another room's business.
  void startFeed() {
    const calendar::FeedSettings wanted = feedSettings(config(), options.stateDirectory);
    if (feed && wanted == feedSettingsInUse) return;
    feedSettingsInUse = wanted;
    feed = std::make_unique<calendar::AgendaFeed>(loop, *net.http, wanted, *this);
    if (warm) feed->start();
  }

  /// What is under way keeps its connections.
  void configureNetwork() {
    const net::NetSettings wanted = netSettings(config().network);
    if (wanted == netInUse) return;
    netInUse = wanted;
    auto done = net.http->configure(wanted);
    if (done) done = net.sockets->configure(wanted);
    net.problem = done ? "" : done.error().message;
  }

  /// The settings are new, or read for the first time.
  void configured() {
    configureNetwork();
    for (const config::Problem& problem : settings->problems()) log::warning(kDomain, "{}", problem.text());
    status.update(kOrigin, [this](control::v1::Status& next) {
      auto& system = *next.mutable_system();
      system.set_room_name(config().room.name);
      system.set_language(config().room.language == config::Language::French ? "fr" : "en");
      showProblems(*settings, system);
      if (!net.problem.empty()) {
        auto& problem = *system.add_config_problems();
        problem.set_file("network");
        problem.set_message(net.problem);
      }
    });
    // Without the file that names the calendar and the servers there is nothing to do but to ask for it.
    controller.setBroken(!settings->siteReadable() || !net.problem.empty());
    controller.configure(room::settingsOf(config(), identity.id));
    calls.configure(callSettings(config()));
    roomDevices.configure(config().media);
    screen.configure(languageOf(config()), zoneOf(config()));
    startFeed();
  }

  /// Tells the status when the first remote picture was drawn after a join was asked for.
  void firstPictures() {
    callWatch = status.watch([this](const control::v1::Event& delta) {
      // A delta has the phase when it has changed.
      const auto phase = delta.status().meeting().phase();
      if (phase == control::v1::PHASE_ENTERING) asked = loop.steady();
      if (phase != control::v1::PHASE_UNSPECIFIED) tidyAfterCall(phase);
    });
    engine.stage().setFeedSizes([this](const std::vector<pipelines::FeedSize>& sizes) {
      std::vector<livekit::ShownVideo> videos;
      for (const auto& size : sizes) {
        if (size.feed != pipelines::kSelfFeed) videos.push_back({size.feed, size.width, size.height});
      }
      shownVideos.set(std::move(videos));
    });
    engine.stage().setFeedShown([this](const std::string& shown) {
      if (shown == pipelines::kSelfFeed || status.status().meeting().join().first_remote_frame_ms() != 0) return;
      const auto after = std::chrono::duration_cast<milliseconds>(loop.steady() - asked);
      status.update(kOrigin, [&after](control::v1::Status& next) {
        next.mutable_meeting()->mutable_join()->set_first_remote_frame_ms(static_cast<std::int32_t>(after.count()));
      });
    });
  }

  /// When a call's threads have ended, what they left free goes back to the system.
  void tidyAfterCall(control::v1::Phase phase) {
    tidy.reset();
    const bool calm = phase == control::v1::PHASE_IDLE || phase == control::v1::PHASE_ANNOUNCED;
    if (calm) tidy = loop.after(milliseconds(1000), [] { malloc_trim(0); });
  }

  Result<void> listen() {
    const std::string socket =
        config().control.socket.empty() ? options.runtimeDirectory + "/control.sock" : config().control.socket;
    auto listening = control::ControlServer::listen(
        {loop, status, commands, configuration}, {.socket = socket, .productVersion = ROTONDE_VERSION, .roleOf = {}});
    if (!listening) return std::unexpected(listening.error());
    server = std::move(*listening);
    return {};
  }

  void warmUp() {
    engine.warmUp([this] {
      status.update(kOrigin, [this](control::v1::Status& next) {
        next.mutable_devices()->clear_encoders();
        for (const auto& report : engine.encoders().encoders()) {
          next.mutable_devices()->add_encoders(
              std::format("{} ({}): {}", report.factory, report.codec, report.usable ? "usable" : report.reason));
        }
      });
      // The calendar may join at once, so it comes last: with all that a join would otherwise wait for.
      warm = true;
      feed->start();
      manager.ready();
      log::info(kDomain, "ready");
    });
  }

  MainLoop& loop;
  const ServiceOptions options;
  ServiceManager manager;
  std::unique_ptr<config::ConfigStore> settings;
  DeviceIdentity identity;
  net::NetSettings netInUse;
  Network net;
  control::StatusStore status;
  control::Commands commands;
  pipelines::MediaEngine engine;
  visio::VisioEntryFactory entries;
  visio::VisioActions actions;
  meeting::ShownVideos shownVideos;
  meeting::RoomCalls calls;
  room::Memory memory;
  room::RoomController controller;
  calendar::FeedSettings feedSettingsInUse;
  std::unique_ptr<calendar::AgendaFeed> feed;
  bool warm = false;
  devices::RoomDevices roomDevices;
  screen::Screen screen;
  ProcessHealth health;
  ConfigurationAdapter configuration;
  std::unique_ptr<control::ControlServer> server;
  SteadyTime asked;
  Handle settingsWatch;
  Handle clockWatch;
  Handle callWatch;
  Handle tidy;
};

Composition::Composition(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Composition::~Composition() = default;

Result<std::unique_ptr<Composition>> Composition::create(MainLoop& loop, const ServiceOptions& options) {
  for (const std::string& folder : {options.stateDirectory, options.runtimeDirectory}) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
      return askHuman(
          std::format("{}: cannot be made ({}); set STATE_DIRECTORY and RUNTIME_DIRECTORY to folders "
                      "that the service may write",
                      folder, error.message()));
  }
  auto identity = DeviceIdentity::load(options.stateDirectory);
  if (!identity) return std::unexpected(identity.error());
  auto store =
      std::make_unique<config::ConfigStore>(config::Files::standard(options.configFile, options.stateDirectory));
  auto ways = network(store->config().network, loop);
  if (!ways) return std::unexpected(ways.error());
  auto parts = std::make_unique<Parts>(loop, options, std::move(store), std::move(*identity), std::move(*ways));
  if (const auto listening = parts->listen(); !listening) return std::unexpected(listening.error());
  parts->warmUp();
  return std::unique_ptr<Composition>(new Composition(std::move(parts)));
}

void Composition::stop(std::function<void()> stopped) {
  parts_->manager.stopping();
  parts_->controller.stop(std::move(stopped));
}

void Composition::reload() { parts_->settings->reload("SIGHUP"); }

}  // namespace rotonde
