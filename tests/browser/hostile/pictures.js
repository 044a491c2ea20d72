"use strict";

/* Every place where a picture can be had, and the ways from one to the next. */

function readTexture(gl, upload, kit) {
  const texture = gl.createTexture();
  const buffer = gl.createFramebuffer();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  upload();
  gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const pixels = new Uint8Array(SIZE * SIZE * 4);
  gl.readPixels(0, 0, SIZE, SIZE, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  return kit.brightest(pixels);
}

attempt("to-data-url", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  return kit.decode(await (await fetch(context.canvas.toDataURL())).blob());
});

attempt("to-blob", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  return kit.decode(await kit.within(new Promise((resolve) => context.canvas.toBlob(resolve)), 2000));
});

attempt("offscreen-convert-to-blob", async (stream, kit) => {
  const offscreen = new OffscreenCanvas(SIZE, SIZE);
  offscreen.getContext("2d").drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.decode(await offscreen.convertToBlob());
});

attempt("offscreen-read-back", async (stream, kit) => {
  const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("offscreen-to-bitmap-to-renderer", async (stream, kit) => {
  const offscreen = new OffscreenCanvas(SIZE, SIZE);
  offscreen.getContext("2d").drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  const canvas = kit.canvas();
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(offscreen.transferToImageBitmap());
  return kit.decode(await kit.within(new Promise((resolve) => canvas.toBlob(resolve)), 2000));
});

attempt("bitmap-of-the-video", async (stream, kit) => kit.look(await createImageBitmap(await kit.video(stream))));

attempt("bitmap-cropped-and-scaled", async (stream, kit) =>
  kit.look(await createImageBitmap(await kit.video(stream), 0, 0, 16, 16, { resizeWidth: 64, resizeHeight: 64 })));

attempt("bitmap-of-a-bitmap", async (stream, kit) =>
  kit.look(await createImageBitmap(await createImageBitmap(await kit.video(stream)))));

attempt("bitmap-of-a-tainted-canvas", async (stream, kit) =>
  kit.look(await createImageBitmap((await drawnContext(stream, kit)).canvas)));

attempt("bitmap-in-a-renderer-then-drawn", async (stream, kit) => {
  const canvas = kit.canvas();
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(await createImageBitmap(await kit.video(stream)));
  return kit.look(canvas);
});

attempt("canvas-after-canvas-after-canvas", async (stream, kit) => {
  let picture = await kit.video(stream);
  for (let i = 0; i < 5; i++) {
    const context = i % 2 ? kit.context() : new OffscreenCanvas(SIZE, SIZE).getContext("2d");
    context.drawImage(picture, 0, 0, SIZE, SIZE);
    picture = context.canvas;
  }
  return kit.look(picture);
});

attempt("pattern-of-the-video", async (stream, kit) => {
  const context = kit.context();
  context.fillStyle = context.createPattern(await kit.video(stream), "repeat");
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("pattern-as-a-stroke", async (stream, kit) => {
  const context = kit.context();
  context.strokeStyle = context.createPattern(await kit.video(stream), "repeat");
  context.lineWidth = SIZE;
  context.strokeRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("pattern-carried-to-another-canvas", async (stream, kit) => {
  const pattern = kit.context().createPattern(await kit.video(stream), "repeat");
  const context = kit.context();
  context.fillStyle = pattern;
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("pattern-saved-and-restored", async (stream, kit) => {
  const context = kit.context();
  context.fillStyle = context.createPattern(await kit.video(stream), "repeat");
  context.save();
  context.canvas.width = SIZE;
  context.restore();
  context.fillStyle = "black";
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
}, { plain: false });

attempt("pattern-of-a-tainted-canvas", async (stream, kit) => {
  const source = await drawnContext(stream, kit);
  const context = kit.context();
  context.fillStyle = context.createPattern(source.canvas, "repeat");
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("clear-rect-cleans-nothing", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  context.clearRect(0, 0, SIZE / 2, SIZE);
  return kit.read(context);
});

attempt("drawn-over-then-seen-through", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "black";
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("detached-video", async (stream, kit) => {
  const video = await kit.video(stream);
  video.remove();
  await kit.pause(100);
  return kit.look(video);
});

attempt("video-after-its-tracks-ended", async (stream, kit) => {
  const video = await kit.video(stream);
  for (const track of stream.getTracks())
    track.stop();
  return kit.look(video);
}, { plain: false });

attempt("video-after-its-source-was-taken-away", async (stream, kit) => {
  const video = await kit.video(stream);
  video.pause();
  video.srcObject = null;
  return kit.look(video);
}, { plain: false });

attempt("video-that-got-another-source-at-once", async (stream, kit) => {
  const video = await kit.video(stream);
  video.srcObject = kit.canvas().captureStream();
  return kit.look(video);
}, { plain: false });

attempt("stream-with-a-plain-sound-track-beside", async (stream, kit, all) => {
  const mixed = new MediaStream([...stream.getVideoTracks(), ...all.plain.getAudioTracks()]);
  return kit.look(await kit.video(mixed));
});

attempt("track-cloned-three-times", async (stream, kit) => {
  const track = stream.getVideoTracks()[0].clone().clone().clone();
  return kit.look(await kit.video(new MediaStream([track])));
});

attempt("stream-cloned-twice", async (stream, kit) => kit.look(await kit.video(stream.clone().clone())));

attempt("track-disabled-and-enabled", async (stream, kit) => {
  const video = await kit.video(stream);
  stream.getVideoTracks()[0].enabled = false;
  await kit.pause(150);
  stream.getVideoTracks()[0].enabled = true;
  await kit.pause(300);
  return kit.look(video);
});

attempt("element-capture", async (stream, kit) => {
  const video = await kit.video(stream);
  const capture = video.captureStream || video.mozCaptureStream;
  return kit.look(await kit.video(capture.call(video)));
}, { plain: false });

attempt("canvas-capture-of-tainted-contents", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  return kit.look(await kit.video(context.canvas.captureStream(30)));
}, { plain: false });

attempt("video-frame-of-the-video", async (stream, kit) => {
  const frame = new VideoFrame(await kit.video(stream), { timestamp: 0 });
  const most = kit.look(frame);
  frame.close();
  return most;
});

attempt("video-frame-of-a-tainted-canvas", async (stream, kit) => {
  const frame = new VideoFrame((await drawnContext(stream, kit)).canvas, { timestamp: 0 });
  const most = kit.look(frame);
  frame.close();
  return most;
});

attempt("video-frame-of-a-bitmap-copied-out", async (stream, kit) => {
  const frame = new VideoFrame(await createImageBitmap(await kit.video(stream)), { timestamp: 0 });
  const bytes = new Uint8Array(frame.allocationSize());
  await frame.copyTo(bytes);
  frame.close();
  let most = 0;
  for (let i = 0; i < bytes.length; i++)
    if (i % 4 !== 3)
      most = Math.max(most, bytes[i]);
  return most;
});

attempt("texture-of-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl");
  return readTexture(gl, () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video), kit);
});

attempt("texture-part-of-the-video", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl");
  return readTexture(gl, () => {
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1024, 1024, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, video);
  }, kit);
});

attempt("texture-of-a-tainted-canvas", async (stream, kit) => {
  const { canvas } = await drawnContext(stream, kit);
  const gl = kit.canvas().getContext("webgl");
  return readTexture(gl, () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas), kit);
});

attempt("texture-of-a-bitmap", async (stream, kit) => {
  const bitmap = await createImageBitmap(await kit.video(stream));
  const gl = kit.canvas().getContext("webgl");
  return readTexture(gl, () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap), kit);
});

attempt("texture-by-webgl2-with-sizes", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl2");
  return readTexture(gl, () =>
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, SIZE, SIZE, 0, gl.RGBA, gl.UNSIGNED_BYTE, video), kit);
});

attempt("texture-of-a-volume", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl2");
  gl.bindTexture(gl.TEXTURE_3D, gl.createTexture());
  gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGBA, SIZE, SIZE, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, video);
  return gl.getError() === gl.NO_ERROR ? 255 : 0;
});

attempt("recorder-of-a-canvas-capture-made-before", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const shown = await kit.video(context.canvas.captureStream(30));
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
}, { plain: true });

attempt("canvas-capture-cloned-before", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const [track] = context.canvas.captureStream(30).getTracks();
  const shown = await kit.video(new MediaStream([track.clone()]));
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
});

attempt("canvas-capture-after-the-canvas-was-cleared", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const shown = await kit.video(context.canvas.captureStream(30));
  context.drawImage(video, 0, 0, SIZE, SIZE);
  await kit.pause(100);
  context.canvas.width = SIZE;
  context.drawImage(video, 0, 0, SIZE, SIZE);
  await kit.pause(200);
  return kit.look(shown);
});

attempt("offscreen-placeholder-of-the-video", async (stream, kit) => {
  const canvas = kit.canvas();
  const context = canvas.transferControlToOffscreen().getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  await kit.pause(300);
  return kit.look(canvas);
});

attempt("clipboard-item-of-a-canvas", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  const blob = await kit.within(new Promise((resolve) => context.canvas.toBlob(resolve)), 2000);
  const item = new ClipboardItem({ "image/png": blob });
  return kit.decode(await item.getType("image/png"));
}, { plain: false });

attempt("foreign-object-with-the-video", async (stream, kit) => {
  await kit.video(stream);
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'><foreignObject width='32' height='32'>" +
    new XMLSerializer().serializeToString(document.querySelector("video")) + "</foreignObject></svg>";
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  return kit.look(image);
}, { plain: false });
