"use strict";

/* Every place where sound can be had. */

attempt("sound-of-a-stream", async (stream, kit) => kit.sound((context) => context.createMediaStreamSource(stream)));

attempt("sound-of-a-stream-by-constructor", async (stream, kit) =>
  kit.sound((context) => new MediaStreamAudioSourceNode(context, { mediaStream: stream })));

attempt("sound-of-a-cloned-track", async (stream, kit) =>
  kit.sound((context) => context.createMediaStreamSource(new MediaStream([stream.getAudioTracks()[0].clone()]))));

attempt("sound-of-an-element", async (stream, kit) => {
  const video = await kit.video(stream, document, false);
  return kit.sound((context) => context.createMediaElementSource(video));
}, { plain: false });

attempt("sound-by-a-method-of-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const make = frame.contentWindow.AudioContext.prototype.createMediaStreamSource;
  return kit.sound((context) => make.call(context, stream));
});

attempt("sound-by-a-connect-of-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const { connect } = frame.contentWindow.AudioNode.prototype;
  return kit.sound((context) => {
    const gain = context.createGain();
    connect.call(context.createMediaStreamSource(stream), gain);
    return gain;
  });
});

attempt("sound-in-a-context-of-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const context = new frame.contentWindow.AudioContext();
  return kit.listen(context, context.createMediaStreamSource(stream));
}, { plain: false });

attempt("sound-connected-before-and-after", async (stream, kit) => kit.sound((context) => {
  const source = context.createMediaStreamSource(stream);
  const gain = context.createGain();
  for (let i = 0; i < 4; i++) {
    source.connect(gain);
    source.disconnect();
  }
  source.connect(gain);
  return gain;
}));

attempt("sound-into-a-parameter", async (stream, kit) => kit.sound((context) => {
  const constant = context.createConstantSource();
  constant.offset.value = 0;
  context.createMediaStreamSource(stream).connect(constant.offset);
  constant.start();
  return constant;
}));

attempt("sound-through-a-script-processor", async (stream, kit) => {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const processor = context.createScriptProcessor(1024, 1, 1);
  let most = 0;
  processor.onaudioprocess = (event) => {
    for (const sample of event.inputBuffer.getChannelData(0))
      most = Math.max(most, Math.abs(sample));
  };
  source.connect(processor);
  processor.connect(context.destination);
  await Promise.race([context.resume(), kit.pause(500)]);
  for (let i = 0; i < 30 && most === 0; i++)
    await kit.pause(50);
  context.close();
  return most * 255;
});

attempt("sound-in-a-worklet", async (stream, kit) => {
  const context = new AudioContext();
  await context.audioWorklet.addModule("worklet.js");
  const node = new AudioWorkletNode(context, "listener");
  let most = 0;
  node.port.onmessage = (event) => { most = Math.max(most, event.data); };
  context.createMediaStreamSource(stream).connect(node).connect(context.destination);
  await Promise.race([context.resume(), kit.pause(500)]);
  for (let i = 0; i < 40 && most === 0; i++)
    await kit.pause(50);
  context.close();
  return most * 255;
});

attempt("sound-out-of-a-destination-node", async (stream, kit) => {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  context.createMediaStreamSource(stream).connect(destination);
  await Promise.race([context.resume(), kit.pause(500)]);
  return kit.sound((other) => other.createMediaStreamSource(destination.stream));
});

attempt("recorder-of-the-stream", async (stream, kit) => {
  const recorder = new MediaRecorder(new MediaStream(stream.getAudioTracks()));
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(900);
  });
});

attempt("recorder-of-one-cloned-track", async (stream, kit) => {
  const recorder = new MediaRecorder(new MediaStream([stream.getAudioTracks()[0].clone()]));
  return kit.record(recorder, async () => {
    recorder.start();
    await kit.pause(900);
  });
});

attempt("recorder-made-in-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const recorder = new frame.contentWindow.MediaRecorder(new MediaStream(stream.getAudioTracks()));
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(900);
  });
});

attempt("recorder-started-by-another-realm", async (stream, kit) => {
  const frame = await kit.frame(() => {});
  const recorder = new MediaRecorder(new MediaStream(stream.getAudioTracks()));
  return kit.record(recorder, async () => {
    frame.contentWindow.MediaRecorder.prototype.start.call(recorder, 100);
    await kit.pause(900);
  });
});

attempt("recorder-made-by-reflect-construct", async (stream, kit) => {
  class Mine extends MediaRecorder {}
  const recorder = Reflect.construct(MediaRecorder, [new MediaStream(stream.getAudioTracks())], Mine);
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(900);
  });
});

attempt("recorder-by-its-constructor-property", async (stream, kit) => {
  const Recorder = MediaRecorder.prototype.constructor;
  const recorder = new Recorder(new MediaStream(stream.getAudioTracks()));
  return kit.record(recorder, async () => {
    recorder.start(100);
    await kit.pause(900);
  });
});
