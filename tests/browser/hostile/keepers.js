"use strict";

/* Places that keep or carry a picture: stores, channels, drawings, documents. */

async function bitmapOf(stream, kit) {
  return createImageBitmap(await kit.video(stream), { resizeWidth: SIZE, resizeHeight: SIZE });
}

attempt("bitmap-through-a-broadcast", async (stream, kit) => {
  const name = "hostile-" + Math.random();
  const sender = new BroadcastChannel(name), receiver = new BroadcastChannel(name);
  const arrived = new Promise((resolve) => { receiver.onmessage = (event) => resolve(event.data); });
  sender.postMessage(await bitmapOf(stream, kit));
  try {
    return kit.look(await kit.within(arrived, 2000));
  } finally {
    sender.close();
    receiver.close();
  }
}, { plain: false });

attempt("bitmap-in-the-history", async (stream, kit) => {
  history.replaceState(await bitmapOf(stream, kit), "");
  try {
    return kit.look(history.state);
  } finally {
    history.replaceState(null, "");
  }
}, { plain: false });

attempt("bitmap-in-a-database", async (stream, kit) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onupgradeneeded = () => request.result.createObjectStore("pictures");
  });
  const bitmap = await bitmapOf(stream, kit);
  const database = await kit.within(asked(indexedDB.open("hostile-" + Math.random())), 4000);
  try {
    const store = database.transaction("pictures", "readwrite").objectStore("pictures");
    store.put(bitmap, 1);
    return kit.look(await kit.within(asked(store.get(1)), 4000));
  } finally {
    database.close();
  }
}, { plain: false });

attempt("bitmap-in-an-event", async (stream, kit) => {
  const bitmap = await bitmapOf(stream, kit);
  return kit.look(new MessageEvent("message", { data: bitmap }).data);
});

attempt("bitmap-cloned-many-times", async (stream, kit) => {
  let bitmap = await bitmapOf(stream, kit);
  for (let i = 0; i < 5; i++)
    bitmap = structuredClone({ deep: [bitmap] }, { transfer: i % 2 ? [bitmap] : [] }).deep[0];
  return kit.look(bitmap);
});

attempt("bitmap-resized-then-rendered", async (stream, kit) => {
  const canvas = kit.canvas();
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(await bitmapOf(stream, kit));
  const copy = canvas.cloneNode();
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return kit.read(copy.getContext("2d"));
});

/* A thenable settles a promise as it likes: with what the binding must not take for the bitmap it has waited for. */
attempt("bitmap-exchanged-by-its-then", async (stream, kit) => {
  const video = await kit.video(stream);
  const clean = kit.context();
  clean.fillRect(0, 0, SIZE, SIZE);
  clean.drawImage(new OffscreenCanvas(1, 1), 0, 0);
  const readable = document.createElement("video");
  readable.muted = true;
  readable.srcObject = clean.canvas.captureStream(30);
  document.body.append(readable);
  await Promise.race([readable.play().catch(() => {}), kit.pause(1500)]);
  await kit.pause(200);
  let exchanged = false;
  const members = { then(done) {
    if (exchanged)
      return done(1);
    exchanged = true;
    return done(video);
  } };
  await kit.within(bent(ImageBitmap.prototype, members, () => createImageBitmap(readable)), 2000).catch(() => {});
  return kit.look(video);
});

attempt("bitmap-in-a-texture-of-webgl2", async (stream, kit) => {
  const bitmap = await bitmapOf(stream, kit);
  const gl = kit.canvas().getContext("webgl2", { preserveDrawingBuffer: true });
  return readTexture(gl, () => {
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, SIZE, SIZE);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
  }, kit);
});

attempt("texture-copied-from-the-drawing-buffer", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl", { preserveDrawingBuffer: true });
  try {
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
  } catch (error) { /* refused */ }
  return readTexture(gl, () => gl.copyTexImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 0, 0, SIZE, SIZE, 0), kit);
}, { plain: false });

attempt("texture-by-a-method-of-the-other-version", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl2");
  return readTexture(gl, () => WebGLRenderingContext.prototype.texImage2D.call(gl, gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA,
    gl.UNSIGNED_BYTE, video), kit);
}, { plain: false });

attempt("video-frame-of-an-offscreen-canvas", async (stream, kit) => {
  const offscreen = new OffscreenCanvas(SIZE, SIZE);
  offscreen.getContext("2d").drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const frame = new VideoFrame(offscreen, { timestamp: 0 });
  const most = kit.look(frame.clone());
  frame.close();
  return most;
});

attempt("video-frame-of-a-renderer", async (stream, kit) => {
  const canvas = kit.canvas();
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(await bitmapOf(stream, kit));
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  const most = kit.look(frame);
  frame.close();
  return most;
});

attempt("video-encoded", async (stream, kit) => {
  const frame = new VideoFrame(await kit.video(stream), { timestamp: 0 });
  let bytes = 0;
  const encoder = new VideoEncoder({ output: (chunk) => { bytes += chunk.byteLength; }, error: () => {} });
  encoder.configure({ codec: "vp8", width: SIZE, height: SIZE });
  encoder.encode(frame, { keyFrame: true });
  frame.close();
  await kit.within(encoder.flush(), 3000);
  return bytes;
}, { plain: false });

attempt("css-canvas-of-the-video", async (stream, kit) => {
  const context = document.getCSSCanvasContext("2d", "shown-" + Math.random(), SIZE, SIZE);
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("css-canvas-as-a-background-in-a-drawing", async (stream, kit) => {
  document.getCSSCanvasContext("2d", "drawn", SIZE, SIZE).drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'><foreignObject width='32' height='32'>" +
    "<div xmlns='http://www.w3.org/1999/xhtml' style='width:32px;height:32px;background:-webkit-canvas(drawn)'></div>" +
    "</foreignObject></svg>";
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  return kit.look(image);
}, { plain: false });

/* A filter, a mask, an element image: what shows the video on the page must not be drawn by its name. */
attempt("filter-that-names-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  video.id = "named";
  const holder = document.createElement("div");
  holder.innerHTML = "<svg xmlns='http://www.w3.org/2000/svg'><filter id='take'><feImage href='#named'/></filter></svg>";
  document.body.append(holder);
  const context = kit.context();
  context.filter = "url(#take)";
  context.fillRect(0, 0, SIZE, SIZE);
  holder.remove();
  return kit.read(context);
}, { plain: false });

attempt("style-that-names-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  video.id = "styled";
  const context = kit.context();
  context.fillStyle = "element(#styled)";
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
}, { plain: false });

attempt("drag-image-of-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  const data = new DataTransfer();
  data.setDragImage(video, 0, 0);
  let bytes = 0;
  for (const item of data.items)
    bytes += item.kind === "file" ? item.getAsFile().size : 0;
  return bytes + data.files.length;
}, { plain: false });

attempt("selection-copied", async (stream, kit) => {
  const video = await kit.video(stream);
  const range = document.createRange();
  let bytes = 0;
  range.selectNode(video);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const listen = (event) => { bytes += event.clipboardData.files.length; };
  document.addEventListener("copy", listen);
  document.execCommand("copy");
  document.removeEventListener("copy", listen);
  getSelection().removeAllRanges();
  return bytes;
}, { plain: false });

attempt("view-transition-over-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  video.style.viewTransitionName = "seen";
  const transition = document.startViewTransition(() => {});
  await Promise.race([transition.ready.catch(() => {}), kit.pause(1500)]);
  const context = kit.context();
  for (const animation of document.getAnimations())
    try {
      context.drawImage(animation.effect.target, 0, 0, SIZE, SIZE);
    } catch (error) { /* no picture */ }
  transition.skipTransition();
  return kit.read(context);
}, { plain: false });

attempt("picture-in-picture-window", async (stream, kit) => {
  const video = await kit.video(stream);
  const inner = await kit.within(video.requestPictureInPicture(), 2000);
  return kit.look(inner);
}, { plain: false });

attempt("media-source-of-the-stream", async (stream, kit) => {
  const source = new MediaSource();
  const video = document.createElement("video");
  video.src = URL.createObjectURL(source);
  document.body.append(video);
  await kit.pause(300);
  const buffer = source.addSourceBuffer("video/mp4; codecs=\"avc1.42E01E\"");
  buffer.appendBuffer(stream);
  return kit.look(video);
}, { plain: false });

attempt("address-of-the-stream", async (stream, kit) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = URL.createObjectURL(stream);
  document.body.append(video);
  await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
  return kit.look(video);
}, { plain: false });

attempt("poster-and-clone-of-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  const copy = video.cloneNode(true);
  copy.muted = true;
  document.body.append(copy);
  await Promise.race([copy.play().catch(() => {}), kit.pause(800)]);
  return kit.look(copy);
}, { plain: false });

attempt("frame-clock-of-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  const told = await kit.within(new Promise((resolve) =>
    video.requestVideoFrameCallback((now, metadata) => resolve(metadata))), 3000);
  const allowed = ["presentationTime", "expectedDisplayTime", "width", "height", "presentedFrames"];
  const isolated = stream.getVideoTracks()[0].isolated;
  const more = Object.keys(Object.getOwnPropertyDescriptors(told)).filter((name) => !allowed.includes(name));
  return isolated ? more.length + (told.presentationTime % 100 > 0 ? 1 : 0) : 1;
}, { plain: false });
