// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The page of the browser guest: joins with livekit-client as Visio's page does (adaptive stream, dynacast, VP9 with a
// VP8 backup), shows a marked picture and a beeping tone, and tells the driver what it sees and hears.
"use strict";

const LK = window.LivekitClient;
const remote = new Map();  // by track sid
let room = null;
let options = null;
let published = {};

const tell = (event, fields = {}) => window.tellDriver({ event, now: performance.now(), ...fields });

// ---- What we send ----

// The hue of the picture's frame follows from the mark, as in tests/guests/picture.py.
const frameColour = (value) => `hsl(${(Math.imul(value, 2654435761) >>> 0) / 2 ** 32 * 360}, 100%, 50%)`;

function film() {
  const canvas = document.getElementById("self");
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  const unit = height / 18, edge = Math.max(2, Math.round(0.012 * height));
  const draw = () => {
    const turn = performance.now() / 4000 * 2 * Math.PI;
    const ground = pen.createLinearGradient(0, 0, 0, height);
    ground.addColorStop(0, "#16323a");
    ground.addColorStop(1, "#2f5d62");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#7a4b3a";
    pen.beginPath(); pen.ellipse(width / 2, 16.5 * unit, 5 * unit, 5.5 * unit, 0, 0, 7); pen.fill();
    pen.fillStyle = "#d9b38c";
    pen.beginPath(); pen.ellipse(width / 2, 8.2 * unit, 2.2 * unit, 2.8 * unit, 0, 0, 7); pen.fill();
    pen.fillStyle = "#e8d36b";
    pen.beginPath();
    pen.arc(width * (0.5 + 0.36 * Math.cos(turn)), height * (0.58 + 0.25 * Math.sin(turn)), height / 10, 0, 7);
    pen.fill();
    pen.fillStyle = "#fff";
    pen.font = `${unit}px sans-serif`;
    pen.textAlign = "center";
    pen.fillText(`${options.name}  ${new Date().toISOString().slice(11, 21)}`, width / 2, 16.5 * unit);
    Mark.draw(pen, width, height, options.mark);
    pen.strokeStyle = frameColour(options.mark);
    pen.lineWidth = edge;
    pen.strokeRect(edge / 2, edge / 2, width - edge, height - edge);
  };
  draw();
  setInterval(draw, 1000 / options.fps);
  return canvas.captureStream(options.fps).getVideoTracks()[0];
}

function sound(context) {
  const tone = new OscillatorNode(context, { frequency: options.tone });
  const gain = new GainNode(context, { gain: 0 });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  tone.connect(gain).connect(out);
  tone.start();
  // 0.6 s on, 0.2 s off, with soft edges; the next beeps are always planned two seconds ahead.
  let next = context.currentTime;
  const plan = () => {
    for (; next < context.currentTime + 2; next += 0.8) {
      gain.gain.setTargetAtTime(0.25, next, 0.005);
      gain.gain.setTargetAtTime(0, next + 0.6, 0.005);
    }
  };
  plan();
  setInterval(plan, 500);
  return out.stream.getAudioTracks()[0];
}

// ---- What we receive ----

class RemoteVideo {
  constructor(track, identity, name) {
    Object.assign(this, { track, identity, kind: "video", frames: 0, width: 0, height: 0, mark: null, counted: 0, second: performance.now() });
    this.element = track.attach();
    this.figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = name || identity;
    this.figure.append(this.element, caption);
    document.getElementById("others").append(this.figure);
    arrange();
    this.small = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
    this.watch();
  }

  watch() {
    this.element.requestVideoFrameCallback((_, frame) => {
      if (this.gone) return;
      this.take(frame);
      this.watch();
    });
  }

  take(frame) {
    const place = { sid: this.track.sid, identity: this.identity, width: frame.width, height: frame.height };
    if (++this.frames === 1) tell("first_frame", place);
    if (frame.width !== this.width || frame.height !== this.height) {
      Object.assign(this, { width: frame.width, height: frame.height });
      tell("size", place);
    }
    this.small.drawImage(this.element, 0, 0, 320, 180);
    const seen = Mark.read(this.small.getImageData(0, 0, 320, 180));
    if (seen && seen !== this.mark) {
      this.mark = seen;
      tell("mark", { sid: this.track.sid, identity: this.identity, mark: seen });
    }
  }

  figures() {
    const now = performance.now(), fps = (this.frames - this.counted) * 1000 / (now - this.second);
    Object.assign(this, { second: now, counted: this.frames });
    return { width: this.width, height: this.height, frames: this.frames, fps: Math.round(fps * 10) / 10, mark: this.mark };
  }

  end() {
    this.gone = true;
    this.track.detach();
    this.figure.remove();
    arrange();
  }
}

class RemoteAudio {
  constructor(track, identity, context) {
    Object.assign(this, { track, identity, kind: "audio", windows: [] });
    // Chromium delivers a remote sound to WebAudio only while an element plays it too.
    this.element = track.attach();
    this.meter = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    this.source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track.mediaStreamTrack]) });
    this.source.connect(this.meter);
    this.timer = setInterval(() => this.measure(), 100);
  }

  measure() {
    const samples = new Float32Array(this.meter.fftSize), lines = new Float32Array(this.meter.frequencyBinCount);
    this.meter.getFloatTimeDomainData(samples);
    this.meter.getFloatFrequencyData(lines);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    let peak = 2;
    for (let bin = 2; bin < lines.length; ++bin) if (lines[bin] > lines[peak]) peak = bin;
    const linear = (bin) => 10 ** ((lines[bin] ?? -200) / 10);
    let near = 0, weighted = 0, total = 0;
    for (let bin = peak - 3; bin <= peak + 3; ++bin) { near += linear(bin); weighted += bin * linear(bin); }
    for (let bin = 0; bin < lines.length; ++bin) total += linear(bin);
    const hz = Math.round(weighted / near * this.meter.context.sampleRate / this.meter.fftSize);
    const dbfs = 10 * Math.log10(Math.max(power, 1e-10));
    if (dbfs > -50 && !this.heard) {
      this.heard = true;
      tell("first_sound", { sid: this.track.sid, identity: this.identity });
    }
    this.windows = [...this.windows.slice(-9), { hz: dbfs < -80 ? 0 : hz, dbfs: Math.round(dbfs * 10) / 10, purity: total > 0 ? Math.round(near / total * 1000) / 1000 : 0 }];
  }

  figures() {
    return this.windows.reduce((best, each) => (each.dbfs > best.dbfs ? each : best), { hz: 0, dbfs: -100, purity: 0 });
  }

  end() {
    clearInterval(this.timer);
    this.source.disconnect();
    this.track.detach();
  }
}

function arrange() {
  const others = document.getElementById("others");
  others.classList.toggle("many", others.children.length > 1);
}

async function inbound(track) {
  const report = await track.getRTCStatsReport?.();
  for (const entry of report?.values() ?? []) {
    if (entry.type !== "inbound-rtp") continue;
    const codec = report.get(entry.codecId)?.mimeType?.split("/")[1].toLowerCase() ?? null;
    const figures = { codec, packets: entry.packetsReceived, lost: entry.packetsLost };
    return entry.kind === "video" ? { ...figures, decoded: entry.framesDecoded, plis: entry.pliCount, freezes: entry.freezeCount } : figures;
  }
  return {};
}

// Every RTP stream that we send: a VP9 publisher that the SFU moved to VP8 shows both, and which one is active.
async function outbound() {
  const report = await room?.engine?.pcManager?.publisher?.getStats?.();
  const streams = [];
  for (const entry of report?.values() ?? []) {
    if (entry.type !== "outbound-rtp") continue;
    streams.push({ kind: entry.kind, codec: report.get(entry.codecId)?.mimeType?.split("/")[1].toLowerCase() ?? null,
      active: entry.active ?? true, layer: entry.rid ?? null, mode: entry.scalabilityMode ?? null,
      width: entry.frameWidth, height: entry.frameHeight, frames: entry.framesEncoded });
  }
  return streams;
}

// ---- What the driver calls ----

window.guest = {
  prepare(given) {
    options = given;
    published.context = new AudioContext({ sampleRate: 48000 });
    published.videoSource = options.video ? film() : null;
    published.audioSource = options.audio ? sound(published.context) : null;
    setInterval(() => window.guest.report(), 1000);
  },

  async join(url, token) {
    const started = performance.now();
    tell("joining");
    room = new LK.Room({ adaptiveStream: true, dynacast: true });
    listen(room);
    try {
      await room.connect(url, token, { autoSubscribe: true });
    } catch (error) {
      tell("failed", { message: String(error) });
      return;
    }
    tell("connected", { after: Math.round((performance.now() - started) * 10) / 10, identity: room.localParticipant.identity });
    for (const person of room.remoteParticipants.values()) tell("participant_joined", { identity: person.identity, name: person.name });
    const publish = async (kind, track, settings) => {
      try {
        const publication = await room.localParticipant.publishTrack(track, settings);
        published[kind] = publication.track;
        tell("published", { kind, sid: publication.trackSid });
      } catch (error) {
        tell("failed", { message: `${kind} was not published: ${error}` });
      }
    };
    await Promise.all([
      published.videoSource && publish("video", published.videoSource, { source: LK.Track.Source.Camera, videoCodec: options.codec,
        videoEncoding: { maxBitrate: 1_700_000, maxFramerate: options.fps }, simulcast: true }),
      published.audioSource && publish("audio", published.audioSource, { source: LK.Track.Source.Microphone, dtx: true, red: true }),
    ]);
  },

  async leave() {
    for (const each of remote.values()) each.end();
    remote.clear();
    await room?.disconnect(false);
    room = null;
    tell("left");
  },

  async mute(kind, muted) {
    if (!published[kind]) return tell("failed", { message: `no ${kind} is published` });
    await (muted ? published[kind].mute() : published[kind].unmute());
    tell("self_muted", { kind, muted });
  },

  mark(value) {
    options.mark = value;
    tell("drawing", { mark: value.toString(16).padStart(8, "0") });
  },

  // The newest picture of a person at its own size, as base64 of a PNG; null when there is none.
  async picture(identity) {
    const each = [...remote.values()].find((one) => one.kind === "video" && one.identity === identity && one.frames > 0);
    if (!each) return null;
    const canvas = Object.assign(document.createElement("canvas"), { width: each.width, height: each.height });
    canvas.getContext("2d").drawImage(each.element, 0, 0, each.width, each.height);
    return canvas.toDataURL("image/png").split(",")[1];
  },

  async report() {
    if (!room) return;
    const tracks = await Promise.all([...remote].map(async ([sid, each]) =>
      ({ sid, identity: each.identity, kind: each.kind, ...each.figures(), ...await inbound(each.track).catch(() => ({})) })));
    tell("stats", { tracks, sending: await outbound().catch(() => []) });
  },
};

function listen(room) {
  const event = LK.RoomEvent;
  room.on(event.ParticipantConnected, (person) => tell("participant_joined", { identity: person.identity, name: person.name }));
  room.on(event.ParticipantDisconnected, (person) => tell("participant_left", { identity: person.identity, name: person.name }));
  room.on(event.TrackSubscribed, (track, publication, person) => {
    tell("subscribed", { sid: track.sid, identity: person.identity, kind: track.kind, announced: publication.mimeType });
    remote.set(track.sid, track.kind === "video" ? new RemoteVideo(track, person.identity, person.name)
      : new RemoteAudio(track, person.identity, published.context));
  });
  room.on(event.TrackUnsubscribed, (track, _publication, person) => {
    tell("unsubscribed", { sid: track.sid, identity: person.identity });
    remote.get(track.sid)?.end();
    remote.delete(track.sid);
  });
  for (const [name, muted] of [[event.TrackMuted, true], [event.TrackUnmuted, false]]) {
    room.on(name, (publication, person) => tell("muted", { sid: publication.trackSid, identity: person.identity, muted }));
  }
  room.on(event.ActiveSpeakersChanged, (speakers) => tell("speakers", { identities: speakers.map((speaker) => speaker.identity) }));
  room.on(event.Reconnecting, () => tell("reconnecting"));
  room.on(event.Reconnected, () => tell("reconnected"));
  room.on(event.Disconnected, (reason) => tell("disconnected", { reason: LK.DisconnectReason[reason] ?? String(reason) }));
}
