#!/usr/bin/env node
// three.js as a peer: a path a line, a line of JSON for each. GLTFLoader in headless Chromium, each load in a fresh page;
// timed in the page from the request to the loaded scene with all its images decoded. Nothing is uploaded to a GPU.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const own = path.dirname(fileURLToPath(import.meta.url));
const three = path.join(own, "node_modules/three");
const page = `<!doctype html><script type="importmap">{"imports":{"three":"/three/build/three.module.js"}}</script>
<script type="module">
import * as THREE from "three";
import { GLTFLoader } from "/three/examples/jsm/loaders/GLTFLoader.js";
import { DRACOLoader } from "/three/examples/jsm/loaders/DRACOLoader.js";
import { KTX2Loader } from "/three/examples/jsm/loaders/KTX2Loader.js";
import { MeshoptDecoder } from "/three/examples/jsm/libs/meshopt_decoder.module.js";
window.load = async (url) => {
  const loader = new GLTFLoader();
  loader.setDRACOLoader(new DRACOLoader().setDecoderPath("/three/examples/jsm/libs/draco/gltf/"));
  const ktx2 = new KTX2Loader().setTranscoderPath("/three/examples/jsm/libs/basis/");
  ktx2.workerConfig = { bptcSupported: true };
  loader.setKTX2Loader(ktx2);
  loader.setMeshoptDecoder(MeshoptDecoder);
  const start = performance.now();
  await loader.loadAsync(url);
  return performance.now() - start;
};
window.ready = true;
</script>`;

let models = "/";
const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
  if (name === "/") {
    return response.setHeader("Content-Type", "text/html").end(page);
  }
  const file = name.startsWith("/three/") ? path.join(three, name.slice(7)) : path.join(models, name.slice(8));
  fs.readFile(file, (error, bytes) => {
    if (error) return response.writeHead(404).end();
    const kinds = { ".js": "text/javascript", ".wasm": "application/wasm", ".png": "image/png", ".jpg": "image/jpeg" };
    response.setHeader("Content-Type", kinds[path.extname(file)] ?? "application/octet-stream").end(bytes);
  });
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    models = path.dirname(path.resolve(line));
    const tab = await browser.newPage();
    await tab.goto(origin);
    await tab.waitForFunction("window.ready");
    const ms = await tab.evaluate((url) => window.load(url), `/models/${encodeURIComponent(path.basename(line))}`);
    await tab.close();
    // The browser is many processes; what one page takes of them is not told.
    console.log(JSON.stringify({ ms, peak_bytes: null, threads: 2 }));
  } catch (error) {
    console.log(`three.js refuses it: ${error.message}`);
  }
}
await browser.close();
server.close();
