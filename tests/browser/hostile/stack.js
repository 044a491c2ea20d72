"use strict";

/* Every step of a wrapper, met by the end of the stack: what it could not find out must count as no. */

/* Calls `action` where the stack has room for one, two, three… calls more. */
function atEveryDepth(action, times = 70) {
  let tries = 0;
  const dive = () => {
    try {
      dive();
    } catch (error) { /* the end */ }
    if (tries++ < times)
      try {
        action();
      } catch (error) { /* not enough room, or refused */ }
  };
  try {
    dive();
  } catch (error) { /* the end */ }
}

const best = (values) => Math.max(0, ...values);

/* What each picture gives, where one that is refused gives nothing. */
const lookAll = (kit, pictures) => best(pictures.map((picture) => {
  try {
    return kit.look(picture);
  } catch (error) {
    return 0;
  }
}));

const readAll = (kit, contexts) => best(contexts.map((context) => {
  try {
    return kit.read(context);
  } catch (error) {
    return 0;
  }
}));

/* Plays what was made at the depths: a few of them, or the engine has too much to do. */
async function playSome(kit, streams) {
  const videos = [];
  for (const made of streams.filter((each) => each.getVideoTracks().length > 0).slice(0, 6)) {
    const video = document.createElement("video");
    video.muted = true;
    document.body.append(video);
    video.srcObject = made;
    video.play().catch(() => {});
    videos.push(video);
  }
  await kit.pause(1500);
  return lookAll(kit, videos);
}

attempt("stack-ends-inside-adding-a-track", async (stream, kit) => {
  const streams = [];
  const [track] = stream.getVideoTracks();
  const empty = Array.from({ length: 70 }, () => new MediaStream());
  atEveryDepth(() => {
    const made = empty.pop();
    streams.push(made);
    made.addTrack(track);
  });
  return playSome(kit, streams);
});

attempt("stack-ends-inside-the-source-setter", async (stream, kit) => {
  const idle = Array.from({ length: 40 }, () => document.createElement("video"));
  const videos = [];
  atEveryDepth(() => {
    if (videos.length === 6)
      return;
    const video = idle.pop();
    video.srcObject = stream;
    videos.push(video);
  }, 40);
  const playing = videos;
  for (const video of playing) {
    video.muted = true;
    document.body.append(video);
    video.play().catch(() => {});
  }
  await kit.pause(1500);
  return lookAll(kit, playing);
});

attempt("stack-ends-inside-making-a-stream", async (stream, kit) => {
  const tracks = stream.getVideoTracks();
  const streams = [];
  atEveryDepth(() => { streams.push(new MediaStream(tracks)); });
  return playSome(kit, streams);
});

attempt("stack-ends-inside-cloning-a-stream", async (stream, kit) => {
  const streams = [];
  atEveryDepth(() => {
    if (streams.length < 4)
      streams.push(stream.clone());
  }, 40);
  const most = await playSome(kit, streams);
  await kit.letGo();
  for (const made of streams)
    made.getTracks().forEach((track) => track.stop());
  return most;
});

attempt("stack-ends-inside-a-pattern", async (stream, kit) => {
  const video = await kit.video(stream);
  const contexts = Array.from({ length: 70 }, () => kit.context());
  const used = [];
  atEveryDepth(() => {
    const context = contexts.pop();
    used.push(context);
    context.fillStyle = context.createPattern(video, "repeat");
  });
  for (const context of used)
    context.fillRect(0, 0, SIZE, SIZE);
  return readAll(kit, used);
});

attempt("stack-ends-inside-setting-a-pattern", async (stream, kit) => {
  const pattern = kit.context().createPattern(await kit.video(stream), "repeat");
  const contexts = Array.from({ length: 70 }, () => kit.context());
  const used = [];
  atEveryDepth(() => {
    const context = contexts.pop();
    used.push(context);
    context.fillStyle = pattern;
  });
  for (const context of used)
    context.fillRect(0, 0, SIZE, SIZE);
  return readAll(kit, used);
});

attempt("stack-ends-inside-a-draw-at-every-depth", async (stream, kit) => {
  const video = await kit.video(stream);
  const contexts = Array.from({ length: 70 }, () => kit.context());
  const used = [];
  atEveryDepth(() => {
    const context = contexts.pop();
    used.push(context);
    context.drawImage(video, 0, 0, SIZE, SIZE);
  });
  return readAll(kit, used);
});

attempt("stack-ends-inside-a-draw-on-a-captured-canvas", async (stream, kit) => {
  const video = await kit.video(stream);
  const context = kit.context();
  context.fillRect(0, 0, SIZE, SIZE);
  const shown = await kit.video(context.canvas.captureStream(30));
  let most = 0;
  for (let round = 0; round < 6; round++) {
    atEveryDepth(() => context.drawImage(video, 0, 0, SIZE, SIZE), 40);
    await kit.pause(60);
    most = Math.max(most, lookAll(kit, [shown]));
  }
  return most;
});

attempt("stack-ends-inside-a-bitmap", async (stream, kit) => {
  const video = await kit.video(stream);
  const waiting = [];
  atEveryDepth(() => { waiting.push(createImageBitmap(video)); });
  const bitmaps = [];
  for (const each of waiting)
    each.then((bitmap) => bitmaps.push(bitmap), () => {}); // at the end of the stack some are never settled
  await kit.pause(1500);
  return lookAll(kit, bitmaps);
});

attempt("stack-ends-inside-a-renderer", async (stream, kit) => {
  const video = await kit.video(stream);
  const used = [];
  atEveryDepth(() => {
    const offscreen = new OffscreenCanvas(SIZE, SIZE);
    offscreen.getContext("2d").drawImage(video, 0, 0, SIZE, SIZE);
    used.push(offscreen.transferToImageBitmap());
  });
  return lookAll(kit, used);
});

attempt("stack-ends-inside-a-video-frame", async (stream, kit) => {
  const video = await kit.video(stream);
  const frames = [];
  atEveryDepth(() => { frames.push(new VideoFrame(video, { timestamp: 0 })); });
  const most = lookAll(kit, frames);
  for (const frame of frames)
    frame.close();
  return most;
});

attempt("stack-ends-inside-a-texture", async (stream, kit) => {
  const video = await kit.video(stream);
  const gl = kit.canvas().getContext("webgl");
  return readTexture(gl, () => atEveryDepth(() =>
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video)), kit);
});

attempt("stack-ends-inside-a-recorder", async (stream, kit) => {
  const sound = new MediaStream(stream.getAudioTracks());
  const recorders = [];
  atEveryDepth(() => {
    const recorder = new MediaRecorder(sound);
    recorders.push(recorder);
    recorder.start(100);
  }, 60);
  const running = recorders.filter((recorder) => recorder.state !== "inactive");
  let bytes = 0;
  for (const recorder of running)
    recorder.addEventListener("dataavailable", (event) => { bytes += event.data.size; });
  await kit.pause(900);
  for (const recorder of running)
    if (recorder.state !== "inactive")
      recorder.stop();
  await kit.pause(300);
  return bytes;
});

attempt("stack-ends-inside-a-recorder-with-room-to-start", async (stream, kit) => {
  const sound = new MediaStream(stream.getAudioTracks());
  const recorders = [];
  atEveryDepth(() => { recorders.push(new MediaRecorder(sound)); }, 40);
  let bytes = 0;
  for (const recorder of recorders.slice(0, 6)) {
    recorder.addEventListener("dataavailable", (event) => { bytes += event.data.size; });
    try {
      recorder.start(100);
    } catch (error) { /* refused */ }
  }
  await kit.pause(900);
  for (const recorder of recorders)
    if (recorder.state !== "inactive")
      recorder.stop();
  await kit.pause(300);
  return bytes;
});

attempt("stack-ends-inside-a-transfer", async (stream, kit) => {
  const tracks = Array.from({ length: 40 }, () => stream.getVideoTracks()[0].clone());
  const moved = [];
  const left = [...tracks];
  atEveryDepth(() => {
    const track = left.pop();
    moved.push(structuredClone(track, { transfer: [track] }));
  }, 40);
  const most = await playSome(kit, moved.map((track) => new MediaStream([track])));
  await kit.letGo();
  for (const track of [...tracks, ...moved])
    track.stop();
  return Math.max(most, moved.length > 0 && moved[0].isolated === undefined ? 1 : 0);
}, { plain: false });

attempt("stack-ends-inside-a-sound-source", async (stream, kit) => {
  const context = new AudioContext();
  const sink = context.createGain();
  const sources = [];
  atEveryDepth(() => {
    const source = context.createMediaStreamSource(stream);
    sources.push(source);
    source.connect(sink);
  });
  const most = await kit.listen(context, sink);
  context.close().catch(() => {});
  return most;
});

attempt("stack-ends-inside-connecting-a-sound-source", async (stream, kit) => {
  const context = new AudioContext();
  const sink = context.createGain();
  const source = context.createMediaStreamSource(stream);
  atEveryDepth(() => source.connect(sink));
  const most = await kit.listen(context, sink);
  context.close().catch(() => {});
  return most;
});
