"use strict";

/* Arguments whose conversion runs script: between the check and the use of what was checked. */

const redo = (value, action) => ({ valueOf() { action(); return value; }, toString() { action(); return String(value); } });

/* A clean canvas and a video that some argument draws onto it. */
async function clean(stream, kit) {
  const video = await kit.video(stream);
  const context = kit.context();
  return { video, context, canvas: context.canvas, soil: () => context.drawImage(video, 0, 0, SIZE, SIZE) };
}

attempt("read-back-whose-arguments-draw", async (stream, kit) => {
  const { context, soil } = await clean(stream, kit);
  return kit.brightest(context.getImageData(redo(0, soil), 0, SIZE, SIZE).data);
});

attempt("read-back-whose-settings-draw", async (stream, kit) => {
  const { context, soil } = await clean(stream, kit);
  return kit.brightest(context.getImageData(0, 0, SIZE, SIZE, { get colorSpace() { soil(); return "srgb"; } }).data);
}, { plain: false });

attempt("data-url-whose-type-draws", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const url = canvas.toDataURL(redo("image/png", soil));
  return kit.decode(await (await fetch(url)).blob());
});

attempt("blob-whose-type-draws", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const blob = await kit.within(new Promise((resolve) => canvas.toBlob(resolve, redo("image/png", soil))), 2000);
  return kit.decode(blob);
});

attempt("offscreen-blob-whose-options-draw", async (stream, kit) => {
  const video = await kit.video(stream);
  const offscreen = new OffscreenCanvas(SIZE, SIZE);
  const context = offscreen.getContext("2d");
  const blob = await offscreen.convertToBlob({ get type() { context.drawImage(video, 0, 0, SIZE, SIZE); return "image/png"; } });
  return kit.decode(blob);
});

attempt("draw-whose-arguments-clear-the-target", async (stream, kit) => {
  const { video, context, canvas } = await clean(stream, kit);
  context.drawImage(video, redo(0, () => { canvas.width = SIZE; }), 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("draw-whose-arguments-reset-the-target", async (stream, kit) => {
  const { video, context } = await clean(stream, kit);
  context.drawImage(video, redo(0, () => { context.reset(); }), 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("draw-whose-arguments-soil-the-source", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const target = kit.context();
  target.drawImage(canvas, redo(0, soil), 0, SIZE, SIZE);
  return kit.read(target);
});

attempt("draw-whose-arguments-change-the-video", async (stream, kit) => {
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  const context = kit.context();
  const late = kit.context();
  context.drawImage(video, redo(0, () => { video.srcObject = stream; }), 0, SIZE, SIZE);
  await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
  await kit.pause(300);
  late.drawImage(video, 0, 0, SIZE, SIZE);
  return Math.max(kit.read(context), kit.read(late));
});

attempt("pattern-whose-repetition-soils-the-source", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const target = kit.context();
  target.fillStyle = target.createPattern(canvas, redo("repeat", soil));
  target.fillRect(0, 0, SIZE, SIZE);
  return kit.read(target);
});

attempt("bitmap-whose-options-soil-the-source", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const bitmap = await createImageBitmap(canvas, { get resizeWidth() { soil(); return SIZE; } });
  return kit.look(bitmap);
});

attempt("bitmap-whose-corner-soils-the-source", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  return kit.look(await createImageBitmap(canvas, redo(0, soil), 0, SIZE, SIZE));
});

attempt("capture-whose-rate-soils-the-canvas", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const captured = canvas.captureStream(redo(30, soil));
  return kit.look(await kit.video(captured));
}, { plain: false });

attempt("video-frame-whose-init-soils-the-canvas", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const frame = new VideoFrame(canvas, { get timestamp() { soil(); return 0; } });
  const most = kit.look(frame);
  frame.close();
  return most;
});

attempt("texture-whose-arguments-soil-the-canvas", async (stream, kit) => {
  const { canvas, soil } = await clean(stream, kit);
  const gl = kit.canvas().getContext("webgl", { preserveDrawingBuffer: true });
  return readTexture(gl, () => gl.texImage2D(redo(gl.TEXTURE_2D, soil), 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas), kit);
});

attempt("recorder-whose-timeslice-adds-a-track", async (stream, kit, all) => {
  const plain = new MediaStream(all.plain.getAudioTracks().map((track) => track.clone()));
  const recorder = new MediaRecorder(plain);
  const foreign = stream.getTracks()[0];
  let silentBytes = 0;
  const bytes = await kit.record(recorder, async () => {
    recorder.start(redo(100, () => plain.addTrack(foreign)));
    await kit.pause(700);
  });
  silentBytes = recorder.stream.getTracks().includes(foreign) ? 0 : bytes;
  return bytes - silentBytes;
}, { plain: false });

attempt("stream-whose-tracks-are-read-twice", async (stream, kit, all) => {
  let reads = 0;
  const sequence = { [Symbol.iterator]() {
    const list = reads++ === 0 ? all.plain.getVideoTracks() : stream.getVideoTracks();
    return list[Symbol.iterator]();
  } };
  return kit.look(await kit.video(new MediaStream(sequence))) && reads > 1 ? 255 : 0;
}, { plain: false });

attempt("source-node-whose-stream-is-read-twice", async (stream, kit, all) => {
  let reads = 0;
  return kit.sound((context) => new MediaStreamAudioSourceNode(context, {
    get mediaStream() { return reads++ % 2 === 0 ? stream : all.silent || stream; },
  }));
});

attempt("transfer-list-that-changes", async (stream, kit) => {
  const bitmap = await createImageBitmap(await kit.video(stream));
  let reads = 0;
  const options = { get transfer() { return reads++ === 0 ? [] : [bitmap]; } };
  return kit.look(structuredClone(bitmap, options));
});
