// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/calendar/reading.hpp"

namespace rotonde::calendar::test {
namespace {

using State = Occurrence::LinkState;

const std::vector<std::string> kHosts{"visio.numerique.gouv.fr", "Visio.Example.org:8443", "127.0.0.1:8080",
                                      "localhost"};

FoundLink find(std::string_view lines) {
  const auto stream = readIcal(feedOf(lines));
  EXPECT_TRUE(stream);
  return LinkFinder(kHosts).find(stream->calendars.at(0).children.at(0));
}

std::string slug(std::string_view lines) {
  const FoundLink found = find(lines);
  return found.link ? found.link->slug.reveal() : "none";
}

std::string parsed(std::string_view url) {
  const auto link = LinkFinder(kHosts).parse(url);
  return link ? link->host + " " + link->slug.reveal() : "none";
}

TEST(LinkFinder, WrittenForms) {
  const std::string expected = "visio.numerique.gouv.fr abc-defg-hij";
  for (const char* url :
       {"https://visio.numerique.gouv.fr/abc-defg-hij", "https://visio.numerique.gouv.fr/AbcDefgHij",
        "HTTPS://VISIO.numerique.gouv.fr/ABC-DEFG-HIJ/", "https://visio.numerique.gouv.fr:443/abc-defg-hij",
        "https://visio.numerique.gouv.fr/abc-defg-hij?from=outlook-addin",
        "https://visio.numerique.gouv.fr/abc-defg-hij#x"}) {
    EXPECT_EQ(parsed(url), expected) << url;
  }
  EXPECT_EQ(parsed("https://visio.example.org:8443/abc-defg-hij"), "visio.example.org:8443 abc-defg-hij");
  EXPECT_EQ(parsed("http://127.0.0.1:8080/abc-defg-hij"), "127.0.0.1:8080 abc-defg-hij");
  EXPECT_EQ(parsed("https://localhost/abc-defg-hij"), "localhost abc-defg-hij");
}

TEST(LinkFinder, LookAlikesAreRefused) {
  for (const char* url : {"http://visio.numerique.gouv.fr/abc-defg-hij",
                          "https://visio.numerique.gouv.fr.evil.example/abc-defg-hij",
                          "https://visio.numerique.gouv.fr@evil.example/abc-defg-hij",
                          "https://evil@visio.numerique.gouv.fr/abc-defg-hij",
                          "https://evil.example/visio.numerique.gouv.fr/abc-defg-hij",
                          "https://evil.example?https://visio.numerique.gouv.fr/abc-defg-hij",
                          "https://v\u0456sio.numerique.gouv.fr/abc-defg-hij",
                          "https://xvisio.numerique.gouv.fr/abc-defg-hij",
                          "https://sub.visio.numerique.gouv.fr/abc-defg-hij",
                          "https://visio.numerique.gouv.fr:444/abc-defg-hij",
                          "https://visio.numerique.gouv.fr./abc-defg-hij",
                          "https://visio.example.org/abc-defg-hij",
                          "https://visio.numerique.gouv.fr\\@evil.example/abc-defg-hij",
                          "javascript:alert(1)",
                          "//visio.numerique.gouv.fr/abc-defg-hij",
                          "/abc-defg-hij",
                          "file:///abc-defg-hij",
                          "abc-defg-hij",
                          "http://localhost:9/abc-defg-hij",
                          "",
                          "https://",
                          "https:///abc-defg-hij"}) {
    EXPECT_EQ(parsed(url), "none") << url;
  }
}

TEST(LinkFinder, OtherPagesAreNoRooms) {
  for (const char* path : {"/", "/feedback", "/test-connection", "/mentions-legales", "/recording/abc-defg-hij",
                           "/abc-defg-hij/x", "//abc-defg-hij", "/abc-defg-hi1", "/ab-cdefg-hij", "/abcd-efg-hij",
                           "/abc-defghij", "/abc_defg_hij", "/abc-defg-hijk"}) {
    EXPECT_EQ(parsed(std::string("https://visio.numerique.gouv.fr") + path), "none") << path;
  }
}

TEST(LinkFinder, OrderOfThePlaces) {
  const std::string url = "https://visio.numerique.gouv.fr/";
  const std::string html = "X-ALT-DESC;FMTTYPE=text/html:<a href=\"" + url + "hhh-hhhh-hhh\">x</a>\n";
  const std::string description = "DESCRIPTION:Lien " + url + "ddd-dddd-ddd\n";
  const std::string location = "LOCATION:Salle\\, " + url + "lll-llll-lll\n";
  const std::string property = "URL:" + url + "uuu-uuuu-uuu\n";
  const std::string conference = "CONFERENCE;VALUE=URI:" + url + "ccc-cccc-ccc\n";
  EXPECT_EQ(slug(html), "hhh-hhhh-hhh");
  EXPECT_EQ(slug(html + description), "ddd-dddd-ddd");
  EXPECT_EQ(slug(html + description + location), "lll-llll-lll");
  EXPECT_EQ(slug(html + description + location + property), "uuu-uuuu-uuu");
  EXPECT_EQ(slug(html + description + location + property + conference), "ccc-cccc-ccc");
}

TEST(LinkFinder, OutlookBlock) {
  std::string rule;
  for (int i = 0; i < 40; ++i) rule += "\u2500";
  EXPECT_EQ(
      slug("DESCRIPTION:Bonjour\\n" + rule +
           "\\nRejoindre la r\u00e9union Visio\\n\\n"
           "https://visio.numerique.gouv.fr/abc-defg-hij\\n\\nOu appelez (audio uniquement)\\n(FR) +33 1 00 00 00 00\\n"
           "Code 123 456 7890#\\n" +
           rule + "\\n\n"),
      "abc-defg-hij");
}

TEST(LinkFinder, TextAroundTheLink) {
  const std::string url = "https://visio.numerique.gouv.fr/abc-defg-hij";
  for (const std::string& text :
       std::vector<std::string>{"<" + url + ">", "(" + url + ").", "[r\u00e9union](" + url + ")", "[" + url + "]",
                                "\u00AB\u00A0" + url + "\u00A0\u00BB", url + "\\, puis", url + ".", url + "\u200B",
                                "https://visio\u200B.numerique.gouv.fr/abc-defg-hij",
                                "Pour participer \u00e0 la visioconf\u00e9rence\\, cliquez sur ce lien : " + url +
                                    "\\nPour participer par t\u00e9l\u00e9phone",
                                "**" + url + "**", "\u201C" + url + "\u201D", "<a href='" + url + "'>" + url + "</a>",
                                "https&#58;//visio.numerique.gouv.fr/abc-defg-hij?a=1&amp\\;b=2",
                                "https&#x3A;//visio.numerique.gouv.fr/abc-defg-hij"}) {
    EXPECT_EQ(slug("DESCRIPTION:" + text + "\n"), "abc-defg-hij") << text;
  }
}

TEST(LinkFinder, FoldedLink) {
  EXPECT_EQ(slug("LOCATION:https://visio.numerique.gouv.fr/abc-d\n efg-hij\n"), "abc-defg-hij");
}

TEST(LinkFinder, EscapedUrlProperty) {
  EXPECT_EQ(slug("URL:https://visio.numerique.gouv.fr/abc-defg-hij?a=1\\,2\\;3\n"), "abc-defg-hij");
}

TEST(LinkFinder, RewrittenByMailGateways) {
  const std::string inner = "https%3A%2F%2Fvisio.numerique.gouv.fr%2Fabc-defg-hij";
  EXPECT_EQ(slug("DESCRIPTION:https://eur01.safelinks.protection.outlook.com/?url=" + inner + "&data=05%7C02\n"),
            "abc-defg-hij");
  EXPECT_EQ(
      slug("DESCRIPTION:https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Feur02.safelinks.protection."
           "outlook.com%2F%3Furl%3Dhttps%253A%252F%252Fvisio.numerique.gouv.fr%252Fabc-defg-hij\n"),
      "abc-defg-hij");
  EXPECT_EQ(slug("DESCRIPTION:https://urldefense.com/v3/__https://visio.numerique.gouv.fr/abc-defg-hij__\\;!!x$\n"),
            "abc-defg-hij");
  EXPECT_EQ(slug("DESCRIPTION:https://urldefense.proofpoint.com/v2/"
                 "url?u=https-3A__visio.numerique.gouv.fr_abc-2Ddefg-2Dhij&d=x\n"),
            "abc-defg-hij");
  EXPECT_EQ(slug("DESCRIPTION:https://www.google.com/url?q=" + inner + "&sa=D\n"), "abc-defg-hij");
  EXPECT_EQ(slug("DESCRIPTION:https://evil.example/?url=" + inner + "\n"), "none");
  EXPECT_EQ(
      slug("DESCRIPTION:https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fabc-defg-hij\n"),
      "none");
}

TEST(LinkFinder, TwoDifferentLinksOfOneWeightAreAmbiguous) {
  const std::string a = "https://visio.numerique.gouv.fr/aaa-aaaa-aaa";
  const std::string b = "https://visio.numerique.gouv.fr/bbb-bbbb-bbb";
  EXPECT_EQ(find("DESCRIPTION:" + a + " " + b + "\n").state, State::Ambiguous);
  EXPECT_EQ(find("DESCRIPTION:" + a + " " + a + "/\n").state, State::Joinable);
  EXPECT_EQ(slug("DESCRIPTION:" + a + " " + b + "\nLOCATION:" + b + "\n"), "bbb-bbbb-bbb");
}

TEST(LinkFinder, NoLink) {
  EXPECT_EQ(find("SUMMARY:https://visio.numerique.gouv.fr/abc-defg-hij\nLOCATION:Salle 3\n").state, State::None);
  EXPECT_EQ(find("DESCRIPTION:https://www.example.org/agenda\n").state, State::None);
}

TEST(LinkFinder, ForeignServicesAreNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=1", "Microsoft Teams"},
      {"https://teams.microsoft.com/meet/12345?p=abc", "Microsoft Teams"},
      {"https://us02web.zoom.us/j/123456789?pwd=x", "Zoom"},
      {"https://meet.google.com/abc-defg-hij", "Google Meet"},
      {"https://acme.webex.com/acme/j.php?MTID=m1", "Webex"},
      {"https://meet.jit.si/Room", "Jitsi Meet"},
      {"https://webconf.numerique.gouv.fr/Reunion12345", "Webconf de l'\u00c9tat"},
      {"https://webinaire.numerique.gouv.fr/meeting/signin/1/hash/0", "Webinaire de l'\u00c9tat"},
      {"https://webconf.comu.gouv.fr/fr-FR/meeting/1234?secret=x", "COMU"},
      {"https://rendez-vous.renater.fr/room", "RENATER Rendez-vous"},
      {"https://visio.lasuite.coop/abc-defg-hij", "Visio (visio.lasuite.coop)"},
  };
  for (const auto& [url, name] : cases) {
    const FoundLink found = find(std::string("LOCATION:") + url + "\n");
    EXPECT_EQ(found.state, State::Foreign) << url;
    EXPECT_EQ(found.service, name) << url;
    EXPECT_FALSE(found.link);
  }
  EXPECT_EQ(foreignService("https://zoom.us.evil.example/j/1"), "");
  EXPECT_EQ(foreignService("https://notzoom.us/j/1"), "");
}

TEST(LinkFinder, AVisioLinkWinsOverAForeignOne) {
  EXPECT_EQ(
      slug("LOCATION:https://meet.google.com/abc-defg-hij\nDESCRIPTION:https://visio.numerique.gouv.fr/vvv-vvvv-vvv\n"),
      "vvv-vvvv-vvv");
}

}  // namespace
}  // namespace rotonde::calendar::test
