/* The questions that a page can put to its engine about one stream, one per sink, each with its answer in a few words.
 * They are asked of the shell and of a shipping engine alike; nothing here knows who answers.
 *
 *   askSinks (stream) → Promise<{sink: answer}>
 *
 * Answers: "ok" and what of it is readable, "throws NAME", "rejects NAME", "silence", "sound", "no such API".
 */
(function () {
  "use strict";

  const SIZE = 32;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const within = (promise, ms) => Promise.race([promise, pause(ms).then(() => "no answer")]);

  function canvas() {
    const made = document.createElement("canvas");
    made.width = made.height = SIZE;
    return made;
  }

  function thrown(action) {
    try {
      return [null, action()];
    } catch (error) {
      return ["throws " + error.name, null];
    }
  }

  async function rejected(action) {
    try {
      return [null, await action()];
    } catch (error) {
      return ["rejects " + error.name, null];
    }
  }

  function isBlack(pixels) {
    for (let i = 0; i < pixels.length; i += 4)
      if (pixels[i] || pixels[i + 1] || pixels[i + 2])
        return false;
    return true;
  }

  /* What a canvas gives away: "throws SecurityError", "black", "picture". */
  function readBack(context) {
    const [failure, image] = thrown(() => context.getImageData(0, 0, SIZE, SIZE));
    return failure || (isBlack(image.data) ? "black" : "picture");
  }

  async function playing(stream, muted = true) {
    const video = document.createElement("video");
    video.muted = muted;
    video.playsInline = true;
    video.srcObject = stream;
    document.body.append(video);
    await within(video.play().catch(() => {}), 3000);
    for (let i = 0; i < 60 && !(video.readyState >= 2 && video.videoWidth > 0); i++)
      await pause(50);
    await pause(150);
    return video;
  }

  function drawn(source) {
    const context = canvas().getContext("2d");
    const [failure] = thrown(() => context.drawImage(source, 0, 0, SIZE, SIZE));
    return [failure, context];
  }

  /* Loudest sample that an analyser hears behind a source node. */
  async function heard(context, node) {
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    node.connect(analyser);
    await within(context.resume(), 1000);
    for (let i = 0; i < 12; i++) {
      await pause(50);
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples)
        loudest = Math.max(loudest, Math.abs(sample));
    }
    if (context.state !== "running")
      return "no audio device";
    return loudest === 0 ? "silence" : "sound";
  }

  async function listened(make) {
    if (!window.AudioContext)
      return "no such API";
    const context = new AudioContext();
    try {
      const [failure, node] = thrown(() => make(context));
      return failure || await heard(context, node);
    } finally {
      within(context.close(), 500);
    }
  }

  const questions = {
    async "canvas-draw"(stream, video) {
      const [failure, context] = drawn(video);
      return failure || "ok, then " + readBack(context);
    },

    async "canvas-pattern"(stream, video) {
      const context = canvas().getContext("2d");
      const [failure] = thrown(() => {
        context.fillStyle = context.createPattern(video, "repeat");
        context.fillRect(0, 0, SIZE, SIZE);
      });
      return failure || "ok, then " + readBack(context);
    },

    async "canvas-read-back"(stream, video) {
      const [, context] = drawn(video);
      const answers = [readBack(context),
        thrown(() => context.canvas.toDataURL())[0] || "picture",
        thrown(() => context.canvas.toBlob(() => {}))[0] || "picture"];
      return [...new Set(answers)].join(", ");
    },

    async "canvas-convert-to-blob"(stream, video) {
      if (!window.OffscreenCanvas)
        return "no such API";
      const offscreen = new OffscreenCanvas(SIZE, SIZE);
      offscreen.getContext("2d").drawImage(video, 0, 0, SIZE, SIZE);
      const [failure] = await rejected(() => offscreen.convertToBlob());
      return failure || "ok";
    },

    async "create-image-bitmap"(stream, video) {
      const [failure, bitmap] = await rejected(() => createImageBitmap(video));
      if (failure)
        return failure;
      const [drawFailure, context] = drawn(bitmap);
      return drawFailure || "ok, then " + readBack(context);
    },

    async "webgl-upload"(stream, video) {
      const gl = canvas().getContext("webgl");
      if (!gl)
        return "no such API";
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      const [failure] = thrown(() => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video));
      return failure || "ok";
    },

    async "video-frame"(stream, video) {
      if (!window.VideoFrame)
        return "no such API";
      const [failure, frame] = thrown(() => new VideoFrame(video, { timestamp: 0 }));
      if (frame)
        frame.close();
      return failure || "ok";
    },

    async "canvas-capture"(stream, video) {
      const [, context] = drawn(video);
      if (!context.canvas.captureStream)
        return "no such API";
      return thrown(() => context.canvas.captureStream())[0] || "ok";
    },

    async "canvas-capture-late"(stream, video) {
      const source = canvas();
      const context = source.getContext("2d");
      if (!source.captureStream)
        return "no such API";
      context.fillStyle = "#0f0";
      context.fillRect(0, 0, SIZE, SIZE);
      const shown = await playing(source.captureStream(30));
      context.drawImage(video, 0, 0, SIZE, SIZE);
      await pause(300);
      const [failure, copy] = drawn(shown);
      const answer = failure || readBack(copy);
      if (answer !== "picture")
        return answer;
      const [r, g, b] = copy.getImageData(SIZE / 2, SIZE / 2, 1, 1).data;
      return r < 40 && g > 200 && b < 40 ? "the last readable frame" : "picture";
    },

    async "element-capture"(stream, video) {
      const capture = video.captureStream || video.mozCaptureStream;
      if (!capture)
        return "no such API";
      const [failure, captured] = thrown(() => capture.call(video));
      if (failure)
        return failure;
      await pause(300);
      const [drawFailure, context] = drawn(await playing(captured));
      return drawFailure || "ok, then " + readBack(context);
    },

    async "audio-stream-source"(stream) {
      return listened((context) => context.createMediaStreamSource(stream));
    },

    async "audio-track-source"(stream) {
      if (!window.AudioContext || !AudioContext.prototype.createMediaStreamTrackSource)
        return "no such API";
      return listened((context) => context.createMediaStreamTrackSource(stream.getAudioTracks()[0]));
    },

    async "audio-element-source"(stream) {
      const video = await playing(stream, false);
      return listened((context) => context.createMediaElementSource(video));
    },

    async "recorder"(stream) {
      if (!window.MediaRecorder)
        return "no such API";
      const [refused, recorder] = thrown(() => new MediaRecorder(stream));
      if (refused)
        return "constructor " + refused;
      const [failure] = thrown(() => recorder.start());
      if (recorder.state !== "inactive")
        recorder.stop();
      return failure || "ok";
    },

    async "recorder-late"(stream) {
      if (!window.MediaRecorder || !window.cordonIsolateLate)
        return "no such API";
      return window.cordonIsolateLate(stream);
    },

    async "track-processor"(stream) {
      if (!window.MediaStreamTrackProcessor)
        return "no such API";
      return thrown(() => new MediaStreamTrackProcessor({ track: stream.getVideoTracks()[0] }))[0] || "ok";
    },

    async "grab-frame"(stream) {
      if (!window.ImageCapture || !ImageCapture.prototype.grabFrame)
        return "no such API";
      const [failure] = await rejected(() => new ImageCapture(stream.getVideoTracks()[0]).grabFrame());
      return failure || "ok";
    },

    async "shape-detection"(stream, video) {
      if (!window.BarcodeDetector)
        return "no such API";
      const [failure] = await rejected(() => new BarcodeDetector().detect(video));
      return failure || "ok";
    },

    async "speech-recognition"(stream) {
      const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
      if (!Recognition || Recognition.prototype.start.length === 0)
        return "no such API";
      const recognition = new Recognition();
      const [failure] = thrown(() => recognition.start(stream.getAudioTracks()[0]));
      thrown(() => recognition.abort());
      return failure || "ok";
    },

    async "frame-metadata"(stream, video) {
      if (!video.requestVideoFrameCallback)
        return "no such API";
      const metadata = await within(new Promise((resolve) =>
        video.requestVideoFrameCallback((now, values) => resolve(values))), 2000);
      if (metadata === "no answer")
        return "no frame";
      return metadata.processingDuration === undefined ? "without processingDuration" : "with processingDuration";
    },

    async "stats"(stream) {
      if (!window.RTCPeerConnection)
        return "no such API";
      const connection = new RTCPeerConnection();
      try {
        connection.addTrack(stream.getAudioTracks()[0], stream);
        const report = await connection.getStats();
        const source = [...report.values()].find((entry) => entry.type === "media-source");
        return source && source.audioLevel !== undefined ? "with audioLevel" : "without audioLevel";
      } finally {
        connection.close();
      }
    },

    async "clones"(stream) {
      const clone = new MediaStream(stream.getTracks().map((track) => track.clone().clone()));
      const [failure, context] = drawn(await playing(clone));
      return failure || "ok, then " + readBack(context);
    },

    async "track.isolated"(stream) {
      const values = stream.getTracks().map((track) => track.isolated);
      return values.includes(undefined) ? "no such API" : String(values.every(Boolean));
    },
  };

  window.sinkQuestions = Object.keys(questions);

  window.askSink = async function (name, stream) {
    const video = await playing(stream);
    try {
      return await within(questions[name](stream, video), 8000);
    } catch (error) {
      return "throws " + error.name;
    } finally {
      /* Some players stand still when their tracks end while they are being torn down: they let go of them first. */
      for (const left of document.querySelectorAll("video")) {
        left.pause();
        left.srcObject = null;
      }
      await pause(30);
      for (const left of document.querySelectorAll("video"))
        left.remove();
    }
  };

  window.askSinks = async function (stream) {
    const answers = {};
    for (const name of window.sinkQuestions)
      answers[name] = await window.askSink(name, stream);
    return answers;
  };
})();
