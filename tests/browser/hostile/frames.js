"use strict";

/* Other realms: every way to a Window, and what its functions do to this one's objects. */

/* Reads a canvas that this page tainted, with the functions of another window. */
async function readWith(other, stream, kit) {
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const pixels = other.CanvasRenderingContext2D.prototype.getImageData.call(context, 0, 0, SIZE, SIZE);
  return kit.brightest(pixels.data);
}

/* Draws and reads wholly in another window. */
async function lookIn(other, stream, kit) {
  const video = await kit.video(stream);
  const context = kit.context(other.document);
  other.CanvasRenderingContext2D.prototype.drawImage.call(context, video, 0, 0, SIZE, SIZE);
  return kit.brightest(other.CanvasRenderingContext2D.prototype.getImageData.call(context, 0, 0, SIZE, SIZE).data);
}

attempt("frame-about-blank-reads", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  return readWith(frame.contentWindow, stream, kit);
});

attempt("frame-about-blank-draws", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  return lookIn(frame.contentWindow, stream, kit);
});

attempt("frame-synchronous-right-after-append", async (stream, kit) => {
  const video = await kit.video(stream);
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const { CanvasRenderingContext2D } = frame.contentWindow;
  const context = kit.context();
  CanvasRenderingContext2D.prototype.drawImage.call(context, video, 0, 0, SIZE, SIZE);
  return kit.brightest(CanvasRenderingContext2D.prototype.getImageData.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-inside-a-frame-at-once", async (stream, kit) => {
  const outer = document.createElement("iframe");
  document.body.append(outer);
  const inner = outer.contentDocument.createElement("iframe");
  outer.contentDocument.body.append(inner);
  return lookIn(inner.contentWindow, stream, kit);
});

attempt("frame-srcdoc", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.srcdoc = "<p>srcdoc</p>"; });
  return lookIn(frame.contentWindow, stream, kit);
});

attempt("frame-srcdoc-script-takes-originals", async (stream, kit) => {
  const frame = await kit.frame((made) => {
    made.srcdoc = "<script>parent.taken = CanvasRenderingContext2D.prototype.getImageData;</" + "script>";
  });
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(window.taken.call(context, 0, 0, SIZE, SIZE).data) * (frame ? 1 : 0);
});

attempt("frame-navigated-first-script-takes-originals", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.src = "first-script.html"; });
  const context = kit.context();
  frame.contentWindow.firstDrawImage.call(context, await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(frame.contentWindow.firstGetImageData.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-window-kept-over-a-navigation", async (stream, kit) => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const before = frame.contentWindow;
  const early = before.CanvasRenderingContext2D.prototype.getImageData;
  frame.src = "first-script.html";
  await kit.pause(600);
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(early.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-navigation-race", async (stream, kit) => {
  const video = await kit.video(stream);
  const frame = document.createElement("iframe");
  frame.src = "first-script.html";
  document.body.append(frame);
  let most = 0;
  for (let i = 0; i < 60; i++) {
    const other = frame.contentWindow;
    try {
      const context = kit.context();
      other.CanvasRenderingContext2D.prototype.drawImage.call(context, video, 0, 0, SIZE, SIZE);
      most = Math.max(most, kit.brightest(
        other.CanvasRenderingContext2D.prototype.getImageData.call(context, 0, 0, SIZE, SIZE).data));
    } catch (error) {
      if (error.name !== "SecurityError" && error.name !== "TypeError")
        throw error;
    }
    await kit.pause(5);
  }
  return most;
});

attempt("frame-document-open", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  frame.contentDocument.open();
  frame.contentDocument.write("<script>window.taken = CanvasRenderingContext2D.prototype.getImageData;</" + "script>");
  frame.contentDocument.close();
  await kit.pause(100);
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(frame.contentWindow.taken.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-javascript-url", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.src = "javascript:'<p>made of script</p>'"; });
  await kit.pause(200);
  return lookIn(frame.contentWindow, stream, kit);
});

attempt("frame-removed-functions-still-called", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const { drawImage, getImageData } = frame.contentWindow.CanvasRenderingContext2D.prototype;
  const video = await kit.video(stream);
  frame.remove();
  await kit.pause(100);
  const context = kit.context();
  drawImage.call(context, video, 0, 0, SIZE, SIZE);
  return kit.brightest(getImageData.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-removed-and-added-again", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const first = frame.contentWindow;
  frame.remove();
  document.body.append(frame);
  const most = await lookIn(frame.contentWindow, stream, kit);
  return Math.max(most, first === frame.contentWindow ? 0 : most);
});

attempt("frame-object-element", async (stream, kit) => {
  const object = document.createElement("object");
  object.type = "text/html";
  object.data = "first-script.html";
  document.body.append(object);
  await kit.pause(800);
  return lookIn(object.contentWindow, stream, kit);
});

attempt("frame-sandboxed-with-a-bitmap", async (stream, kit) => {
  return bitmapInto((made) => {
    made.sandbox = "allow-scripts";
    made.srcdoc = READER;
  }, stream, kit);
});

attempt("frame-data-url-with-a-bitmap", async (stream, kit) => {
  return bitmapInto((made) => { made.src = "data:text/html," + encodeURIComponent(READER); }, stream, kit);
});

const READER = "<script>onmessage = (event) => { try {" +
  "const c = document.createElement('canvas'); c.width = c.height = 32; const x = c.getContext('2d');" +
  "x.drawImage(event.data, 0, 0, 32, 32); let m = 0; const p = x.getImageData(0, 0, 32, 32).data;" +
  "for (let i = 0; i < p.length; i++) if (i % 4 !== 3) m = Math.max(m, p[i]); parent.postMessage(m, '*');" +
  "} catch (error) { parent.postMessage(error.name, '*'); } };</" + "script>";

/* A frame of an opaque origin reads a bitmap and says how bright it was. */
async function bitmapInto(fill, stream, kit) {
  const frame = await kit.frame(fill);
  const answer = new Promise((resolve) => addEventListener("message", (event) => {
    if (event.source === frame.contentWindow) // and not what an attempt before this one left behind
      resolve(event.data);
  }));
  const bitmap = await createImageBitmap(await kit.video(stream));
  frame.contentWindow.postMessage(bitmap, "*", [bitmap]);
  const data = await kit.within(answer, 3000);
  if (typeof data !== "number")
    throw new Error(data);
  return data;
}

attempt("popup-of-the-same-origin", async (stream, kit) => {
  const popup = window.open("first-script.html", "", "width=200,height=200");
  try {
    await kit.pause(1200);
    return await lookIn(popup, stream, kit);
  } finally {
    if (popup)
      popup.close();
  }
}, { plain: false });

attempt("document-without-a-window", async (stream, kit) => {
  const other = document.implementation.createHTMLDocument("none");
  return kit.look(await kit.video(stream), other);
});

attempt("video-of-another-document", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const video = await kit.video(stream, frame.contentDocument);
  return kit.look(video);
});

attempt("canvas-adopted-by-a-frame", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const context = kit.context();
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  frame.contentDocument.body.append(frame.contentDocument.adoptNode(context.canvas));
  return kit.brightest(frame.contentWindow.CanvasRenderingContext2D.prototype.getImageData
    .call(context, 0, 0, SIZE, SIZE).data);
});

attempt("worker-gets-a-bitmap", async (stream, kit) => {
  const bitmap = await createImageBitmap(await kit.video(stream));
  return kit.work(new Worker("worker.js"), { picture: bitmap }, [bitmap]);
});

attempt("worker-gets-a-cloned-bitmap", async (stream, kit) => {
  const bitmap = await createImageBitmap(await kit.video(stream));
  return kit.work(new Worker("worker.js"), { picture: bitmap });
});

attempt("worker-draws-on-a-transferred-canvas", async (stream, kit) => {
  const canvas = kit.canvas();
  const worker = new Worker("worker.js");
  const offscreen = canvas.transferControlToOffscreen();
  await kit.work(worker, { canvas: offscreen }, [offscreen]);
  const bitmap = await createImageBitmap(await kit.video(stream));
  const seen = await kit.work(worker, { picture: bitmap }, [bitmap]);
  await kit.pause(200);
  return Math.max(seen, kit.look(canvas));
});

attempt("worker-gets-a-canvas-that-was-drawn-on", async (stream, kit) => {
  const offscreen = new OffscreenCanvas(SIZE, SIZE);
  offscreen.getContext("2d").drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const bitmap = offscreen.transferToImageBitmap();
  return kit.work(new Worker("worker.js"), { picture: bitmap }, [bitmap]);
});

attempt("worker-gets-the-track", async (stream, kit) => {
  const track = stream.getVideoTracks()[0];
  return kit.work(new Worker("worker.js"), { track }, [track]);
}, { plain: false });

attempt("shared-worker-gets-a-bitmap", async (stream, kit) => {
  const worker = new SharedWorker("worker.js");
  const bitmap = await createImageBitmap(await kit.video(stream));
  worker.port.start();
  return kit.work(worker.port, { picture: bitmap }, [bitmap]);
}, { plain: false });

attempt("message-channel-gets-a-bitmap", async (stream, kit) => {
  const channel = new MessageChannel();
  const bitmap = await createImageBitmap(await kit.video(stream));
  const arrived = new Promise((resolve) => { channel.port2.onmessage = (event) => resolve(event.data); });
  channel.port1.postMessage(bitmap, [bitmap]);
  return kit.look(await kit.within(arrived, 2000));
});

attempt("structured-clone-of-a-bitmap", async (stream, kit) => {
  return kit.look(structuredClone(await createImageBitmap(await kit.video(stream))));
});
