"use strict";

/* Isolation that comes while something is already running on readable media. */

/* A stream that starts readable; soil () makes it isolated by adding a track. */
function lateStream(stream, all, kinds) {
  const tracks = all.plain.getTracks().filter((track) => kinds.includes(track.kind)).map((track) => track.clone());
  const late = new MediaStream(tracks);
  return { late, soil: () => {
    for (const track of stream.getTracks())
      late.addTrack(track);
    for (const track of tracks) {
      late.removeTrack(track);
      track.stop();
    }
  } };
}

attempt("late-sound-through-an-element", async (stream, kit, all) => {
  const { late, soil } = lateStream(stream, all, ["audio"]);
  const context = new AudioContext();
  const video = await kit.video(late, document, false);
  const source = context.createMediaElementSource(video);
  await kit.listen(context, source, 200);
  soil();
  await kit.pause(200);
  return kit.listen(context, source);
}, { plain: false });

attempt("late-sound-through-a-source-node", async (stream, kit, all) => {
  const { late, soil } = lateStream(stream, all, ["audio"]);
  const context = new AudioContext();
  const source = context.createMediaStreamSource(late);
  const gain = context.createGain();
  source.connect(gain);
  soil();
  await kit.pause(200);
  return kit.listen(context, gain, 1000);
}, { plain: false });

attempt("late-picture-in-a-playing-video", async (stream, kit, all) => {
  const { late, soil } = lateStream(stream, all, ["video"]);
  const video = await kit.video(late);
  soil();
  await kit.pause(500);
  return kit.look(video);
});

attempt("late-recorder-gives-out-nothing", async (stream, kit, all) => {
  const { late, soil } = lateStream(stream, all, ["audio", "video"]);
  const recorder = new MediaRecorder(late);
  const events = [];
  let bytes = 0;
  recorder.addEventListener("dataavailable", (event) => { events.push("dataavailable"); bytes += event.data.size; });
  recorder.addEventListener("error", () => events.push("error"));
  recorder.addEventListener("stop", () => events.push("stop"));
  recorder.start();
  await kit.pause(500);
  soil();
  await kit.pause(700);
  if (recorder.state !== "inactive") {
    recorder.stop();
    await kit.pause(300);
  }
  return bytes;
}, { plain: false });

attempt("late-source-change-of-a-drawn-video", async (stream, kit, all) => {
  const video = await kit.video(all.plain);
  video.srcObject = stream;
  await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
  await kit.pause(300);
  return kit.look(video);
});

attempt("late-source-change-and-a-race-of-draws", async (stream, kit, all) => {
  const video = await kit.video(stream);
  const clean = kit.canvas();
  clean.getContext("2d").fillRect(0, 0, SIZE, SIZE);
  video.srcObject = clean.captureStream(30);
  let most = 0;
  for (let i = 0; i < 40; i++) {
    try {
      most = Math.max(most, kit.look(video));
    } catch (error) { /* refused */ }
    await kit.pause(10);
  }
  return most;
}, { plain: false });

attempt("late-sound-by-a-realm-that-has-gone", async (stream, kit, all) => {
  const { late, soil } = lateStream(stream, all, ["audio"]);
  const frame = await kit.frame(() => {});
  const make = frame.contentWindow.AudioContext.prototype.createMediaStreamSource;
  const { connect } = frame.contentWindow.AudioNode.prototype;
  const context = new AudioContext();
  const gain = context.createGain();
  connect.call(make.call(context, late), gain);
  frame.remove();
  await kit.pause(200);
  soil();
  await kit.pause(300);
  return kit.listen(context, gain, 1000);
}, { plain: false });
