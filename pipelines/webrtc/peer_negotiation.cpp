// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/log.hpp"
#include "pipelines/sdp/edits.hpp"
#include "pipelines/sdp/fingerprint.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "pipelines/webrtc/peer_shared.hpp"

#include <gst/webrtc/webrtc.h>

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::pipelines {

void WebrtcPeer::createOffer(std::function<void(Result<std::string>)> done) {
  if (!bin_) return;
  pipeline_->play();
  sendingOffered();
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    GstWebRTCSessionDescription* raw = nullptr;
    if (structure) gst_structure_get(structure, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &raw, nullptr);
    const std::shared_ptr<GstWebRTCSessionDescription> offer(raw, [](auto* description) {
      if (description) gst_webrtc_session_description_free(description);
    });
    const auto problem = replyError(structure, "webrtcbin made no offer");
    shared->executor->post([shared, offer, problem, done] {
      if (!shared->peer) return;
      WebrtcPeer& peer = *shared->peer;
      if (!offer) return done(problem ? bug("webrtcbin made no offer") : std::unexpected(problem.error()));
      const GString_ text(gst_sdp_message_as_text(offer->sdp));
      auto apply = [&peer, offer] {
        peer.setLocal(offer.get(), [&peer](const Result<void>& result) {
          if (!result) peer.fail(PeerFailure::Reason::Internal, result.error().message);
        });
      };
      if (peer.iceStarted_) {
        apply();
      } else {
        peer.applyFirstOffer_ = std::move(apply);
      }
      done(std::string(text.get()));
    });
  };
  g_signal_emit_by_name(bin_, "create-offer", nullptr, shared_->promised(std::move(reply)));
}

void WebrtcPeer::startIce(const std::vector<IceServer>& servers, bool relayOnly) {
  if (!bin_ || iceStarted_) return;
  iceStarted_ = true;
  if (relayOnly) gst_util_set_object_arg(G_OBJECT(bin_), "ice-transport-policy", "relay");
  for (const IceServer& server : servers) {
    for (const std::string& url : server.urls) {
      if (url.starts_with("stun:") && settings_.stunFromServer) {
        g_object_set(bin_, "stun-server", ("stun://" + url.substr(5)).c_str(), nullptr);
      } else if (url.starts_with("turn:")) {
        const GString_ user(g_uri_escape_string(server.username.c_str(), nullptr, FALSE));
        const GString_ password(g_uri_escape_string(server.credential.c_str(), nullptr, FALSE));
        gboolean added = FALSE;
        g_signal_emit_by_name(bin_, "add-turn-server",
                              std::format("turn://{}:{}@{}", user.get(), password.get(), url.substr(5)).c_str(),
                              &added);
        if (!added) log::warning("webrtc", "the SFU named a TURN server that cannot be used");
      }
    }
  }
  if (auto apply = std::exchange(applyFirstOffer_, nullptr)) apply();
}

void WebrtcPeer::setLocal(GstWebRTCSessionDescription* offer, std::function<void(Result<void>)> done) {
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    const auto result = replyError(structure, "webrtcbin refuses its own offer");
    shared->executor->post([shared, result, done] {
      if (shared->peer) done(result);
    });
  };
  g_signal_emit_by_name(bin_, "set-local-description", offer, shared_->promised(std::move(reply)));
}

void WebrtcPeer::applyAnswer(const std::string& sdp, std::function<void(Result<void>)> done) {
  if (!bin_ || failed_) return;
  auto remote = parseSdp(sdp);
  if (!remote) return done(std::unexpected(remote.error()));
  const auto fingerprint = promisedFingerprint(*remote);
  if (!fingerprint) {
    fail(PeerFailure::Reason::MissingFingerprint, fingerprint.error().message);
    return done(std::unexpected(fingerprint.error()));
  }
  if (!gate_->expect(*fingerprint)) {
    const std::string message = "the SFU changed its certificate during the connection";
    fail(PeerFailure::Reason::WrongFingerprint, message);
    return done(refused(message));
  }
  removeFirFeedback(*remote);
  const std::string cleaned = writeSdp(*remote);
  GstSDPMessage* message = nullptr;
  if (gst_sdp_message_new_from_text(cleaned.c_str(), &message) != GST_SDP_OK) {
    return done(refused("the SFU's answer is no session description"));
  }
  GstWebRTCSessionDescription* description = gst_webrtc_session_description_new(GST_WEBRTC_SDP_TYPE_ANSWER, message);
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    const auto result = replyError(structure, "webrtcbin refuses the SFU's answer");
    shared->executor->post([shared, result, done] {
      if (!shared->peer) return;
      if (result) shared->peer->sendingAgreed();
      done(result);
    });
  };
  g_signal_emit_by_name(bin_, "set-remote-description", description, shared_->promised(std::move(reply)));
  gst_webrtc_session_description_free(description);
}

void WebrtcPeer::addRemoteCandidate(const IceCandidate& candidate) {
  if (!bin_) return;
  g_signal_emit_by_name(bin_, "add-ice-candidate", static_cast<guint>(std::max(candidate.sectionIndex, 0)),
                        candidate.candidate.c_str());
}

}  // namespace rotonde::pipelines
