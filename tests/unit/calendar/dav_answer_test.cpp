// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_answer.hpp"

#include <gmock/gmock.h>

#include <format>
#include <string>

namespace rotonde::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string problemOf(std::string_view text, const DavLimits& limits = {}) {
  const auto answer = readMultistatus(text, limits);
  return answer ? "" : answer.error().message;
}

TEST(Multistatus, ReadsPropertiesByNamespaceAndNotByPrefix) {
  const auto answer = readMultistatus(R"(<?xml version="1.0" encoding="utf-8"?>
    <multistatus xmlns="DAV:" xmlns:cal="urn:ietf:params:xml:ns:caldav" xmlns:x="http://calendarserver.org/ns/">
      <response><href> /cal/a%20b.ics </href>
        <propstat><prop><getetag>W/"1"</getetag><x:getctag>c7</x:getctag>
            <resourcetype><collection/><cal:calendar/></resourcetype>
            <displayname>Salle &#233; &amp; b</displayname>
            <cal:supported-calendar-component-set><cal:comp name="VEVENT"/><cal:comp name='VTODO'/>
            </cal:supported-calendar-component-set>
            <supported-report-set><supported-report><report><sync-collection/></report></supported-report>
            </supported-report-set>
            <current-user-principal><href>/p/</href></current-user-principal>
            <cal:calendar-home-set><href>/h1/</href><href>/h2/</href></cal:calendar-home-set>
            <cal:calendar-data>BEGIN:VCALENDAR&#13;
END:VCALENDAR</cal:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat>
        <propstat><prop><sync-token/></prop><status>HTTP/1.1 404 Not Found</status></propstat>
      </response>
      <response><href>/cal/gone.ics</href><status>HTTP/1.1 404 Not Found</status></response>
      <sync-token> http://sabre.io/ns/sync/9 </sync-token>
    </multistatus>)");
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->resources.size(), 2U);
  const DavResource& first = answer->resources[0];
  EXPECT_EQ(first.href, "/cal/a%20b.ics");
  EXPECT_EQ(first.etag, "W/\"1\"");
  EXPECT_EQ(first.calendarTag, "c7");
  EXPECT_FALSE(first.syncToken) << "its propstat says 404";
  EXPECT_TRUE(first.isCollection && first.isCalendar && first.syncReport);
  EXPECT_EQ(first.displayName, "Salle é & b");
  EXPECT_THAT(first.components, ElementsAre("VEVENT", "VTODO"));
  EXPECT_THAT(first.principals, ElementsAre("/p/"));
  EXPECT_THAT(first.homes, ElementsAre("/h1/", "/h2/"));
  EXPECT_EQ(first.calendarData, "BEGIN:VCALENDAR\r\nEND:VCALENDAR");
  EXPECT_EQ(answer->resources[1].status, 404);
  EXPECT_EQ(answer->syncToken, "http://sabre.io/ns/sync/9");
}

TEST(Multistatus, AnotherNamespaceIsAnotherElement) {
  const auto answer = readMultistatus(
      R"(<D:multistatus xmlns:D="DAV:" xmlns:E="urn:other"><D:response><D:href>/a</D:href><E:href>/b</E:href>
      <D:propstat><D:prop><E:getetag>no</E:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
      </D:response><E:response><D:href>/c</D:href></E:response></D:multistatus>)");
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->resources.size(), 1U);
  EXPECT_EQ(answer->resources[0].href, "/a");
  EXPECT_FALSE(answer->resources[0].etag);
  EXPECT_THAT(problemOf(R"(<D:multistatus xmlns:D="urn:not-dav"></D:multistatus>)"), HasSubstr("no multistatus"));
  EXPECT_THAT(problemOf("<D:multistatus></D:multistatus>"), HasSubstr("no multistatus"));
}

TEST(Multistatus, WhatIsNoneIsAFailureAndNotAnEmptyOne) {
  EXPECT_EQ(problemOf(R"(<m:multistatus xmlns:m="DAV:"/>)"), "");
  EXPECT_THAT(problemOf(""), HasSubstr("empty"));
  EXPECT_THAT(problemOf(" \r\n"), HasSubstr("empty"));
  EXPECT_THAT(problemOf("<!DOCTYPE html><html><body>Sign in</body></html>"), HasSubstr("web page"));
  EXPECT_THAT(problemOf("<HTML><form></form></HTML>"), HasSubstr("web page"));
  EXPECT_THAT(problemOf("BEGIN:VCALENDAR"), HasSubstr("no XML"));
  const std::string whole =
      R"(<m:multistatus xmlns:m="DAV:"><m:response><m:href>/a</m:href></m:response></m:multistatus>)";
  ASSERT_EQ(problemOf(whole), "");
  for (std::size_t size = 1; size < whole.size(); ++size) EXPECT_NE(problemOf(whole.substr(0, size)), "") << size;
}

TEST(Multistatus, TakesNoDocumentTypeAndNoEntities) {
  const std::string bomb =
      "<!DOCTYPE m [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
      "<m:multistatus xmlns:m=\"DAV:\"><m:response><m:href>&b;</m:href></m:response></m:multistatus>";
  EXPECT_THAT(problemOf(bomb), HasSubstr("document type"));
  EXPECT_THAT(problemOf("<!DOCTYPE m SYSTEM \"file:///etc/passwd\"><m:multistatus xmlns:m=\"DAV:\"/>"),
              HasSubstr("document type"));
  EXPECT_NE(problemOf("<m:multistatus xmlns:m=\"DAV:\">&b;</m:multistatus>"), "");
}

TEST(Multistatus, IsBounded) {
  const auto deep = [](std::size_t levels) {
    std::string open;
    std::string close;
    for (std::size_t i = 0; i + 1 < levels; ++i) {
      open += "<a>";
      close += "</a>";
    }
    return "<m:multistatus xmlns:m=\"DAV:\">" + open + close + "</m:multistatus>";
  };
  EXPECT_EQ(problemOf(deep(32)), "");
  EXPECT_THAT(problemOf(deep(33)), HasSubstr("nested"));
  std::string many;
  for (int i = 0; i < 11; ++i) many += std::format("<m:response><m:href>/{}</m:href></m:response>", i);
  many = "<m:multistatus xmlns:m=\"DAV:\">" + many + "</m:multistatus>";
  EXPECT_EQ(problemOf(many, {.resources = 11}), "");
  EXPECT_THAT(problemOf(many, {.resources = 10}), HasSubstr("too many"));

  const auto sized = [](std::size_t data, std::size_t href) {
    return readMultistatus(std::format(
        R"(<m:multistatus xmlns:m="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><m:response><m:href>/{}</m:href>)"
        R"(<m:propstat><m:prop><c:calendar-data>{}</c:calendar-data><m:getetag>1</m:getetag></m:prop>)"
        R"(<m:status>HTTP/1.1 200 OK</m:status></m:propstat></m:response></m:multistatus>)",
        std::string(href, 'h'), std::string(data, 'x')));
  };
  const auto fits = sized(1U << 20U, 4'095);
  ASSERT_TRUE(fits && fits->resources.size() == 1);
  EXPECT_TRUE(fits->resources[0].calendarData);
  const auto large = sized((1U << 20U) + 1, 10);
  ASSERT_TRUE(large && large->resources.size() == 1);
  EXPECT_FALSE(large->resources[0].calendarData);
  EXPECT_EQ(large->resources[0].etag, "1");
  const auto longHref = sized(1, 4'096);
  EXPECT_TRUE(longHref && longHref->resources.empty());
}

TEST(DavErrors, NameTheirPrecondition) {
  const std::string error = R"(<?xml version="1.0"?><e:error xmlns:e="DAV:"><e:valid-sync-token/></e:error>)";
  EXPECT_TRUE(namesPrecondition(error, "valid-sync-token"));
  EXPECT_FALSE(namesPrecondition(error, "need-privileges"));
  EXPECT_FALSE(namesPrecondition(R"(<error xmlns="urn:x"><valid-sync-token/></error>)", "valid-sync-token"));
  EXPECT_FALSE(namesPrecondition("", "valid-sync-token"));
}

}  // namespace
}  // namespace rotonde::calendar
