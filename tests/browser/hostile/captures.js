"use strict";

/* Canvases that are captured while something is drawn on them: what is hidden from the track must be hidden from whatever
 * the track became, and from every other way to the same frames. */

/* A clean canvas, its capture, and a few draws of the video; what `show` makes of the stream is looked at. */
async function drawnWhileCaptured(stream, kit, show, prepare = () => {}) {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const captured = context.canvas.captureStream(30);
  const shown = await kit.video(await show(captured, context));
  await prepare(captured, context);
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
}

attempt("capture-whose-original-track-has-stopped", (stream, kit) =>
  drawnWhileCaptured(stream, kit, (captured) => captured.clone(), (captured) => captured.getTracks()[0].stop()));

attempt("capture-cloned-by-track-and-stopped", (stream, kit) =>
  drawnWhileCaptured(stream, kit, (captured) => new MediaStream([captured.getTracks()[0].clone().clone()]),
    (captured) => captured.getTracks()[0].stop()));

attempt("capture-whose-track-was-transferred", (stream, kit) =>
  drawnWhileCaptured(stream, kit, (captured) => {
    const [track] = captured.getTracks();
    return new MediaStream([structuredClone(track, { transfer: [track] })]);
  }));

attempt("capture-through-a-stream-of-another-realm", (stream, kit) =>
  drawnWhileCaptured(stream, kit, async (captured) => {
    const frame = await kit.frame(() => {});
    return new frame.contentWindow.MediaStream(captured.getTracks());
  }));

attempt("capture-asked-of-another-realm", async (stream, kit) => {
  const video = await kit.video(stream);
  const frame = await kit.frame(() => {});
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const shown = await kit.video(frame.contentWindow.HTMLCanvasElement.prototype.captureStream.call(context.canvas, 30));
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
});

attempt("capture-of-a-pattern", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const shown = await kit.video(context.canvas.captureStream(30));
  for (let i = 0; i < 10; i++) {
    context.fillStyle = context.createPattern(video, "repeat");
    context.fillRect(0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
});

attempt("capture-frame-by-frame", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const captured = context.canvas.captureStream(0);
  const shown = await kit.video(captured);
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    captured.getTracks()[0].requestFrame();
    await kit.pause(40);
  }
  return kit.look(shown);
});

attempt("capture-of-a-placeholder", async (stream, kit) => {
  const video = await kit.video(stream);
  const canvas = kit.canvas();
  const context = canvas.transferControlToOffscreen().getContext("2d");
  context.fillRect(0, 0, SIZE, SIZE);
  await kit.pause(100);
  const shown = await kit.video(canvas.captureStream(30));
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
}, { plain: false });

attempt("capture-before-the-canvas-became-a-placeholder", async (stream, kit) => {
  const video = await kit.video(stream);
  const canvas = kit.canvas();
  const captured = canvas.captureStream(30);
  const context = canvas.transferControlToOffscreen().getContext("2d");
  const shown = await kit.video(captured);
  for (let i = 0; i < 10; i++) {
    context.drawImage(video, 0, 0, SIZE, SIZE);
    await kit.pause(40);
  }
  return kit.look(shown);
}, { plain: false });

attempt("capture-recorded", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.drawImage(video, 0, 0, SIZE, SIZE);
  const recorder = new MediaRecorder(context.canvas.captureStream(30));
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(600);
  });
}, { plain: false });

attempt("placeholder-right-after-its-canvas-was-cleared", async (stream, kit) => {
  const canvas = kit.canvas();
  document.body.append(canvas);
  const offscreen = canvas.transferControlToOffscreen();
  const context = offscreen.getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  await kit.pause(300);
  offscreen.width = SIZE;
  const most = kit.look(canvas);
  canvas.remove();
  return most;
}, { plain: false });

attempt("placeholder-right-after-its-context-was-reset", async (stream, kit) => {
  const canvas = kit.canvas();
  document.body.append(canvas);
  const context = canvas.transferControlToOffscreen().getContext("2d");
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  await kit.pause(300);
  context.reset();
  const most = kit.look(canvas);
  canvas.remove();
  return most;
}, { plain: false });

attempt("canvas-cleared-by-a-setter-that-fails", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  try {
    context.canvas.width = { valueOf() { throw new Error("no"); } };
  } catch (error) { /* it was to fail */ }
  return kit.read(context);
});

attempt("canvas-cleared-and-drawn-by-the-same-value", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.canvas.width = { valueOf() { context.drawImage(video, 0, 0, SIZE, SIZE); return SIZE; } };
  context.canvas.height = { valueOf() { context.drawImage(video, 0, 0, SIZE, SIZE); return SIZE; } };
  return kit.read(context);
}, { plain: false });

attempt("canvas-cleared-by-its-attribute-only", async (stream, kit) => {
  const context = await drawnContext(stream, kit);
  context.canvas.setAttribute("data-width", SIZE);
  context.canvas.toggleAttribute("width", true);
  return kit.read(context);
}, { plain: false });

attempt("canvas-whose-bitmap-was-transferred-away", async (stream, kit) => {
  const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d");
  context.fillStyle = context.createPattern(await kit.video(stream), "repeat");
  context.canvas.transferToImageBitmap();
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
});

attempt("canvas-state-restored-after-a-clear", async (stream, kit) => {
  const context = kit.context();
  context.fillStyle = context.createPattern(await kit.video(stream), "repeat");
  context.save();
  context.save();
  context.canvas.height = SIZE;
  context.restore();
  context.fillRect(0, 0, SIZE, SIZE);
  return kit.read(context);
}, { plain: false });
