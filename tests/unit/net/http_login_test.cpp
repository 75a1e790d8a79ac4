// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/http_login.hpp"

#include <gmock/gmock.h>

namespace rotonde::net {
namespace {

using testing::HasSubstr;
using testing::Not;

HttpResponse refusal(const std::vector<std::string>& challenges) {
  HttpResponse response{.status = 401};
  for (const std::string& challenge : challenges) response.headers.emplace_back("WWW-Authenticate", challenge);
  return response;
}

std::string shown(const std::optional<Secret>& header) { return header ? header->reveal() : "none"; }

TEST(Challenges, AreReadFromOneHeaderOrMany) {
  const auto read = parseChallenges(
      R"(Negotiate, Digest realm="a, \"b\"", qop="auth,auth-int",nonce = x/y==, Basic realm=plain, NTLM TlRM/w==)");
  ASSERT_EQ(read.size(), 4U);
  EXPECT_EQ(read[0].scheme, "negotiate");
  EXPECT_EQ(read[1].scheme, "digest");
  EXPECT_EQ(read[1].parameter("realm"), "a, \"b\"");
  EXPECT_EQ(read[1].parameter("qop"), "auth,auth-int");
  EXPECT_EQ(read[2].parameter("realm"), "plain");
  EXPECT_EQ(read[3].scheme, "ntlm");
  EXPECT_TRUE(parseChallenges("").empty());
  EXPECT_TRUE(parseChallenges("=\"").empty());
  EXPECT_EQ(parseChallenges("Digest realm=\"open").size(), 1U);
}

// RFC 7616 §3.9.1.
TEST(Login, AnswersTheDigestExamplesOfTheRfc) {
  const std::string nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  const auto make = [&](const std::vector<std::string>& algorithms) {
    HttpLogin login(HttpLogin::Scheme::Digest, "Mufasa", Secret("Circle of Life"),
                    [] { return std::string("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"); });
    EXPECT_EQ(shown(login.authorization("GET", "/dir/index.html")), "none");
    std::vector<std::string> challenges;
    for (const std::string& algorithm : algorithms) {
      challenges.push_back("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm +
                           ", nonce=\"" + nonce + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }
    EXPECT_TRUE(login.tryAgain(refusal(challenges), std::nullopt));
    return shown(login.authorization("GET", "/dir/index.html"));
  };
  EXPECT_THAT(make({"MD5"}), HasSubstr("response=\"8ca523f5e9506fed4657c9700eebdbec\""));
  const std::string best = make({"MD5", "SHA-256"});
  EXPECT_THAT(best, HasSubstr("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""));
  EXPECT_THAT(best, HasSubstr("algorithm=SHA-256, qop=auth, nc=00000001,"));
  EXPECT_THAT(best, HasSubstr("opaque=\"FQhe"));
}

TEST(Login, CountsTheUsesOfANonceAndTakesAFreshOne) {
  HttpLogin login(HttpLogin::Scheme::Auto, "room", Secret("hidden"));
  ASSERT_TRUE(login.tryAgain(refusal({"Digest realm=r, qop=\"auth\", nonce=one"}), std::nullopt));
  EXPECT_THAT(shown(login.authorization("GET", "/")), HasSubstr("nc=00000001"));
  auto sent = login.authorization("GET", "/");
  EXPECT_THAT(shown(sent), HasSubstr("nc=00000002"));
  EXPECT_TRUE(login.tryAgain(refusal({"Digest realm=r, qop=\"auth\", nonce=two, stale=TRUE"}), sent));
  sent = login.authorization("GET", "/");
  EXPECT_THAT(shown(sent), HasSubstr("nonce=\"two\""));
  EXPECT_THAT(shown(sent), HasSubstr("nc=00000001"));
  EXPECT_FALSE(login.tryAgain(refusal({"Digest realm=r, qop=\"auth\", nonce=three"}), sent)) << "a wrong password";
  EXPECT_THAT(shown(sent), Not(HasSubstr("hidden")));
}

TEST(Login, AutoPrefersDigestAndElseSendsBasic) {
  HttpLogin digest(HttpLogin::Scheme::Auto, "room", Secret("pass"));
  EXPECT_EQ(shown(digest.authorization("GET", "/")), "none");
  EXPECT_TRUE(digest.tryAgain(refusal({"Basic realm=r", "Digest realm=r, nonce=n"}), std::nullopt));
  EXPECT_THAT(shown(digest.authorization("GET", "/")), HasSubstr("Digest username=\"room\""));

  // A server that answers strangers with something else than 401 is asked again in the room's name.
  for (const int status : {401, 200, 207, 403, 404}) {
    HttpLogin basic(HttpLogin::Scheme::Auto, "room", Secret("pass"));
    HttpResponse answer = refusal({"Basic realm=r"});
    answer.status = status;
    EXPECT_TRUE(basic.tryAgain(answer, std::nullopt));
    const auto sent = basic.authorization("GET", "/");
    EXPECT_EQ(shown(sent), "Basic cm9vbTpwYXNz");
    EXPECT_FALSE(basic.tryAgain(answer, sent));
  }
}

TEST(Login, KeepsToTheSchemeThatIsAskedFor) {
  HttpLogin basic(HttpLogin::Scheme::Basic, "room", Secret("pass"));
  EXPECT_EQ(shown(basic.authorization("GET", "/")), "Basic cm9vbTpwYXNz");
  EXPECT_FALSE(basic.tryAgain(refusal({"Digest realm=r, nonce=n"}), basic.authorization("GET", "/")));
  HttpLogin bearer(HttpLogin::Scheme::Bearer, "", Secret("token"));
  EXPECT_EQ(shown(bearer.authorization("GET", "/")), "Bearer token");
  HttpLogin digest(HttpLogin::Scheme::Digest, "room", Secret("pass"));
  EXPECT_FALSE(digest.tryAgain(refusal({"Basic realm=r"}), std::nullopt)) << "never weaker";
  EXPECT_FALSE(digest.tryAgain(refusal({"Digest realm=r, nonce=n, algorithm=SHA-512-256"}), std::nullopt));
  EXPECT_FALSE(digest.tryAgain(refusal({"Digest realm=r, nonce=n, qop=auth-int"}), std::nullopt));
  HttpLogin nobody;
  EXPECT_EQ(shown(nobody.authorization("GET", "/")), "none");
  EXPECT_FALSE(nobody.tryAgain(refusal({"Basic realm=r"}), std::nullopt));
}

}  // namespace
}  // namespace rotonde::net
