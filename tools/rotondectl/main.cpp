// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/nearest.hpp"
#include "tools/rotondectl/verbs.hpp"

#include <glib.h>

#include <clocale>
#include <cstdio>
#include <format>
#include <string>
#include <vector>

namespace rotonde::rotondectl {

namespace {

constexpr const char* kDefaultSocket = "/run/rotonde/control.sock";

std::string summary() {
  std::string text = "Verbs:\n";
  for (const Verb& verb : verbs()) text += std::format("  {:<32}{}\n", verb.name + " " + verb.arguments, verb.help);
  return text + "\nExit: 0 done, 1 refused or problems found, 64 wrong use, 69 the service cannot be reached.";
}

int unknownVerb(const std::string& name) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) names.push_back(verb.name);
  const std::string close = nearest(name, names);
  std::fprintf(stderr, "rotondectl: there is no verb `%s`; %s\n", name.c_str(),
               close.empty() ? "rotondectl --help lists all" : std::format("is `{}` meant?", close).c_str());
  return kUsage;
}

int runVerb(const Options& options, std::vector<std::string> words) {
  if (words.empty()) {
    std::fprintf(stderr, "rotondectl: say what to do; rotondectl --help lists all verbs\n");
    return kUsage;
  }
  std::string name = words[0];
  std::size_t taken = 1;
  if (name == "config" && words.size() > 1) name += " " + words[taken++];
  for (const Verb& verb : verbs())
    if (verb.name == name) return verb.run(options, {words.begin() + static_cast<std::ptrdiff_t>(taken), words.end()});
  return unknownVerb(name);
}

}  // namespace

int run(int argc, char** argv) {
  gchar* socket = nullptr;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {{"socket", 's', 0, G_OPTION_ARG_FILENAME, static_cast<void*>(&socket),
                                   "The service's socket (else $ROTONDE_SOCKET, /run/rotonde/control.sock)", "PATH"},
                                  {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "Print JSON", nullptr},
                                  {nullptr, 0, 0, G_OPTION_ARG_NONE, nullptr, nullptr, nullptr}};
  GOptionContext* context = g_option_context_new("VERB [ARGUMENT…] - look at the room and tell it what to do");
  g_option_context_add_main_entries(context, entries, nullptr);
  g_option_context_set_summary(context, summary().c_str());
  GError* error = nullptr;
  const bool parsed = g_option_context_parse(context, &argc, &argv, &error);
  g_option_context_free(context);
  if (!parsed) {
    std::fprintf(stderr, "rotondectl: %s; rotondectl --help lists all options\n", error->message);
    g_error_free(error);
    return kUsage;
  }
  const char* fromEnvironment = g_getenv("ROTONDE_SOCKET");
  const Options options{.socket = socket                                ? socket
                                  : fromEnvironment && *fromEnvironment ? fromEnvironment
                                                                        : kDefaultSocket,
                        .json = json != FALSE};
  g_free(socket);
  std::vector<std::string> words(argv + 1, argv + argc);
  std::erase(words, "--");
  return runVerb(options, std::move(words));
}

}  // namespace rotonde::rotondectl

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  return rotonde::rotondectl::run(argc, argv);
}
