"use strict";

/* The moments between two states: a document that leaves, a picture that is asked for before it is drawn, a track that takes
 * another's place; and documents that no page has written. */

/* Pixels by the functions that a document has let go of, drawing and reading with them. */
async function lookWith(found, stream, kit) {
  const video = await kit.video(stream);
  const context = kit.context();
  found.draw.call(context, video, 0, 0, SIZE, SIZE);
  return kit.brightest(found.read.call(context, 0, 0, SIZE, SIZE).data);
}

const TAKE = "(window.taker || parent).found = { draw: CanvasRenderingContext2D.prototype.drawImage," +
  " read: CanvasRenderingContext2D.prototype.getImageData };";
const TAKING = "<script>" + TAKE + "</" + "script>";

/* The frame's document opens itself anew while it leaves. */
function openedAt(type, leave) {
  return async (stream, kit) => {
    const frame = await kit.frame((made) => { made.srcdoc = "<p>leaving</p>"; });
    const inner = frame.contentDocument;
    delete window.found;
    frame.contentWindow.addEventListener(type, () => {
      inner.open();
      inner.write(TAKING);
      inner.close();
    });
    leave(frame);
    await kit.pause(500);
    if (window.found)
      return lookWith(window.found, stream, kit);
    const other = frame.contentWindow || inner.defaultView || window;
    return lookWith({ draw: other.CanvasRenderingContext2D.prototype.drawImage,
      read: other.CanvasRenderingContext2D.prototype.getImageData }, stream, kit);
  };
}

attempt("document-opened-at-pagehide-of-a-navigation", openedAt("pagehide", (frame) => { frame.src = "first-script.html"; }));
attempt("document-opened-at-unload-of-a-navigation", openedAt("unload", (frame) => { frame.src = "first-script.html"; }));
attempt("document-opened-at-beforeunload", openedAt("beforeunload", (frame) => { frame.src = "first-script.html"; }));
attempt("document-opened-at-pagehide-of-a-removal", openedAt("pagehide", (frame) => { frame.remove(); }));

attempt("document-opened-at-its-first-change-of-state", async (stream, kit) => {
  delete window.found;
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.src = "first-script.html";
  for (let i = 0; i < 40 && !window.found; i++) {
    try {
      frame.contentDocument.onreadystatechange = () => {
        const inner = frame.contentDocument;
        inner.onreadystatechange = null;
        inner.open();
        inner.write(TAKING);
        inner.close();
      };
    } catch (error) { /* not ours just now */ }
    await kit.pause(10);
  }
  await kit.pause(200);
  return lookWith(window.found || { draw: frame.contentWindow.firstDrawImage, read: frame.contentWindow.firstGetImageData },
    stream, kit);
});

attempt("frame-that-went-back", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.src = "first-script.html"; });
  const early = frame.contentWindow.firstGetImageData;
  const loaded = () => new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  let next = loaded();
  frame.contentWindow.location.href = "first-script.html?next";
  await kit.within(next, 3000);
  next = loaded();
  frame.contentWindow.history.back();
  await Promise.race([next, kit.pause(2000)]);
  const context = kit.context();
  frame.contentWindow.CanvasRenderingContext2D.prototype.drawImage.call(context, await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.brightest(early.call(context, 0, 0, SIZE, SIZE).data);
});

attempt("frame-whose-navigation-was-stopped", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.srcdoc = TAKING; });
  frame.contentWindow.location.href = "first-script.html?stopped";
  frame.contentWindow.stop();
  await kit.pause(200);
  return lookIn(frame.contentWindow, stream, kit);
});

attempt("frame-reloaded-while-it-reads", async (stream, kit) => {
  const video = await kit.video(stream);
  const frame = await kit.frame((made) => { made.src = "first-script.html"; });
  let most = 0;
  for (let i = 0; i < 12; i++) {
    const { firstDrawImage, firstGetImageData } = frame.contentWindow;
    frame.contentWindow.location.reload();
    await kit.pause(i * 8);
    for (const read of [firstGetImageData, frame.contentWindow.CanvasRenderingContext2D.prototype.getImageData])
      try {
        const context = kit.context();
        (firstDrawImage || CanvasRenderingContext2D.prototype.drawImage).call(context, video, 0, 0, SIZE, SIZE);
        most = Math.max(most, kit.brightest(read.call(context, 0, 0, SIZE, SIZE).data));
      } catch (error) { /* refused, or not there yet */ }
  }
  return most;
});

/* Documents that the engine makes by itself. */

attempt("frame-made-by-a-style-sheet", async (stream, kit) => {
  const sheet = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:output method='html'/>" +
    "<xsl:template match='/'><html><body><script>" + TAKE + "</" + "script></body></html></xsl:template></xsl:stylesheet>";
  const sheetAddress = URL.createObjectURL(new Blob([sheet], { type: "text/xsl" }));
  const text = "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='" + sheetAddress + "'?><page/>";
  delete window.found;
  const frame = await kit.frame((made) => { made.src = URL.createObjectURL(new Blob([text], { type: "text/xml" })); });
  await kit.pause(300);
  return window.found ? lookWith(window.found, stream, kit) : lookIn(frame.contentWindow, stream, kit);
});

attempt("document-made-by-a-transformation", async (stream, kit) => {
  const parse = (text) => new DOMParser().parseFromString(text, "text/xml");
  const processor = new XSLTProcessor();
  processor.importStylesheet(parse("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" +
    "<xsl:template match='/'><html><body><canvas width='32' height='32'/></body></html></xsl:template></xsl:stylesheet>"));
  const made = processor.transformToDocument(parse("<page/>"));
  return kit.look(await kit.video(stream), made.defaultView ? made : document);
});

async function lookInPicture(type, bytes, stream, kit) {
  const frame = await kit.frame((made) => { made.src = URL.createObjectURL(new Blob([bytes], { type })); });
  await kit.pause(200);
  return lookIn(frame.contentWindow, stream, kit);
}

attempt("frame-of-a-picture", async (stream, kit) => {
  const plain = kit.canvas();
  plain.getContext("2d").fillRect(0, 0, SIZE, SIZE);
  const picture = await new Promise((resolve) => plain.toBlob(resolve));
  return lookInPicture("image/png", picture, stream, kit);
});

attempt("frame-of-a-recording", (stream, kit) => lookInPicture("video/webm", new Uint8Array(64), stream, kit), { plain: false });

attempt("frame-embedded", async (stream, kit) => {
  const frame = document.createElement("embed");
  frame.type = "text/html";
  frame.src = "first-script.html";
  document.body.append(frame);
  await kit.pause(600);
  const other = frame.contentWindow || window.frames[window.frames.length - 1];
  return lookIn(other, stream, kit);
}, { plain: false });

attempt("video-in-a-template", async (stream, kit) => {
  const template = document.createElement("template");
  const owner = template.content.ownerDocument;
  const video = await kit.video(stream);
  template.content.append(owner.adoptNode(video));
  await kit.pause(200);
  const canvas = owner.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, SIZE, SIZE);
  return kit.read(context);
}, { plain: false });

/* A picture is asked for first and drawn then: what is delivered later must be what was there before. */

async function askedBefore(ask, offscreen, stream, kit) {
  const video = await kit.video(stream);
  const canvas = offscreen ? new OffscreenCanvas(SIZE, SIZE) : kit.canvas();
  const context = canvas.getContext("2d");
  context.fillRect(0, 0, SIZE, SIZE);
  const asked = ask(canvas);
  context.drawImage(video, 0, 0, SIZE, SIZE);
  const found = await kit.within(asked, 3000);
  return found instanceof Blob ? kit.decode(found) : kit.look(found);
}

attempt("blob-asked-before-the-draw", (stream, kit) =>
  askedBefore((canvas) => new Promise((resolve) => canvas.toBlob(resolve)), false, stream, kit), { plain: false });
attempt("offscreen-blob-asked-before-the-draw", (stream, kit) =>
  askedBefore((canvas) => canvas.convertToBlob(), true, stream, kit), { plain: false });
attempt("bitmap-asked-before-the-draw", (stream, kit) =>
  askedBefore((canvas) => createImageBitmap(canvas), false, stream, kit), { plain: false });
attempt("offscreen-bitmap-asked-before-the-draw", (stream, kit) =>
  askedBefore((canvas) => createImageBitmap(canvas, { resizeWidth: 16, resizeHeight: 16 }), true, stream, kit), { plain: false });
attempt("bitmap-of-a-new-video-asked-before-its-source", async (stream, kit) => {
  const video = await kit.video(streams.plain.clone());
  const asked = createImageBitmap(video);
  video.srcObject = stream;
  await kit.pause(800);
  await kit.within(asked, 3000);
  const isIsolated = stream.getVideoTracks()[0].isolated;
  const now = await kit.within(createImageBitmap(video), 3000);
  return kit.look(now) * (isIsolated || now.width ? 1 : 0);
});

/* Tracks that take another's place. */

attempt("recorder-while-a-track-takes-anothers-place", async (stream, kit) => {
  const mixed = new MediaStream(streams.plain.clone().getVideoTracks());
  const recorder = new MediaRecorder(mixed);
  let bytes = 0;
  recorder.start();
  await kit.pause(300);
  mixed.addTrack(stream.getVideoTracks()[0]);
  mixed.removeTrack(mixed.getVideoTracks()[0]);
  recorder.addEventListener("dataavailable", (event) => { bytes += event.data.size; });
  await kit.pause(700);
  if (recorder.state !== "inactive")
    recorder.stop();
  await kit.pause(400);
  return bytes;
}, { plain: false });

attempt("recorder-made-before-its-track-takes-anothers-place", async (stream, kit) => {
  const mixed = new MediaStream(streams.plain.clone().getVideoTracks());
  const recorder = new MediaRecorder(mixed);
  mixed.removeTrack(mixed.getVideoTracks()[0]);
  mixed.addTrack(stream.getVideoTracks()[0]);
  return kit.record(recorder, async () => {
    recorder.start();
    await kit.pause(700);
  });
}, { plain: false });

attempt("frame-clock-after-its-source-was-taken-away", async (stream, kit) => {
  const video = await kit.video(stream);
  const told = new Promise((resolve) => video.requestVideoFrameCallback((now, metadata) => resolve(metadata)));
  video.srcObject = null;
  video.srcObject = stream;
  await video.play().catch(() => {});
  const metadata = await kit.within(told, 3000);
  return stream.getVideoTracks()[0].isolated && "processingDuration" in metadata ? 255 : 0;
}, { plain: false });

attempt("video-that-lost-its-source-while-it-is-drawn", async (stream, kit) => {
  const video = await kit.video(stream);
  let most = 0;
  for (let i = 0; i < 20; i++) {
    const context = kit.context();
    video.srcObject = i % 2 ? stream : null;
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(i * 3);
    try {
      context.drawImage(video, 0, 0, SIZE, SIZE);
      most = Math.max(most, kit.read(context));
    } catch (error) { /* refused */ }
  }
  return most;
}, { plain: false });

attempt("video-between-two-sources", async (stream, kit) => {
  const video = await kit.video(stream);
  const plain = streams.plain.clone();
  let most = 0;
  plain.getVideoTracks()[0].enabled = false; // black, so that what is not black is the other's
  await kit.pause(300);
  for (let i = 0; i < 8; i++) {
    video.srcObject = plain;
    for (let j = 0; j < 10; j++) {
      try {
        most = Math.max(most, kit.look(video));
      } catch (error) { /* refused */ }
      await kit.pause(j * 4);
    }
    video.srcObject = stream;
    await kit.pause(150);
  }
  return most;
}, { plain: false });

attempt("photo-of-the-track", async (stream, kit) => {
  const blob = await kit.within(new ImageCapture(stream.getVideoTracks()[0]).takePhoto(), 5000);
  return blob.size;
}, { plain: false });

attempt("frames-of-every-form", async (stream, kit) => {
  const video = await kit.video(stream);
  const canvas = kit.canvas();
  canvas.getContext("2d").drawImage(video, 0, 0, SIZE, SIZE);
  const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
  const forms = [() => new VideoFrame(video), () => new VideoFrame(video, { timestamp: 0, duration: 1 }),
    () => new VideoFrame(video, { timestamp: 0, alpha: "discard" }), () => new VideoFrame(video, { timestamp: 0,
      visibleRect: { x: 0, y: 0, width: 2, height: 2 } }), () => new VideoFrame(canvas, { timestamp: 0, displayWidth: 8,
      displayHeight: 8 }), () => new VideoFrame(image, { timestamp: 0 }), () => new VideoFrame(Object.create(video),
      { timestamp: 0 }), () => new (class extends VideoFrame {})(video, { timestamp: 0 }),
    () => Reflect.construct(VideoFrame, [video, { timestamp: 0 }], HTMLElement)];
  let most = 0;
  for (const form of forms)
    try {
      const frame = form();
      const bytes = new Uint8Array(frame.allocationSize());
      await frame.copyTo(bytes);
      for (const byte of bytes)
        most = Math.max(most, byte);
      frame.close();
    } catch (error) { /* refused */ }
  return most;
});

attempt("sound-by-an-old-name", (stream, kit) => {
  const Context = window.webkitAudioContext;
  const context = new Context();
  return kit.listen(context, context.createMediaStreamSource(stream)).finally(() => context.close().catch(() => {}));
}, { plain: false });

attempt("sound-of-an-element-that-got-its-source-later", async (stream, kit) => {
  const audio = document.createElement("audio");
  const context = new AudioContext();
  const source = context.createMediaElementSource(audio);
  const heard = kit.listen(context, source, 2500);
  document.body.append(audio);
  players.push(audio);
  audio.srcObject = stream;
  await Promise.race([audio.play().catch(() => {}), kit.pause(1500)]);
  try {
    return await heard;
  } finally {
    audio.remove();
    context.close().catch(() => {});
  }
}, { plain: false });
