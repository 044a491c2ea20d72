"use strict";

/* Traps on the prototypes that every object stands on: what a wrapper leaves to them, the page gets. */

/* Whether something was caught that no page could make: a map of the bindings, an object of theirs, a native function that
 * they stand on together with what it is called on. */
const isInner = (value) => value instanceof WeakMap || value instanceof Map || value instanceof Set
  || Object.prototype.toString.call(value) === "[object WeakMap]" || Object.prototype.toString.call(value) === "[object Map]"
  || (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null);

/* Accessors of these names on a prototype, while `action` runs; every object and value that comes by is kept. */
async function trapped(proto, names, action) {
  const caught = [];
  let n = 0;
  const keep = (value) => { Object.defineProperty(caught, n++, { value, configurable: true, writable: true, enumerable: true }); };
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(proto, name)]);
  for (const name of names)
    Object.defineProperty(proto, name, {
      configurable: true,
      get() { keep(this); return undefined; },
      set(value) {
        keep(this);
        keep(value);
        Object.defineProperty(this, name, { value, configurable: true, writable: true, enumerable: true });
      },
    });
  try {
    return await action(caught);
  } finally {
    for (const [name, found] of before)
      if (found)
        Object.defineProperty(proto, name, found);
      else
        delete proto[name];
  }
}

/* Reads by every family, forgetting what was caught before each. */
async function readEverything(stream, kit, caught) {
  const video = await kit.video(stream);
  let most = 0;
  const tries = [
    () => { const c = kit.context(); c.drawImage(video, 0, 0, SIZE, SIZE); return [c, () => kit.read(c)]; },
    () => {
      const c = kit.context();
      c.fillStyle = c.createPattern(video, "repeat");
      c.fillRect(0, 0, SIZE, SIZE);
      return [c, () => kit.read(c)];
    },
    () => [video, () => kit.look(new VideoFrame(video, { timestamp: 0 }))],
    () => {
      const s = new MediaStream(stream.getTracks());
      return [s, () => { new MediaRecorder(s).start(); return 0; }];
    },
  ];
  for (const make of tries)
    try {
      const [object, read] = make();
      for (const map of caught)
        for (const key of [object, object.canvas, video, stream])
          try {
            WeakMap.prototype.delete.call(map, key);
          } catch (error) { /* no map, or no key */ }
      most = Math.max(most, read());
    } catch (error) { /* refused */ }
  return Math.max(most, caught.some(isInner) ? 255 : 0);
}

const NAMES = ["value", "writable", "enumerable", "configurable", "get", "set", "done", "next", "node", "nodes", "watched",
  "registry", "reaction", "silent", "made", "standIn", "capture", "ended", "told", "state", "name", "audio", "video", "transfer",
  "targetOrigin", "mediaStream", "mediaElement", "type", "quality", "resizeWidth", "camera", "microphone", "display", "error"];

attempt("object-prototype-with-traps", (stream, kit) =>
  trapped(Object.prototype, NAMES.filter((name) => !["get", "set", "value", "writable", "enumerable", "configurable"].includes(name)),
    (caught) => readEverything(stream, kit, caught)));

attempt("object-prototype-that-answers", async (stream, kit) => {
  const video = await kit.video(stream);
  const before = kit.context();
  before.drawImage(video, 0, 0, SIZE, SIZE);
  const members = Object.create(null);
  for (const name of ["silent", "told", "ended", "readable", "done"])
    members[name] = false;
  return bent(Object.prototype, members, async () => kit.read(before));
});

attempt("array-prototype-with-traps", (stream, kit) =>
  trapped(Array.prototype, ["0", "1", "2", "3"], async (caught) => {
    const most = await readEverything(stream, kit, []);
    return Math.max(most, caught.some(isInner) ? 255 : 0);
  }), { plain: false });

attempt("function-prototype-with-traps", (stream, kit) =>
  trapped(Function.prototype, ["native", "original", "handler", "get", "set", "value", "construct"], async (caught) =>
    readEverything(stream, kit, caught.filter((value) => typeof value !== "function"))));

attempt("error-prototype-with-traps", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const caught = [];
  const members = { get stack() { caught.push(this); return ""; } };
  return bent(Error.prototype, members, async () => {
    try {
      return kit.read(context);
    } catch (error) {
      return Reflect.ownKeys(error).some((name) => isInner(error[name])) || caught.some(isInner) ? 255 : 0;
    }
  });
});

attempt("stack-text-shows-no-address", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  try {
    kit.read(context);
  } catch (error) {
    return /file:|\/work|\/usr|resource:/.test(String(error.stack)) ? 255 : 0;
  }
  return 0;
}, { plain: false });

/* `caller` and `arguments` of a function that a wrapper calls must not be the wrapper's. */
attempt("caller-of-a-conversion", async (stream, kit) => {
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const found = [];
  const conversion = new Function("found", "return function valueOf() {" +
    "try { found.push(valueOf.caller); } catch (error) { }" +
    "try { found.push(valueOf.caller.arguments); } catch (error) { } return 0; }")(found);
  try {
    context.getImageData({ valueOf: conversion }, 0, SIZE, SIZE);
  } catch (error) { /* refused */ }
  return found.some((value) => typeof value === "function" && value !== conversion || isInner(value)) ? 255 : 0;
}, { plain: false });

attempt("proxy-as-the-argument-list", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const list = new Proxy([0, 0, SIZE, SIZE], {});
  return kit.brightest(Reflect.apply(context.getImageData, context, list).data);
});

attempt("proxy-as-the-new-target", async (stream, kit) => {
  const video = await kit.video(stream);
  const clean = kit.context();
  const target = new Proxy(VideoFrame, { get: (object, name) => {
    if (name === "prototype")
      clean.drawImage(video, 0, 0, SIZE, SIZE);
    return object[name];
  } });
  const frame = Reflect.construct(VideoFrame, [clean.canvas, { timestamp: 0 }], target);
  const most = kit.look(frame);
  frame.close();
  return most;
}, { plain: false });

attempt("symbol-to-primitive-draws", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  const soil = { [Symbol.toPrimitive]() { context.drawImage(video, 0, 0, SIZE, SIZE); return 0; } };
  return kit.brightest(context.getImageData(soil, 0, SIZE, SIZE).data);
});

attempt("symbol-has-instance-bent", async (stream, kit) => {
  const classes = [HTMLVideoElement, HTMLCanvasElement, MediaStream, MediaStreamTrack];
  for (const each of classes)
    Object.defineProperty(each, Symbol.hasInstance, { configurable: true, value: () => false });
  try {
    const context = kit.context();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    document.body.append(video);
    await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
    await kit.pause(500);
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return kit.read(context);
  } finally {
    for (const each of classes)
      delete each[Symbol.hasInstance];
  }
});

attempt("to-string-tag-bent", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  Object.defineProperty(video, Symbol.toStringTag, { value: "HTMLImageElement" });
  context.drawImage(video, 0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("track-with-another-prototype", async (stream, kit) => {
  const track = stream.getVideoTracks()[0].clone();
  Object.setPrototypeOf(track, Object.prototype);
  const made = new MediaStream();
  made.addTrack(track);
  return kit.look(await kit.video(made));
});

attempt("stream-with-another-prototype", async (stream, kit) => {
  const made = new MediaStream(stream.getVideoTracks());
  Object.setPrototypeOf(made, null);
  return kit.look(await kit.video(made));
});

attempt("track-whose-members-lie", async (stream, kit) => {
  const track = stream.getVideoTracks()[0].clone();
  for (const [name, value] of [["id", ""], ["kind", "audio"], ["readyState", "ended"], ["isolated", false]])
    Object.defineProperty(track, name, { value });
  return kit.look(await kit.video(new MediaStream([track])));
});

attempt("track-prototype-whose-members-lie", async (stream, kit) => {
  const found = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, "id");
  Object.defineProperty(MediaStreamTrack.prototype, "id", { configurable: true, get: () => "none" });
  try {
    return kit.look(await kit.video(new MediaStream([stream.getVideoTracks()[0].clone()])));
  } finally {
    Object.defineProperty(MediaStreamTrack.prototype, "id", found);
  }
});
