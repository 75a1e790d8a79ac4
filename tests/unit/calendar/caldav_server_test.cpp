// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Finding the calendars of a CalDAV server, logging in, and what it must not learn or make known.
#include "tests/unit/calendar/caldav_fixture.hpp"

#include <glib.h>
#include <gmock/gmock.h>

#include <fstream>

namespace rotonde::calendar::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(CalDav, CalendarsAreFoundFromAnyAddress) {
  server.put("/dav/room/taches/", "t.ics", meeting("Tache"));
  server.calendars["/dav/room/taches/"].component = "VTODO";
  for (const char* address : {"https://dav.example.org", "https://dav.example.org/",
                              "https://dav.example.org/principals/room/", "https://dav.example.org/dav/room/",
                              "https://dav.example.org/dav/room/salle/", "https://dav.example.org/nothing/here"}) {
    settings.caldav.addresses = {Secret(address)};
    server.log.clear();
    start();
    EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil")) << address << ": " << problem();
    EXPECT_EQ(problem(), "") << address;
  }
  EXPECT_GE(server.count("PROPFIND 0 /.well-known/caldav"), 1U);
}

TEST_F(CalDav, RedirectsStayOnTheServerAndOnHttps) {
  settings.caldav.addresses = {Secret("https://dav.example.org")};
  const auto redirect = [this](const std::string& from, const std::string& to) {
    server.fault = [from, to](const net::HttpRequest&,
                              const std::string& what) -> std::optional<Result<net::HttpResponse>> {
      if (!what.contains(from)) return std::nullopt;
      return net::HttpResponse{.status = 301, .headers = {{"Location", to}}};
    };
    heard = {};
    server.log.clear();
    server.requests.clear();
    start();
  };
  redirect("/.well-known/caldav", kCalendar);
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(server.log.at(1), std::string("PROPFIND 0 ") + kCalendar) << "the method is kept";
  redirect("PROPFIND", "https://other.example/dav/");
  EXPECT_THAT(problem(), HasSubstr("write https://other.example/ in calendar.caldav"));
  redirect("PROPFIND", "http://dav.example.org/dav/");
  EXPECT_THAT(problem(), HasSubstr("only https"));
  redirect("PROPFIND", "/again/");
  EXPECT_THAT(problem(), HasSubstr("more than 5 times"));
  EXPECT_EQ(server.requests.size(), 12U) << "6 for each of the two addresses";
  for (const auto& request : server.requests) {
    EXPECT_THAT(request.url.reveal(), testing::StartsWith("https://dav.example.org"));
    EXPECT_FALSE(request.followRedirects);
  }
}

TEST_F(CalDav, AHomeOnAnotherServerIsNamedAndNotGivenThePassword) {
  server.home = "https://p12.example.net/home/";
  start();
  EXPECT_THAT(problem(), HasSubstr("write https://p12.example.net/ in calendar.caldav"));
  for (const auto& request : server.requests) EXPECT_THAT(request.url.reveal(), Not(HasSubstr("p12")));
}

TEST_F(CalDav, TheRoomLogsInByDigestBasicOrBearer) {
  std::string challenge = R"(Digest realm="r", nonce="n1", qop="auth")";
  std::string wanted = "Digest username=\"salle\"";
  server.fault = [&](const net::HttpRequest& request, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    if (header.starts_with(wanted)) return std::nullopt;
    return net::HttpResponse{.status = 401, .headers = {{"WWW-Authenticate", challenge}}};
  };
  settings.caldav.scheme = net::HttpLogin::Scheme::Auto;
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  for (const auto& request : server.requests) {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    EXPECT_THAT(header, Not(HasSubstr("Basic")));
    EXPECT_TRUE(header.empty() || header.contains("uri=\"/"));
  }
  challenge = "Basic realm=\"r\"";
  wanted = "Basic c2FsbGU6czNjcmV0LXBhc3M=";
  start();
  EXPECT_EQ(problem(), "");
  wanted = "Bearer s3cret-pass";
  settings.caldav.scheme = net::HttpLogin::Scheme::Bearer;
  start();
  EXPECT_EQ(problem(), "");
}

TEST_F(CalDav, AWrongPasswordIsToldAndANewOneIsTakenUpFromItsFile) {
  const auto file = folder.path() / "password";
  std::ofstream(file) << "wrong\n";
  settings.caldav.password = Secret();
  settings.caldav.passwordFile = file;
  server.fault = [](const net::HttpRequest& request, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    if (header == "Basic c2FsbGU6czNjcmV0LXBhc3M=") return std::nullopt;
    return net::HttpResponse{.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"r\""}}};
  };
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.user"));
  EXPECT_THAT(problem(), Not(HasSubstr("wrong")));
  std::ofstream(file) << "s3cret-pass\r\nsecond line";
  poll();
  EXPECT_EQ(problem(), "");
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
}

TEST_F(CalDav, WhatIsMissingInTheSettingsIsNamed) {
  settings.caldav.password = Secret();
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.password"));
  settings.caldav.passwordFile = folder.path() / "none";
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.password_file"));
  settings.caldav.password = Secret("x");
  settings.caldav.user.clear();
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.user"));
  for (const char* address : {"http://dav.example.org/", "https://user:pass@dav.example.org/", "dav.example.org"}) {
    settings.caldav.addresses = {Secret(address)};
    start();
    EXPECT_THAT(problem(), HasSubstr("calendar.caldav")) << address;
  }
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(CalDav, SecretsAreInNoLogAndNoProblem) {
  const char* everything[] = {"all", nullptr};
  g_log_writer_default_set_debug_domains(everything);
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  settings.caldav.addresses = {Secret("https://dav.example.org/dav/room/salle/")};
  for (const auto& answer : {Result<net::HttpResponse>(net::HttpResponse{.status = 401}),
                             Result<net::HttpResponse>(net::HttpResponse{.status = 403}),
                             Result<net::HttpResponse>(net::HttpResponse{.status = 500, .body = "s3cret-pass"}),
                             Result<net::HttpResponse>(net::HttpResponse{
                                 .status = 301, .headers = {{"Location", "https://x.example/s3cret-pass"}}})}) {
    server.fault = [&](const net::HttpRequest&, const std::string&) { return std::optional(answer); };
    start();
    EXPECT_THAT(problem(), Not(HasSubstr("s3cret"))) << problem();
    EXPECT_NE(problem(), "");
    EXPECT_THAT(problem(), Not(HasSubstr("/salle"))) << problem();
  }
  server.fault = nullptr;
  start();
  poll();
  g_log_writer_default_set_debug_domains(nullptr);
  const std::string logged = testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout();
  EXPECT_THAT(logged, HasSubstr("reading 1 calendar(s)")) << "the log was heard, Info too";
  EXPECT_THAT(logged, Not(HasSubstr("s3cret")));
  EXPECT_THAT(logged, Not(HasSubstr("c2FsbGU6")));
  EXPECT_THAT(logged, Not(HasSubstr("/dav/room")));
}

}  // namespace
}  // namespace rotonde::calendar::test
