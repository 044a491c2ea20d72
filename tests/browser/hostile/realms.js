"use strict";

/* The first window of a frame or of a popup serves its first real document too: what a page bends in it before then must
 * not be there when anything is put in front of the engine's functions. */

const FIRST = "first-script.html";

/* Replaces what a binding would stand on by spies; returns what they saw. */
function spyOn(other) {
  const seen = [];
  const wrap = (object, name) => {
    const found = Reflect.getOwnPropertyDescriptor(object, name);
    const native = found.value;
    Object.defineProperty(object, name, { ...found, value: function (...args) {
      seen.push(this, ...args);
      for (const arg of args)
        if (Array.isArray(arg))
          seen.push(...arg);
      return Reflect.apply(native, this, args);
    } });
  };
  for (const name of ["apply", "construct", "defineProperty", "getOwnPropertyDescriptor", "ownKeys"])
    wrap(other.Reflect, name);
  for (const name of ["get", "set", "has", "delete"])
    for (const kind of [other.WeakMap, other.Map])
      wrap(kind.prototype, name);
  wrap(other.Set.prototype, "add");
  wrap(other.Object, "create");
  wrap(other.Function.prototype, "toString");
  wrap(other.EventTarget.prototype, "addEventListener");
  return seen;
}

/* Tries to make the maps that were seen forget an object. */
function forget(seen, ...objects) {
  for (const found of seen)
    for (const object of objects) {
      try {
        WeakMap.prototype.delete.call(found, object);
      } catch (error) { /* no map of that kind */ }
      try {
        Set.prototype.clear.call(found);
      } catch (error) { /* no set */ }
    }
}

async function readThroughBent(other, seen, stream, kit) {
  const video = await kit.video(stream);
  const context = kit.context(other.document);
  other.CanvasRenderingContext2D.prototype.drawImage.call(context, video, 0, 0, SIZE, SIZE);
  forget(seen, context, context.canvas, video, stream, ...stream.getTracks());
  try {
    return kit.brightest(other.CanvasRenderingContext2D.prototype.getImageData.call(context, 0, 0, SIZE, SIZE).data);
  } catch (error) {
    return kit.look(video);
  }
}

async function bentFrame(fill, stream, kit) {
  const frame = document.createElement("iframe");
  fill(frame);
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  const seen = spyOn(frame.contentWindow);
  await Promise.race([loaded, kit.pause(3000)]);
  return readThroughBent(frame.contentWindow, seen, stream, kit);
}

attempt("first-window-bent-before-its-document", (stream, kit) => bentFrame((frame) => { frame.src = FIRST; }, stream, kit));

attempt("first-window-bent-before-a-blob", (stream, kit) => bentFrame((frame) => {
  frame.src = URL.createObjectURL(new Blob(["<p>blob</p>"], { type: "text/html" }));
}, stream, kit));

attempt("first-window-bent-in-a-sandbox", (stream, kit) => bentFrame((frame) => {
  frame.sandbox = "allow-scripts allow-same-origin";
  frame.src = FIRST;
}, stream, kit));

attempt("first-window-bent-before-srcdoc", (stream, kit) => bentFrame((frame) => { frame.srcdoc = "<p>srcdoc</p>"; }, stream, kit));

attempt("first-window-that-said-it-had-gone", async (stream, kit) => {
  const frame = document.createElement("iframe");
  frame.src = FIRST;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  frame.contentWindow.dispatchEvent(new frame.contentWindow.Event("pagehide"));
  const seen = spyOn(frame.contentWindow);
  await Promise.race([loaded, kit.pause(3000)]);
  return readThroughBent(frame.contentWindow, seen, stream, kit);
});

attempt("first-window-whose-wrappers-are-kept", async (stream, kit) => {
  const frame = document.createElement("iframe");
  frame.src = FIRST;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  const { drawImage, getImageData } = frame.contentWindow.CanvasRenderingContext2D.prototype;
  await Promise.race([loaded, kit.pause(3000)]);
  const context = kit.context();
  drawImage.call(context, await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(getImageData.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("first-window-is-wrapped-once", async (stream, kit) => {
  const frame = document.createElement("iframe");
  frame.src = FIRST;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  const { getImageData } = frame.contentWindow.CanvasRenderingContext2D.prototype;
  await Promise.race([loaded, kit.pause(3000)]);
  return frame.contentWindow.CanvasRenderingContext2D.prototype.getImageData === getImageData ? 0 : 255;
}, { plain: false });

attempt("popup-bent-before-its-document", async (stream, kit) => {
  const popup = window.open(FIRST, "", "width=200,height=200");
  try {
    const seen = spyOn(popup);
    await kit.pause(1500);
    return await readThroughBent(popup, seen, stream, kit);
  } finally {
    popup.close();
  }
});

attempt("popup-read-before-its-document", async (stream, kit) => {
  const popup = window.open("about:blank", "", "width=200,height=200");
  try {
    const { drawImage, getImageData } = popup.CanvasRenderingContext2D.prototype;
    const context = kit.context(popup.document);
    drawImage.call(context, await kit.video(stream), 0, 0, SIZE, SIZE);
    return kit.brightest(getImageData.call(context, 0, 0, SIZE, SIZE).data);
  } finally {
    popup.close();
  }
});

attempt("popup-closed-functions-still-called", async (stream, kit) => {
  const popup = window.open(FIRST, "", "width=200,height=200");
  const { drawImage, getImageData } = popup.CanvasRenderingContext2D.prototype;
  popup.close();
  await kit.pause(1000);
  const context = kit.context();
  drawImage.call(context, await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(getImageData.call(context, 0, 0, SIZE, SIZE).data);
});

/* Documents that are made in other ways. */
const otherDocuments = {
  "frame-of-plain-text": (frame) => { frame.src = URL.createObjectURL(new Blob(["text"], { type: "text/plain" })); },
  "frame-of-a-drawing": (frame) => {
    frame.src = URL.createObjectURL(new Blob(["<svg xmlns='http://www.w3.org/2000/svg'/>"], { type: "image/svg+xml" }));
  },
  "frame-of-xml": (frame) => { frame.src = URL.createObjectURL(new Blob(["<a/>"], { type: "text/xml" })); },
  "frame-of-an-error": (frame) => { frame.src = "there-is-no-such-page.html"; },
  "frame-in-a-sandbox-of-the-same-origin": (frame) => { frame.sandbox = "allow-same-origin allow-scripts"; frame.src = FIRST; },
};

async function lookInFrame(fill, stream, kit) {
  const frame = await kit.frame(fill);
  const other = frame.contentWindow;
  const context = new other.OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.read(context);
}

attempt("frame-of-plain-text", (stream, kit) => lookInFrame(otherDocuments["frame-of-plain-text"], stream, kit));
attempt("frame-of-a-drawing", (stream, kit) => lookInFrame(otherDocuments["frame-of-a-drawing"], stream, kit));
attempt("frame-of-xml", (stream, kit) => lookInFrame(otherDocuments["frame-of-xml"], stream, kit));
attempt("frame-of-an-error", (stream, kit) => lookInFrame(otherDocuments["frame-of-an-error"], stream, kit));
attempt("frame-in-a-sandbox-of-the-same-origin", (stream, kit) =>
  lookInFrame(otherDocuments["frame-in-a-sandbox-of-the-same-origin"], stream, kit));

attempt("frame-in-a-shadow-tree", async (stream, kit) => {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const frame = document.createElement("iframe");
  document.body.append(host);
  root.append(frame);
  const context = new frame.contentWindow.OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const most = kit.read(context);
  host.remove();
  return most;
});

attempt("frame-in-a-frameset", async (stream, kit) => {
  const outer = await kit.frame((made) => { made.srcdoc = "<frameset><frame></frameset>"; });
  const other = outer.contentWindow.frames[0];
  const context = new other.OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("frame-whose-document-opened-itself-anew", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const other = frame.contentWindow;
  for (let i = 0; i < 3; i++) {
    other.document.open();
    other.document.write("<p>anew</p>");
    other.document.close();
  }
  const context = new other.OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("frame-makes-the-bitmap", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  return kit.look(await frame.contentWindow.createImageBitmap(await kit.video(stream)));
});

attempt("frame-makes-the-video-frame", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const made = new frame.contentWindow.VideoFrame(await kit.video(stream), { timestamp: 0 });
  const most = kit.look(made);
  made.close();
  return most;
});

attempt("frame-makes-the-stream", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const made = new frame.contentWindow.MediaStream(stream);
  frame.remove();
  return kit.look(await kit.video(made));
});

attempt("frame-clones-the-track", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const { clone } = frame.contentWindow.MediaStreamTrack.prototype;
  const made = clone.call(stream.getVideoTracks()[0]);
  frame.remove();
  return kit.look(await kit.video(new MediaStream([made])));
});

attempt("video-adopted-by-a-frame", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const video = await kit.video(stream);
  frame.contentDocument.body.append(video);
  await kit.pause(300);
  return kit.look(video, frame.contentDocument);
}, { plain: false });
