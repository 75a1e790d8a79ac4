// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/dtls_gate.hpp"

#include "firmware/base/crossing.hpp"
#include "pipelines/gst/ref.hpp"

#include <algorithm>
#include <format>
#include <vector>

namespace rotonde::pipelines {

namespace {

constexpr std::size_t kDtlsRecordHeader = 13;
constexpr std::uint8_t kRecordHandshake = 22;
constexpr std::uint8_t kRecordApplicationData = 23;
constexpr std::uint8_t kHandshakeCertificate = 11;

std::size_t read(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t count) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | bytes[at + i];
  return value;
}

struct Datagram {
  bool media = false;           ///< SRTP, SRTCP (RFC 7983) or DTLS application data (SCTP).
  std::size_t certificate = 0;  ///< Bytes of the largest plaintext Certificate message.
};

Datagram classify(std::span<const std::uint8_t> bytes) {
  Datagram result;
  if (bytes.empty()) return result;
  if (bytes[0] >= 128 && bytes[0] <= 191) result.media = true;
  if (bytes[0] < 20 || bytes[0] > 63) return result;
  for (std::size_t at = 0; at + kDtlsRecordHeader <= bytes.size();) {
    const std::size_t type = bytes[at];
    const std::size_t epoch = read(bytes, at + 3, 2);
    const std::size_t length = read(bytes, at + 11, 2);
    if (type == kRecordApplicationData) result.media = true;
    const std::size_t body = at + kDtlsRecordHeader;
    if (type == kRecordHandshake && epoch == 0 && body + 4 <= bytes.size() && bytes[body] == kHandshakeCertificate) {
      result.certificate = std::max(result.certificate, read(bytes, body + 1, 3));
    }
    at = body + length;
  }
  return result;
}

}  // namespace

std::string certificateFingerprint(const std::string& pem) {
  static constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  static constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  const auto begin = pem.find(kBegin);
  const auto end = pem.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  const std::string base64 = pem.substr(begin + kBegin.size(), end - begin - kBegin.size());
  gsize size = 0;
  const std::unique_ptr<guchar, GFreeDeleter> der(g_base64_decode(base64.c_str(), &size));
  if (size == 0) return {};
  const GString_ digest(g_compute_checksum_for_data(G_CHECKSUM_SHA256, der.get(), size));
  std::string text;
  for (const char* digit = digest.get(); *digit != '\0'; ++digit) text += g_ascii_toupper(*digit);
  return text;
}

std::shared_ptr<DtlsGate> DtlsGate::create(std::size_t largestCertificate,
                                           std::function<void(State, std::string)> decided) {
  return std::shared_ptr<DtlsGate>(new DtlsGate(largestCertificate, std::move(decided)));
}

void DtlsGate::watch(GstElement* element) {
  const GstElementFactory* factory = gst_element_get_factory(element);
  const std::string_view name = factory ? GST_OBJECT_NAME(factory) : "";
  const auto release = [](gpointer data) { delete static_cast<std::shared_ptr<DtlsGate>*>(data); };
  if (name == "nicesink" || name == "nicesrc") {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(element, name == "nicesink" ? "sink" : "src"));
    const auto types = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
    gst_pad_add_probe(pad.get(), types, &DtlsGate::onBuffers, new std::shared_ptr<DtlsGate>(shared_from_this()),
                      release);
  } else if (name == "dtlssrtpdec") {
    // Emitted synchronously inside the handshake, before keys exist.
    const auto notified = +[](GObject* decoder, GParamSpec*, gpointer self) noexcept {
      takeOver();
      gchar* raw = nullptr;
      g_object_get(decoder, "peer-pem", &raw, nullptr);
      const GString_ pem(raw);
      if (pem) (*static_cast<std::shared_ptr<DtlsGate>*>(self))->certificateSeen(pem.get());
    };
    g_signal_connect_data(
        element, "notify::peer-pem", G_CALLBACK(notified), new std::shared_ptr<DtlsGate>(shared_from_this()),
        [](gpointer data, GClosure*) { delete static_cast<std::shared_ptr<DtlsGate>*>(data); }, GConnectFlags(0));
  }
}

bool DtlsGate::expect(const std::string& fingerprint) {
  std::string seen;
  {
    const std::scoped_lock lock(mutex_);
    if (!expected_.empty()) return expected_ == fingerprint;
    expected_ = fingerprint;
    seen = seen_;
  }
  if (!seen.empty()) decide(seen == fingerprint ? State::Open : State::Refused, seen);
  return true;
}

void DtlsGate::certificateSeen(const char* pem) {
  const std::string fingerprint = certificateFingerprint(pem);
  bool good = false;
  {
    const std::scoped_lock lock(mutex_);
    seen_ = fingerprint;
    if (expected_.empty()) return;
    good = !fingerprint.empty() && fingerprint == expected_;
  }
  decide(
      good ? State::Open : State::Refused,
      good ? "" : std::format("the media server showed certificate {}, its description promised another", fingerprint));
}

void DtlsGate::decide(State state, std::string detail) {
  State waiting = State::Waiting;
  if (state_.compare_exchange_strong(waiting, state)) {
    decided_(state, std::move(detail));
  } else if (waiting == State::Open && state == State::Refused) {
    state_ = State::Refused;
    decided_(state, std::move(detail));
  }
}

bool DtlsGate::passes(std::span<const std::uint8_t> datagram, bool incoming) {
  const State state = state_;
  const Datagram kind = classify(datagram);
  if (incoming && kind.certificate > largestCertificate_) {
    decide(State::Refused, std::format("the media server's certificate has {} bytes, more than {} are not accepted",
                                       kind.certificate, largestCertificate_));
    ++droppedIn_;
    return false;
  }
  const bool pass = state == State::Open || (state == State::Waiting && !kind.media);
  if (!pass) {
    ++(incoming ? droppedIn_ : droppedOut_);
  } else if (kind.media) {
    ++(incoming ? mediaIn_ : mediaOut_);
  }
  return pass;
}

DtlsGate::Counters DtlsGate::counters() const { return {mediaIn_, mediaOut_, droppedIn_, droppedOut_}; }

namespace {

bool bufferPasses(GstBuffer* buffer, const std::function<bool(std::span<const std::uint8_t>)>& rule) {
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return false;
  const bool pass = rule({map.data, map.size});
  gst_buffer_unmap(buffer, &map);
  return pass;
}

}  // namespace

GstPadProbeReturn DtlsGate::onBuffers(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept {
  takeOver();
  DtlsGate& gate = **static_cast<std::shared_ptr<DtlsGate>*>(self);
  const bool incoming = gst_pad_get_direction(pad) == GST_PAD_SRC;
  const auto rule = [&](std::span<const std::uint8_t> bytes) { return gate.passes(bytes, incoming); };
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    return bufferPasses(GST_PAD_PROBE_INFO_BUFFER(info), rule) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  }
  auto* list = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
  for (guint i = gst_buffer_list_length(list); i > 0; --i) {
    if (!bufferPasses(gst_buffer_list_get(list, i - 1), rule)) gst_buffer_list_remove(list, i - 1, 1);
  }
  info->data = list;
  return gst_buffer_list_length(list) > 0 ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

}  // namespace rotonde::pipelines
