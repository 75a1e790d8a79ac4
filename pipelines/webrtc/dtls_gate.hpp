// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace rotonde::pipelines {

/// Default-deny gate around webrtcbin's DTLS (GStreamer before 1.28.5 never compares the peer's certificate with the
/// fingerprint of the session description, RFC 8122 §5). Until the SHA-256 of the certificate that the handshake shows
/// equals the expected one, SRTP, SRTCP and DTLS application data are dropped both ways; after a mismatch everything
/// is. It also refuses large plaintext Certificate messages before OpenSSL sees them (CVE-2026-59692: the subject is
/// written, escaped to up to four times its length, into 2048 bytes).
///
/// Lives as long as the webrtcbin: `watch` before the first state change. Any thread.
class DtlsGate : public std::enable_shared_from_this<DtlsGate> {
 public:
  enum class State { Waiting, Open, Refused };

  /// `decided` is called once, on a streaming thread, when the state leaves Waiting.
  static std::shared_ptr<DtlsGate> create(std::size_t largestCertificate,
                                          std::function<void(State, std::string detail)> decided);

  /// To be called for each element that webrtcbin adds, at once ("deep-element-added").
  void watch(GstElement* element);

  /// The fingerprint that the remote description promises: 64 upper-case hexadecimal digits. False when a different
  /// one was promised before.
  bool expect(const std::string& fingerprint);

  State state() const { return state_; }

  struct Counters {
    std::uint64_t mediaIn = 0, mediaOut = 0, droppedIn = 0, droppedOut = 0;
  };
  Counters counters() const;

 private:
  DtlsGate(std::size_t largestCertificate, std::function<void(State, std::string)> decided)
      : largestCertificate_(largestCertificate), decided_(std::move(decided)) {}
  void certificateSeen(const char* pem);
  void decide(State state, std::string detail);
  bool passes(std::span<const std::uint8_t> datagram, bool incoming);
  static GstPadProbeReturn onBuffers(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;

  const std::size_t largestCertificate_;
  std::function<void(State, std::string)> decided_;
  std::atomic<State> state_ = State::Waiting;
  std::atomic<std::uint64_t> mediaIn_ = 0, mediaOut_ = 0, droppedIn_ = 0, droppedOut_ = 0;
  std::mutex mutex_;
  std::string expected_;
  std::string seen_;
};

/// SHA-256 of the DER inside a PEM certificate, as 64 upper-case hexadecimal digits; empty when it is no certificate.
std::string certificateFingerprint(const std::string& pem);

}  // namespace rotonde::pipelines
