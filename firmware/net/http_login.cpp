// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/http_login.hpp"

#include <glib.h>

#include <algorithm>
#include <format>
#include <iterator>
#include <memory>
#include <random>

namespace rotonde::net {
namespace {

constexpr std::size_t kMostChallenges = 16;
constexpr std::size_t kMostParameters = 32;

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return g_ascii_tolower(c); });
  return out;
}

/// Reads the grammar of RFC 9110 §11: tokens, quoted strings, commas.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool take(char c) {
    spaces();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void spaces() {
    while (rest_.starts_with(' ') || rest_.starts_with('\t')) rest_.remove_prefix(1);
  }
  std::string token() {
    spaces();
    const auto end = std::ranges::find_if_not(
        rest_, [](char c) { return g_ascii_isalnum(c) || std::string_view("!#$%&'*+-.^_`|~/").contains(c); });
    std::string out(rest_.begin(), end);
    rest_.remove_prefix(out.size());
    return out;
  }
  /// What stands after "=": a token or a quoted string.
  std::optional<std::string> value() {
    if (!take('"')) return token();
    std::string out;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\' && !rest_.empty()) {
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      out += c;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

std::string hash(bool sha256, const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> sum(
      g_compute_checksum_for_string(sha256 ? G_CHECKSUM_SHA256 : G_CHECKSUM_MD5, text.data(),
                                    static_cast<gssize>(text.size())),
      g_free);
  return sum.get();
}

std::string randomNonce() {
  std::random_device random;
  return std::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// A quoted string of RFC 9110 §5.6.4.
std::string quotedText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool listHas(std::string_view list, std::string_view word) {
  Lexer lexer(list);
  while (!lexer.done()) {
    if (lower(lexer.token()) == word) return true;
    if (!lexer.take(',')) return false;
  }
  return false;
}

}  // namespace

std::string_view HttpChallenge::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<HttpChallenge> parseChallenges(std::string_view value) {
  std::vector<HttpChallenge> out;
  Lexer lexer(value);
  while (!lexer.done()) {
    if (lexer.take(',') || lexer.take('=')) continue;  // "=" is the padding of a token68.
    const std::string name = lower(lexer.token());
    if (name.empty()) break;
    if (!lexer.take('=')) {
      if (out.size() == kMostChallenges) break;
      out.push_back({name, {}});
      lexer.spaces();
      continue;
    }
    const auto text = lexer.value();
    if (!text || out.empty() || out.back().parameters.size() == kMostParameters) break;
    out.back().parameters.emplace_back(name, *text);
  }
  return out;
}

HttpLogin::HttpLogin(Scheme scheme, std::string user, Secret secret)
    : HttpLogin(scheme, std::move(user), std::move(secret), randomNonce) {}

HttpLogin::HttpLogin(Scheme scheme, std::string user, Secret secret, std::function<std::string()> clientNonce)
    : scheme_(scheme),
      user_(std::move(user)),
      secret_(std::move(secret)),
      clientNonce_(std::move(clientNonce)),
      nobody_(user_.empty() && secret_.empty()) {}

std::optional<Secret> HttpLogin::authorization(std::string_view method, std::string_view target) {
  if (nobody_) return std::nullopt;
  if (scheme_ == Scheme::Bearer) return Secret("Bearer " + secret_.reveal());
  if (digest_) return Secret(digestHeader(*digest_, method, target));
  if (scheme_ == Scheme::Digest || (scheme_ == Scheme::Auto && !chosen_)) return std::nullopt;
  const std::string pair = user_ + ":" + secret_.reveal();
  const std::unique_ptr<char, decltype(&g_free)> encoded(
      g_base64_encode(reinterpret_cast<const guchar*>(pair.data()), pair.size()), g_free);
  return Secret(std::string("Basic ") + encoded.get());
}

bool HttpLogin::tryAgain(const HttpResponse& response, const std::optional<Secret>& sent) {
  if (nobody_ || scheme_ == Scheme::Basic || scheme_ == Scheme::Bearer) return false;
  std::vector<HttpChallenge> challenges;
  for (const auto& [name, value] : response.headers) {
    if (lower(name) == "www-authenticate") std::ranges::move(parseChallenges(value), std::back_inserter(challenges));
  }
  const bool refused = response.status == 401;
  if (refused && takeDigest(challenges)) {
    chosen_ = true;
    // A second 401 to a Digest header is a wrong password, unless the server only wants a fresh nonce.
    const bool stale = std::ranges::any_of(challenges, [](const HttpChallenge& challenge) {
      return challenge.scheme == "digest" && lower(challenge.parameter("stale")) == "true";
    });
    return !sent || !sent->reveal().starts_with("Digest ") || stale;
  }
  // Whatever a server answers to nobody (a login page, an empty home), it may answer otherwise to the room.
  if (scheme_ != Scheme::Auto || chosen_ || sent) return false;
  chosen_ = true;
  return true;
}

bool HttpLogin::takeDigest(const std::vector<HttpChallenge>& challenges) {
  std::optional<Digest> best;
  for (const HttpChallenge& challenge : challenges) {
    if (challenge.scheme != "digest" || challenge.parameter("nonce").empty()) continue;
    const std::string algorithm = lower(challenge.parameter("algorithm"));
    const bool sha256 = algorithm.starts_with("sha-256");
    const bool session = algorithm.ends_with("-sess");
    const std::string_view base = std::string_view(algorithm).substr(0, algorithm.size() - (session ? 5 : 0));
    if (!base.empty() && base != "md5" && base != "sha-256") continue;
    const std::string_view qop = challenge.parameter("qop");
    if (!qop.empty() && !listHas(qop, "auth")) continue;
    if (best && (best->sha256 || !sha256)) continue;
    best = Digest{.algorithm = std::string(challenge.parameter("algorithm")),
                  .sha256 = sha256,
                  .session = session,
                  .qop = !qop.empty(),
                  .realm = std::string(challenge.parameter("realm")),
                  .nonce = std::string(challenge.parameter("nonce")),
                  .opaque = std::string(challenge.parameter("opaque"))};
  }
  if (!best) return false;
  if (digest_ && digest_->nonce == best->nonce) best->count = digest_->count;
  digest_ = std::move(best);
  return true;
}

std::string HttpLogin::digestHeader(Digest& digest, std::string_view method, std::string_view target) const {
  const std::string count = std::format("{:08x}", ++digest.count);
  const std::string client = clientNonce_();
  std::string a1 = hash(digest.sha256, std::format("{}:{}:{}", user_, digest.realm, secret_.reveal()));
  if (digest.session) a1 = hash(digest.sha256, std::format("{}:{}:{}", a1, digest.nonce, client));
  const std::string a2 = hash(digest.sha256, std::format("{}:{}", method, target));
  const std::string middle = digest.qop ? std::format("{}:{}:{}:auth", digest.nonce, count, client) : digest.nonce;
  const std::string response = hash(digest.sha256, std::format("{}:{}:{}", a1, middle, a2));
  std::string out = std::format("Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\"", quotedText(user_),
                                quotedText(digest.realm), quotedText(digest.nonce), quotedText(target), response);
  if (!digest.algorithm.empty()) out += std::format(", algorithm={}", digest.algorithm);
  if (digest.qop) out += std::format(", qop=auth, nc={}, cnonce=\"{}\"", count, client);
  if (digest.session && !digest.qop) out += std::format(", cnonce=\"{}\"", client);
  if (!digest.opaque.empty()) out += std::format(", opaque={}", quotedText(digest.opaque));
  return out;
}

}  // namespace rotonde::net
