"use strict";

/* What every attempt has at hand. An attempt gets a stream and tries to get something of its picture or sound into the
 * page's hands; it returns how much that was: 0 for nothing, up to 255 for a pixel, more for bytes. Throwing is getting
 * nothing.
 *
 *   attempt ("name-of-it", async (stream, kit) => ...)                  plain media must give more than nothing
 *   attempt ("name-of-it", async (stream, kit) => ..., { plain: false }) where plain media gives nothing either
 */
const attempts = new Map();
const SIZE = 32;

/* What an attempt did, for the report of one that got something: what was read where, with the milliseconds since it began. */
const trail = { begun: 0, events: [] };

function note(what) {
  if (trail.events.length < 60)
    trail.events.push(Math.round(performance.now() - trail.begun) + " ms: " + what);
}

function attempt(name, run, options = {}) {
  attempts.set(name, { run, plain: options.plain !== false });
}

/* Every element that plays, also those that are in no document. */
const players = [];

const kit = {
  /* Players go before tracks end: the engine's player can stand still when the tracks of its stream change while a picture is
   * on its way to the page. An attempt that stops what it plays calls this first. */
  async letGo() {
    for (const video of [...players.splice(0), ...document.querySelectorAll("video")])
      try {
        HTMLMediaElement.prototype.pause.call(video);
        Reflect.set(HTMLMediaElement.prototype, "srcObject", null, video);
      } catch (error) { /* an attempt bent it */ }
    await kit.pause(30);
  },

  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),

  within: (promise, ms) => Promise.race([promise, kit.pause(ms).then(() => { throw new Error("no answer"); })]),

  canvas(owner = document) {
    const canvas = owner.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    return canvas;
  },

  context: (owner) => kit.canvas(owner).getContext("2d"),

  async video(stream, owner = document, muted = true) {
    const video = owner.createElement("video");
    players.push(video);
    video.muted = muted;
    video.playsInline = true;
    video.srcObject = stream;
    if (owner === document)
      document.body.append(video);
    await Promise.race([video.play().catch(() => {}), kit.pause(2000)]);
    for (let i = 0; i < 60 && !(video.readyState >= 2 && video.videoWidth > 0); i++)
      await kit.pause(30);
    await kit.pause(100);
    note("a video plays, state " + video.readyState + ", " + video.videoWidth + "x" + video.videoHeight + ", tracks "
      + (stream instanceof MediaStream ? stream.getTracks().map((track) => track.kind + " " + track.id + " isolated " +
        track.isolated).join(", ") : "none"));
    return video;
  },

  brightest(pixels) {
    let most = 0, at = 0;
    for (let i = 0; i < pixels.length; i++)
      if (i % 4 !== 3 && pixels[i] > most) {
        most = pixels[i];
        at = i - i % 4;
      }
    note("read " + pixels.length / 4 + " pixels, brightest at " + at / 4 + ": " + Array.from(pixels.slice(at, at + 4)));
    return most;
  },

  /* Of a 2D context, by its own method. */
  read: (context) => kit.brightest(context.getImageData(0, 0, SIZE, SIZE).data),

  /* Of anything that can be drawn. */
  look(picture, owner = document) {
    const context = kit.context(owner);
    context.drawImage(picture, 0, 0, SIZE, SIZE);
    return kit.read(context);
  },

  /* Of an encoded picture. */
  async decode(blob) {
    return blob ? kit.look(await createImageBitmap(blob)) : 0;
  },

  async frame(fill) {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    fill(frame);
    document.body.append(frame);
    await Promise.race([loaded, kit.pause(3000)]);
    return frame;
  },

  /* The loudest sample behind a source node, times 255. */
  async listen(context, source, ms = 1500) {
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    let most = 0;
    source.connect(analyser);
    await Promise.race([context.resume(), kit.pause(500)]);
    for (let spent = 0; spent < ms && most === 0; spent += 40) {
      await kit.pause(40);
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples)
        most = Math.max(most, Math.abs(sample));
    }
    note("heard " + most + " with the context " + context.state);
    return most * 255;
  },

  async sound(make, ms) {
    const context = new AudioContext();
    try {
      return await kit.listen(context, await make(context), ms);
    } finally {
      context.close().catch(() => {});
    }
  },

  /* Bytes that a recorder gives out while `during` runs. */
  async record(recorder, during) {
    let bytes = 0;
    recorder.addEventListener("dataavailable", (event) => { bytes += event.data.size; });
    await during();
    if (recorder.state !== "inactive")
      recorder.stop();
    await kit.pause(300);
    note("recorded " + bytes + " bytes");
    return bytes;
  },

  /* What a worker makes of a message. */
  async work(worker, message, transfer = []) {
    const answer = new Promise((resolve) => { worker.onmessage = (event) => resolve(event.data); });
    worker.postMessage(message, transfer);
    const data = await kit.within(answer, 3000);
    note("the worker answers " + data);
    if (typeof data !== "number")
      throw new Error(data);
    return data;
  },

  /* Makes the collector run, as far as a page can. */
  async collect() {
    for (let round = 0; round < 12; round++) {
      let waste = [];
      for (let i = 0; i < 60; i++)
        waste.push(new Array(60000).fill(i), new ArrayBuffer(1 << 20));
      waste = null;
      await kit.pause(15);
    }
  },
};

window.attemptNames = () => [...attempts].map(([name, entry]) => ({ name, plain: entry.plain }));

/* The page is given its streams by the test, once each. */
const streams = {};

window.takeStream = async (kind, constraints) => {
  streams[kind] = await navigator.mediaDevices.getUserMedia(constraints);
  return streams[kind].getTracks().length;
};

window.runAttempt = async (name, kind) => {
  const isLive = streams[kind].getTracks().every((track) => track.readyState === "live");
  const clone = streams[kind].clone();
  const outcome = { got: 0, why: "", isLive, trail: trail.events = [] };
  const tracks = clone.getTracks();
  trail.begun = performance.now();
  note(kind + " stream, " + tracks.map((track) => track.kind + " isolated " + track.isolated).join(", "));
  try {
    outcome.got = Number(await kit.within(attempts.get(name).run(clone, kit, streams), 12000)) || 0;
  } catch (error) {
    outcome.why = error ? error.name + ": " + error.message : "nothing";
  }
  note("it ends with " + outcome.got + " " + outcome.why + ", " + document.visibilityState);
  await kit.letGo();
  for (const left of document.querySelectorAll("video, iframe, object, embed"))
    left.remove();
  for (const track of tracks)
    track.stop();
  return outcome;
};
