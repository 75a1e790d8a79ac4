// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The real program against the real server with the real settings.
#include "firmware/config/config_store.hpp"
#include "firmware/rotonded/configuration_adapter.hpp"
#include "tests/protocol/control/control_fixture.hpp"
#include "tests/support/run_until.hpp"

#include <gio/gio.h>

#include <fstream>
#include <iterator>

namespace rotonde::control {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A run of rotondectl, while the loop serves it. Its output goes to a file, where a test sees it as it comes.
class Program {
 public:
  Program(const std::string& socket, const std::vector<std::string>& arguments, std::string file)
      : file_(std::move(file)) {
    std::vector<const char*> words = {ROTONDECTL, "--socket", socket.c_str()};
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    words.push_back(nullptr);
    std::filesystem::remove(file_);
    GSubprocessLauncher* launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_subprocess_launcher_set_stdout_file_path(launcher, file_.c_str());
    GError* error = nullptr;
    process_ = g_subprocess_launcher_spawnv(launcher, words.data(), &error);
    g_object_unref(launcher);
    if (!process_) {
      ADD_FAILURE() << error->message;
      g_error_free(error);
      ended_ = true;
      return;
    }
    const auto ended = [](GObject* source, GAsyncResult* result, gpointer self) noexcept {
      static_cast<Program*>(self)->finish(G_SUBPROCESS(source), result);
    };
    g_subprocess_communicate_async(process_, nullptr, nullptr, ended, this);
  }
  ~Program() {
    if (process_) g_object_unref(process_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  bool ended() const { return ended_; }
  std::string outSoFar() const {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  int exit = -1;
  std::string out;
  std::string err;

 private:
  void finish(GSubprocess* process, GAsyncResult* result) {
    GBytes* bytes = nullptr;
    g_subprocess_communicate_finish(process, result, nullptr, &bytes, nullptr);
    gsize size = 0;
    const auto* data = bytes ? static_cast<const char*>(g_bytes_get_data(bytes, &size)) : nullptr;
    if (data) err.assign(data, size);
    if (bytes) g_bytes_unref(bytes);
    out = outSoFar();
    exit = g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process) : -1;
    ended_ = true;
  }

  std::string file_;
  GSubprocess* process_ = nullptr;
  bool ended_ = false;
};

class Recorder : public Command {
 public:
  Recorder(std::string name, std::string argument, std::vector<std::string>& log)
      : name_(std::move(name)), argument_(std::move(argument)), log_(log) {}
  v1::CommandDescription description() const override {
    v1::CommandDescription description;
    description.set_name(name_);
    description.set_description("what it does");
    if (!argument_.empty()) {
      auto& parameter = *description.add_parameters();
      parameter.set_name(argument_);
      parameter.set_type(argument_ == "open" ? "boolean" : "link");
      parameter.set_required(true);
    }
    return description;
  }
  void run(const Caller&, const std::map<std::string, std::string>& arguments,
           std::function<void(CommandReply)> done) override {
    std::string line = name_;
    for (const auto& [key, value] : arguments) line += " " + key + "=" + value;
    log_.push_back(line);
    done(name_ == "screen.screenshot" ? CommandReply::data(std::string(2'000'000, 'p')) : CommandReply::done());
  }

 private:
  std::string name_, argument_;
  std::vector<std::string>& log_;
};

class RotondectlTest : public ControlFixture {
 protected:
  RotondectlTest() {
    server_ = nullptr;
    server_ =
        *ControlServer::listen({loop_, status_, commands_, adapter_}, {.socket = socket_, .productVersion = "0.1"});
    for (const auto& [name, argument] : std::vector<std::pair<std::string, std::string>>{{"meeting.join", "link"},
                                                                                         {"meeting.leave", ""},
                                                                                         {"meeting.cancel", ""},
                                                                                         {"microphone.open", "open"},
                                                                                         {"camera.open", "open"},
                                                                                         {"screen.screenshot", ""}})
      commands_.add(std::make_unique<Recorder>(name, argument, log_));
  }
  std::unique_ptr<Program> run(const std::vector<std::string>& arguments, const std::string& socket = {}) {
    auto program = std::make_unique<Program>(socket.empty() ? socket_ : socket, arguments, folder_.path() / "out");
    test::runUntil(loop_, [&] { return program->ended(); });
    return program;
  }
  std::string write(const std::string& name, const std::string& text) {
    const std::string file = folder_.path() / name;
    std::ofstream(file) << text;
    return file;
  }

  std::vector<std::string> log_;
  config::ConfigStore store_{{.overrides = folder_.path() / "overrides.toml"}};
  ConfigurationAdapter adapter_{store_};
};

TEST_F(RotondectlTest, StatusForPeopleAndPrograms) {
  status_.update("test", [](v1::Status& status) {
    status.mutable_system()->set_room_name("Salle A");
    status.mutable_meeting()->set_phase(v1::PHASE_IN_MEETING);
    status.mutable_meeting()->set_title("Point");
    (*status.mutable_roster())["PA_x"].set_name("Zoé");
  });
  const auto text = run({"status"});
  EXPECT_EQ(text->exit, 0) << text->err;
  EXPECT_THAT(text->out, HasSubstr("Room        Salle A\nMeeting     in meeting \"Point\"\n"));
  EXPECT_THAT(text->out, HasSubstr("Person      Zoé\n"));
  const auto json = run({"status", "--json"});
  EXPECT_EQ(json->exit, 0);
  EXPECT_THAT(json->out, HasSubstr("\"room_name\": \"Salle A\""));
  EXPECT_THAT(json->out, HasSubstr("\"phase\": \"PHASE_IN_MEETING\""));
}

TEST_F(RotondectlTest, AgendaInItsOrder) {
  status_.update("test", [](v1::Status& status) {
    auto& occurrences = *status.mutable_agenda()->mutable_occurrences();
    occurrences["a"].set_title("Later");
    occurrences["a"].set_start_ms(1772445600000);
    occurrences["b"].set_title("Sooner");
    occurrences["b"].set_start_ms(1772442000000);
    occurrences["b"].set_joinability(v1::JOINABILITY_AUTO);
    status.mutable_agenda()->set_next("b");
  });
  const auto text = run({"agenda"});
  EXPECT_THAT(text->out, HasSubstr("Sooner  [auto]  next\n"));
  EXPECT_LT(text->out.find("Sooner"), text->out.find("Later"));
}

TEST_F(RotondectlTest, VerbsGiveTheirCommands) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"join", "https://visio.example/abc"},
                                             {"mute", "on"},
                                             {"mute", "off"},
                                             {"camera", "on"},
                                             {"camera", "off"},
                                             {"cancel"},
                                             {"leave"},
                                             {"call", "microphone.open", "open=yes"}})
    EXPECT_EQ(run(words)->exit, 0);
  EXPECT_THAT(log_, testing::ElementsAre("meeting.join link=https://visio.example/abc", "microphone.open open=false",
                                         "microphone.open open=true", "camera.open open=true", "camera.open open=false",
                                         "meeting.cancel", "meeting.leave", "microphone.open open=true"));
}

TEST_F(RotondectlTest, ScreenshotWritesTheFile) {
  const std::string file = folder_.path() / "room.png";
  EXPECT_EQ(run({"screenshot", file})->exit, 0);
  EXPECT_EQ(std::filesystem::file_size(file), 2'000'000U);
  const auto wrong = run({"screenshot", folder_.path() / "missing" / "room.png"});
  EXPECT_EQ(wrong->exit, 1);
  EXPECT_THAT(wrong->err, HasSubstr("cannot be written"));
}

TEST_F(RotondectlTest, RefusalsExitWith1) {
  const auto refused = run({"call", "meeting.jion"});
  EXPECT_EQ(refused->exit, 1);
  EXPECT_EQ(refused->err, "rotondectl: there is no command `meeting.jion`; is `meeting.join` meant?\n");
}

TEST_F(RotondectlTest, WrongUseExitsWith64) {
  EXPECT_EQ(run({"join"})->err, "rotondectl: use: rotondectl join LINK\n");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{},
                                                                                     {"join"},
                                                                                     {"mute", "maybe"},
                                                                                     {"status", "x"},
                                                                                     {"staus"},
                                                                                     {"--nonsense"},
                                                                                     {"config"},
                                                                                     {"call", "x", "novalue"}})
    EXPECT_EQ(run(words)->exit, 64);
  EXPECT_THAT(run({"staus"})->err, HasSubstr("is `status` meant?"));
}

TEST_F(RotondectlTest, NoServiceExitsWith69AndTheCure) {
  const auto none = run({"status"}, folder_.path() / "nobody.sock");
  EXPECT_EQ(none->exit, 69);
  EXPECT_THAT(none->err, HasSubstr("is rotonded running"));
}

TEST_F(RotondectlTest, ConfigCheckPrintsEveryProblem) {
  const std::string good = write("good.toml", "[room]\nname = \"Salle\"\n");
  const std::string bad = write("bad.toml", "[room]\nnmae = \"Salle\"\nlanguage = \"de\"\n");
  const auto fine = run({"config", "check", good}, "/nobody");
  EXPECT_EQ(fine->exit, 0);
  EXPECT_EQ(fine->out, "");
  const auto wrong = run({"config", "check", bad}, "/nobody");
  EXPECT_EQ(wrong->exit, 1);
  EXPECT_EQ(wrong->out, bad + ":2:1: there is no setting `room.nmae`; is `room.name` meant?\n" + bad +
                            ":3:12: room.language must be \"fr\" or \"en\", not \"de\"\n");
  EXPECT_EQ(run({"config", "check", folder_.path() / "none.toml"})->exit, 1);
}

TEST_F(RotondectlTest, ConfigSetAndShow) {
  EXPECT_EQ(run({"config", "set", "room.name", "Salle B"})->exit, 0);
  EXPECT_EQ(store_.config().room.name, "Salle B");
  EXPECT_EQ(run({"config", "set", "calendar.feed", "https://hush.example/"})->exit, 0);
  EXPECT_EQ(run({"config", "set", "join.private_events", "true"})->exit, 0);
  const auto shown = run({"config", "show"});
  EXPECT_THAT(shown->out, HasSubstr("room.name = \"Salle B\"  # override\n"));
  EXPECT_THAT(shown->out, HasSubstr("calendar.feed = ***  # override\n"));
  EXPECT_THAT(shown->out, Not(HasSubstr("hush")));
  EXPECT_EQ(run({"config", "set", "room.name", ""})->exit, 0);
  EXPECT_EQ(store_.config().room.name, "Rotonde");
  const auto wrong = run({"config", "set", "calendar.poll", "1s"});
  EXPECT_EQ(wrong->exit, 1);
  EXPECT_EQ(wrong->err, "rotondectl: calendar.poll must be from \"10s\" to \"1d\", not \"1s\"\n");
}

TEST_F(RotondectlTest, WatchPrintsChangesUntilTheServiceEnds) {
  for (const bool json : {false, true}) {
    Program watch(socket_,
                  json ? std::vector<std::string>{"watch", "--json"} : std::vector<std::string>{"watch", "meeting"},
                  folder_.path() / "out");
    const auto untilPrinted = [&](const std::string& text) {
      Handle again;
      std::function<void()> tick = [&] { again = loop_.after(milliseconds(5), tick); };
      tick();
      test::runUntil(loop_, [&] { return watch.outSoFar().contains(text); });
    };
    untilPrinted("snapshot");
    title(json ? "Zoé" : "Été");
    untilPrinted(json ? "Zoé" : "Été");
    server_ = nullptr;
    test::runUntil(loop_, [&] { return watch.ended(); });
    EXPECT_EQ(watch.exit, 69);
    EXPECT_THAT(watch.out, HasSubstr(json ? "\"changed\":[\"meeting.title\"]" : " meeting.title = \"Été\" (test)\n"));
    EXPECT_THAT(watch.out, HasSubstr(json ? "\"origin\":\"test\"" : "snapshot\n"));
    EXPECT_THAT(watch.err, HasSubstr("ended the connection"));
    server_ = *ControlServer::listen({loop_, status_, commands_, adapter_}, {.socket = socket_});
  }
}

TEST_F(RotondectlTest, CommandsDescribeThemselves) {
  EXPECT_THAT(run({"commands"})->out, HasSubstr("meeting.join (guest): what it does\n    link=link"));
}

}  // namespace
}  // namespace rotonde::control
