// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// A meeting guest in Debian's Chromium. Speaks JSON lines as the light guest does (docs/testing.md).
//
//   node driver.mjs --modules FOLDER [--name NAME] [--codec vp9|vp8|h264] [--mark HEX] [--tone HZ] [--fps N]
//                   [--no-video] [--no-audio] [--chromium PATH] [--url URL --token TOKEN]
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values: given } = parseArgs({
  options: {
    modules: { type: "string" }, name: { type: "string", default: "Browser guest" }, codec: { type: "string", default: "vp9" },
    mark: { type: "string", default: "b0b5eed5" }, tone: { type: "string", default: "660" }, fps: { type: "string", default: "30" },
    "no-video": { type: "boolean", default: false }, "no-audio": { type: "boolean", default: false },
    chromium: { type: "string", default: "/usr/bin/chromium" }, url: { type: "string" }, token: { type: "string" },
  },
});
if (!given.modules || !/^[0-9a-f]{8}$/i.test(given.mark)) {
  console.error("driver: --modules names the folder of tools/peers --where browser-guest; --mark has 8 hexadecimal digits");
  process.exit(64);
}
const require = createRequire(join(given.modules, "package.json"));
const { chromium } = require("playwright-core");

// Milliseconds of CLOCK_MONOTONIC, the clock of all guests' events.
const monotonic = () => Number(process.hrtime.bigint()) / 1e6;
const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const emit = (event, fields = {}) => say({ event, t: Math.round(monotonic() * 10) / 10, ...fields });

const files = {
  "/": [join(here, "page.html"), "text/html"],
  "/guest.js": [join(here, "guest.js"), "text/javascript"],
  "/mark.js": [join(here, "mark.js"), "text/javascript"],
  "/livekit-client.umd.js": [join(given.modules, "node_modules/livekit-client/dist/livekit-client.umd.js"), "text/javascript"],
};
const server = createServer(async (request, response) => {
  const file = files[request.url];
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": `${file[1]}; charset=utf-8` }).end(await readFile(file[0]));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

const browser = await chromium.launch({
  executablePath: given.chromium,
  headless: true,
  args: [
    "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns,Translate,OptimizationHints,MediaRouter", "--allow-loopback-in-peer-connection",
    "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--disable-sync", "--no-pings",
    "--no-first-run", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
    "--disable-gpu", "--mute-audio",
  ],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
page.on("pageerror", (error) => console.error("page:", error.stack));
page.on("console", (message) => { if (["error", "warning"].includes(message.type())) console.error("page:", message.text()); });

// The page's clock against ours: the quickest of several questions tells it best.
let offset = 0;
async function compareClocks() {
  let best = Infinity;
  for (let turn = 0; turn < 20; ++turn) {
    const before = monotonic();
    const now = await page.evaluate(() => performance.now());
    const after = monotonic();
    if (after - before < best) {
      best = after - before;
      offset = (before + after) / 2 - now;
    }
  }
}
await page.exposeFunction("tellDriver", ({ event, now, ...fields }) => say({ event, t: Math.round((now + offset) * 10) / 10, ...fields }));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await compareClocks();
await page.evaluate((options) => window.guest.prepare(options), {
  name: given.name, codec: given.codec, mark: parseInt(given.mark, 16), tone: Number(given.tone), fps: Number(given.fps),
  video: !given["no-video"], audio: !given["no-audio"],
});

async function end() {
  await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 3000))]).catch(() => {});
  server.close();
  process.exit(0);
}

async function snapshot({ file, identity }) {
  if (!identity) {
    await writeFile(file, await page.screenshot({ type: "png" }));
    return emit("snapshot", { file });
  }
  const picture = await page.evaluate((wanted) => window.guest.picture(wanted), identity);
  if (!picture) return emit("failed", { message: `there is no picture of ${identity} to save` });
  await writeFile(file, Buffer.from(picture, "base64"));
  emit("snapshot", { file, identity });
}

async function obey(command) {
  switch (command.do) {
    case "join": return page.evaluate(([url, token]) => window.guest.join(url, token), [command.url, command.token]);
    case "leave": return page.evaluate(() => window.guest.leave());
    case "mute": return page.evaluate(([kind, muted]) => window.guest.mute(kind, muted), [command.kind, command.muted]);
    case "mark": return page.evaluate((value) => window.guest.mark(value), parseInt(command.mark, 16));
    case "snapshot": return snapshot(command);
    case "quit": return end();
    default: return emit("failed", { message: `unknown command ${JSON.stringify(command.do)}` });
  }
}

emit("ready", { browser: browser.version() });
process.on("SIGTERM", end);
if (given.url) await obey({ do: "join", url: given.url, token: given.token });
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) await obey(JSON.parse(line)).catch((error) => emit("failed", { message: String(error) }));
}
await page.evaluate(() => window.guest.leave()).catch(() => {});
await end();
