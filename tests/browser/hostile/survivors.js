"use strict";

/* Objects that script drops and finds again by another way, after the collector has run: what was known of them must be
 * known still. */

/* Lets go of what `make` returns but for the members that it names. */
async function dropped(make, kit) {
  const kept = await make();
  await kit.collect();
  return kept;
}

attempt("canvas-of-a-kept-context-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const { context } = await dropped(() => {
    const context = kit.context();
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return { context };
  }, kit);
  return Math.max(kit.look(context.canvas), kit.read(context));
});

attempt("offscreen-of-a-kept-context-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const { context } = await dropped(() => {
    const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d");
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return { context };
  }, kit);
  return Math.max(kit.look(context.canvas), kit.read(context));
});

/* The offscreen canvas goes before anything is drawn; what its context draws then is shown by the element. */
attempt("placeholder-whose-canvas-was-collected", async (stream, kit) => {
  const shown = kit.canvas();
  const context = await dropped(() => shown.transferControlToOffscreen().getContext("2d"), kit);
  context.drawImage(await kit.video(stream), 0, 0, SIZE, SIZE);
  await kit.pause(300);
  return kit.look(shown);
});

attempt("offscreen-read-back-while-the-collector-runs", async (stream, kit) => {
  const video = await kit.video(stream);
  let most = 0;
  for (let i = 0; i < 400; i++) {
    const context = new OffscreenCanvas(SIZE, SIZE).getContext("2d");
    context.drawImage(video, 0, 0, SIZE, SIZE);
    const waste = new Array(60000).fill(i);
    try {
      most = Math.max(most, kit.read(context));
    } catch (error) { /* refused */ }
    waste.length = 0;
  }
  return most;
});

attempt("css-canvas-found-again-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const name = "hidden-" + Math.random();
  const get = () => document.getCSSCanvasContext("2d", name, SIZE, SIZE);
  await dropped(() => { get().drawImage(video, 0, 0, SIZE, SIZE); return {}; }, kit);
  return kit.read(get());
});

attempt("stream-of-an-element-filled-after-collection", async (stream, kit) => {
  const video = await dropped(() => {
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream();
    document.body.append(video);
    return video;
  }, kit);
  for (const track of stream.getVideoTracks())
    video.srcObject.addTrack(track);
  await Promise.race([video.play().catch(() => {}), kit.pause(2000)]);
  await kit.pause(600);
  return kit.look(video);
}, { plain: false });

attempt("stream-of-a-recorder-filled-after-collection", async (stream, kit) => {
  const recorder = await dropped(() => new MediaRecorder(new MediaStream()), kit);
  for (const track of stream.getAudioTracks())
    recorder.stream.addTrack(track);
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(900);
  });
}, { plain: false });

attempt("canvas-of-a-captured-track-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const captured = await dropped(() => {
    const context = kit.context();
    context.fillRect(0, 0, SIZE, SIZE);
    const made = context.canvas.captureStream(0);
    made.getTracks()[0].stop();
    context.drawImage(video, 0, 0, SIZE, SIZE);
    return made;
  }, kit);
  return kit.look(captured.getTracks()[0].canvas);
});

attempt("pattern-of-a-realm-that-has-gone", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = await dropped(async () => {
    const context = kit.context();
    const frame = await kit.frame(() => {});
    const { createPattern } = frame.contentWindow.CanvasRenderingContext2D.prototype;
    context.fillStyle = createPattern.call(context, video, "repeat");
    frame.remove();
    return context;
  }, kit);
  const other = kit.context();
  other.fillStyle = context.fillStyle;
  other.fillRect(0, 0, SIZE, SIZE);
  return kit.read(other);
});

attempt("pattern-under-a-saved-state-after-collection", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = await dropped(() => {
    const context = kit.context();
    context.strokeStyle = context.createPattern(video, "repeat");
    context.save();
    context.strokeStyle = "black";
    return context;
  }, kit);
  context.restore();
  const other = kit.context();
  other.fillStyle = context.strokeStyle;
  other.fillRect(0, 0, SIZE, SIZE);
  return kit.read(other);
});

attempt("video-of-a-kept-child-after-collection", async (stream, kit) => {
  const child = await dropped(async () => {
    const video = await kit.video(stream);
    const child = document.createElement("source");
    video.append(child);
    video.remove();
    return child;
  }, kit);
  return kit.look(child.parentNode);
});

attempt("tracks-of-a-kept-stream-after-collection", async (stream, kit) => {
  const made = await dropped(() => new MediaStream(stream.getVideoTracks().map((track) => track.clone())), kit);
  const again = new MediaStream();
  for (const track of made.getTracks())
    again.addTrack(track);
  return kit.look(await kit.video(again));
});

attempt("video-whose-setter-came-from-a-realm-that-has-gone", async (stream, kit) => {
  const host = document.createElement("div");
  document.body.append(host);
  await dropped(async () => {
    const frame = await kit.frame(() => {});
    const found = Object.getOwnPropertyDescriptor(frame.contentWindow.HTMLMediaElement.prototype, "srcObject");
    const video = document.createElement("video");
    video.muted = true;
    host.append(video);
    found.set.call(video, stream);
    frame.remove();
    await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
    await kit.pause(300);
    return {};
  }, kit);
  return kit.look(host.firstChild);
});
