"use strict";

/* The page's own prototypes, getters and built-ins, bent before and during the read. Each attempt puts back what it bent. */

async function drawnContext(stream, kit) {
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return context;
}

/* Replaces members of an object while `action` runs. */
async function bent(object, members, action) {
  const before = new Map();
  for (const name of Reflect.ownKeys(members))
    before.set(name, Reflect.getOwnPropertyDescriptor(object, name));
  for (const name of Reflect.ownKeys(members))
    Object.defineProperty(object, name, { configurable: true, writable: true, value: members[name] });
  try {
    return await action();
  } finally {
    for (const [name, found] of before)
      if (found)
        Object.defineProperty(object, name, found);
      else
        delete object[name];
  }
}

attempt("plain-read-back", async (stream, kit) => kit.read(await drawnContext(stream, kit)));

attempt("method-by-reflect", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const method = Reflect.get(CanvasRenderingContext2D.prototype, "getImageData", context);
  return kit.brightest(Reflect.apply(method, context, [0, 0, SIZE, SIZE]).data);
});

attempt("method-by-its-descriptor", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const found = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, "getImageData");
  return kit.brightest(found.value.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("method-bound-and-called-later", async (stream, kit) => {
  const context = kit.context();
  const read = context.getImageData.bind(context, 0, 0, SIZE, SIZE);
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(read().data);
});

attempt("method-deleted-to-show-what-is-below", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const proto = CanvasRenderingContext2D.prototype;
  const found = Object.getOwnPropertyDescriptor(proto, "getImageData");
  delete proto.getImageData;
  try {
    return kit.read(context);
  } finally {
    Object.defineProperty(proto, "getImageData", found);
  }
}, { plain: false });

attempt("draw-method-of-this-page-kept-from-before", async (stream, kit) => {
  const { drawImage } = CanvasRenderingContext2D.prototype;
  const context = kit.context();
  const video = await kit.video(stream);
  drawImage.apply(context, [video, 0, 0, SIZE, SIZE]);
  return kit.read(context);
});

attempt("proxy-around-the-context", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  return kit.read(new Proxy(context, { get: (target, name) => {
    const value = Reflect.get(target, name, target);
    return typeof value === "function" ? value.bind(target) : value;
  } }));
});

attempt("proxy-around-the-method", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const read = new Proxy(context.getImageData, {});
  return kit.brightest(Reflect.apply(read, context, [0, 0, SIZE, SIZE]).data);
});

attempt("proxy-around-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  return kit.look(new Proxy(video, {}));
}, { plain: false });

attempt("video-with-another-prototype", async (stream, kit) => {
  const video = await kit.video(stream);
  Object.setPrototypeOf(video, HTMLCanvasElement.prototype);
  return kit.look(video);
});

attempt("video-with-own-members", async (stream, kit) => {
  const video = await kit.video(stream);
  Object.defineProperty(video, "srcObject", { get: () => null });
  Object.defineProperty(video, "videoWidth", { get: () => 0 });
  return kit.look(video);
});

attempt("canvas-with-own-members", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  Object.defineProperty(context, "canvas", { get: () => kit.canvas() });
  return kit.read(context);
});

attempt("context-whose-canvas-getter-lies", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const clean = kit.canvas();
  const proto = CanvasRenderingContext2D.prototype;
  const found = Object.getOwnPropertyDescriptor(proto, "canvas");
  Object.defineProperty(proto, "canvas", { configurable: true, get: () => clean });
  try {
    return kit.read(context);
  } finally {
    Object.defineProperty(proto, "canvas", found);
  }
});

attempt("function-apply-and-call-bent", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const escape = function () { throw new Error("bent"); };
  return bent(Function.prototype, { apply: escape, call: escape, bind: escape }, () => kit.read(context));
});

attempt("reflect-bent", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  return bent(Reflect, { apply: () => undefined, construct: () => ({}), get: () => undefined }, () => kit.read(context));
});

attempt("weak-maps-bent", async (stream, kit) => {
  const members = { get: () => undefined, has: () => false, set() { return this; } };
  return bent(WeakMap.prototype, members, async () => kit.read(await drawnContext(stream, kit)));
});

attempt("maps-and-sets-bent", async (stream, kit) => {
  const members = { get: () => undefined, has: () => false };
  return bent(Map.prototype, members, () =>
    bent(Set.prototype, { add() { return this; }, has: () => false }, async () => kit.read(await drawnContext(stream, kit))));
});

attempt("array-iteration-bent", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const proto = Object.getPrototypeOf([][Symbol.iterator]());
  const found = Object.getOwnPropertyDescriptor(proto, "next");
  Object.defineProperty(proto, "next", { ...found, value: () => ({ done: true, value: undefined }) });
  try {
    return kit.brightest(context.getImageData(0, 0, SIZE, SIZE).data);
  } finally {
    Object.defineProperty(proto, "next", found);
  }
});

attempt("array-methods-bent", async (stream, kit) => {
  const members = { push() { return 0; }, indexOf: () => -1, includes: () => false, some: () => false };
  return bent(Array.prototype, members, async () => kit.read(await drawnContext(stream, kit)));
});

attempt("object-prototype-poisoned", async (stream, kit) => {
  const members = { node: 0, label: 0, readable: true, get: undefined, set: undefined, value: undefined };
  const poison = Object.create(null);
  for (const name of ["node", "label", "readable"])
    poison[name] = members[name];
  return bent(Object.prototype, poison, async () => kit.read(await drawnContext(stream, kit)));
});

attempt("promise-then-bent", async (stream, kit) => {
  const video = await kit.video(stream);
  let caught = null;
  const native = Promise.prototype.then;
  const members = { then(done, failed) {
    return native.call(this, (value) => {
      if (value instanceof ImageBitmap)
        caught = caught || value;
      return done ? done(value) : value;
    }, failed);
  } };
  return bent(Promise.prototype, members, async () => {
    const bitmap = await createImageBitmap(video);
    return Math.max(kit.look(caught || bitmap), kit.look(bitmap));
  });
});

attempt("promise-species-bent", async (stream, kit) => {
  const video = await kit.video(stream);
  const taken = [];
  class Spy extends Promise {
    constructor(executor) {
      super((resolve, reject) => executor((value) => { taken.push(value); resolve(value); }, reject));
    }
  }
  return bent(Promise, { [Symbol.species]: Spy }, async () => {
    taken.push(await createImageBitmap(video));
    return Math.max(...taken.filter((value) => value instanceof ImageBitmap).map((value) => kit.look(value)));
  });
});

attempt("subclass-calls-super", async (stream, kit) => {
  class Mine extends OffscreenCanvas {}
  const canvas = new Mine(SIZE, SIZE);
  const context = canvas.getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(context.getImageData(0, 0, SIZE, SIZE).data);
});

attempt("stream-made-by-a-subclass", async (stream, kit) => {
  class Mine extends MediaStream {}
  return kit.look(await kit.video(new Mine(stream.getTracks())));
});

attempt("stream-made-by-reflect-construct", async (stream, kit) => {
  const made = Reflect.construct(MediaStream, [stream], Object);
  return kit.look(await kit.video(made));
}, { plain: false });

attempt("stream-made-of-an-iterator", async (stream, kit) => {
  const made = new MediaStream((function* () { yield* stream.getVideoTracks(); })());
  return kit.look(await kit.video(made));
});

attempt("source-set-by-a-setter-of-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const video = document.createElement("video");
  const proto = frame.contentWindow.HTMLMediaElement.prototype;
  video.muted = true;
  Object.getOwnPropertyDescriptor(proto, "srcObject").set.call(video, stream);
  document.body.append(video);
  await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
  await kit.pause(300);
  return kit.look(video);
});

attempt("wrappers-show-no-other-text", async () => {
  const functions = [CanvasRenderingContext2D.prototype.getImageData, HTMLCanvasElement.prototype.toDataURL,
    CanvasRenderingContext2D.prototype.drawImage, navigator.mediaDevices.getUserMedia, window.createImageBitmap,
    Function.prototype.toString, MediaStream, MediaRecorder];
  const frame = await kit.frame(() => {});
  const other = frame.contentWindow.Function.prototype.toString;
  const native = (name) => "function " + name + "() {\n    [native code]\n}";
  return functions.filter((made) => Function.prototype.toString.call(made) !== native(made.name)
    || other.call(made) !== native(made.name)).length;
}, { plain: false });

attempt("wrappers-cannot-be-told-by-their-members", async () => {
  const method = CanvasRenderingContext2D.prototype.getImageData;
  const real = CanvasRenderingContext2D.prototype.putImageData;
  const keys = (made) => Reflect.ownKeys(made).sort((a, b) => String(a).localeCompare(String(b))).join();
  return Number(keys(method) !== keys(real)) + Number("prototype" in method);
}, { plain: false });

attempt("errors-show-no-way-in", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  try {
    return kit.read(context);
  } catch (error) {
    /* Neither realm nor native functions may hang on what is thrown. */
    const found = Reflect.ownKeys(error).filter((name) => typeof error[name] === "function" || typeof error[name] === "object");
    return found.length > 0 ? 255 : 0;
  }
});

/* Calls `action` as deep in the stack as it will go. */
function atTheEndOfTheStack(action) {
  let most = 0;
  const dive = () => {
    try {
      dive();
    } catch (error) { /* the end */ }
    try {
      most = Math.max(most, action() || 0);
    } catch (error) { /* not enough room */ }
  };
  try {
    dive();
  } catch (error) { /* the end */ }
  return most;
}

attempt("stack-ends-inside-the-draw", async (stream, kit) => {
  const video = await kit.video(stream);
  const canvases = [];
  let tries = 0;
  atTheEndOfTheStack(() => {
    if (tries++ > 40)
      return 0;
    const context = kit.context();
    canvases.push(context);
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return 0;
  });
  let most = 0;
  for (const context of canvases)
    try {
      most = Math.max(most, kit.read(context));
    } catch (error) { /* refused */ }
  return most;
});

attempt("stack-ends-inside-the-read", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  let tries = 0;
  return atTheEndOfTheStack(() => (tries++ > 40 ? 0 : kit.brightest(context.getImageData(0, 0, SIZE, SIZE).data)));
});

attempt("pattern-found-again-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  (() => { context.fillStyle = context.createPattern(video, "repeat"); })();
  await kit.collect();
  const other = kit.context();
  other.fillStyle = context.fillStyle;
  other.fillRect(0, 0, SIZE, SIZE);
  return kit.read(other);
});

attempt("canvas-found-again-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const host = document.createElement("div");
  document.body.append(host);
  (() => {
    const context = kit.context();
    context.drawImage(video, 0, 0, SIZE, SIZE);
    host.append(context.canvas);
  })();
  await kit.collect();
  return kit.read(host.firstChild.getContext("2d"));
});

attempt("video-found-again-after-collection", async (stream, kit) => {
  const host = document.createElement("div");
  document.body.append(host);
  await (async () => { host.append(await kit.video(stream)); })();
  await kit.collect();
  return kit.look(host.firstChild);
});

attempt("stream-found-again-after-collection", async (stream, kit) => {
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  (() => { video.srcObject = new MediaStream(stream.getVideoTracks()); })();
  await kit.collect();
  return kit.look(await kit.video(video.srcObject));
});

attempt("tracks-found-again-after-collection", async (stream, kit) => {
  const video = await kit.video(new MediaStream(stream.getVideoTracks().map((track) => track.clone())));
  await kit.collect();
  return kit.look(await kit.video(new MediaStream(video.srcObject.getVideoTracks())));
});
