// Every way in which this page can try to get at its stream. Each returns a sentence; the words "works", "refused", "silent",
// "black" and "absent" are what the demo's driver looks for.
'use strict';

const pause = (ms) => new Promise ((done) => setTimeout (done, ms));
const named = (error) => 'refused: ' + error.name;
const attempt = (action) => { try { return action (); } catch (error) { return named (error); } };
const isLit = (data) => { for (let i = 0; i < data.length; i += 4) if (data[i] || data[i + 1] || data[i + 2]) return true; return false; };
const drawn = (video) => {
  const canvas = document.createElement ('canvas');
  canvas.width = 160; canvas.height = 120;
  canvas.getContext ('2d').drawImage (video, 0, 0, 160, 120);
  return canvas;
};
const loudest = async (node, context) => {
  const analyser = context.createAnalyser ();
  node.connect (analyser);
  let peak = 0;
  for (let i = 0; i < 15; i++)
    {
      await pause (100);
      const samples = new Float32Array (analyser.fftSize);
      analyser.getFloatTimeDomainData (samples);
      for (const sample of samples) peak = Math.max (peak, Math.abs (sample));
    }
  return peak > 0 ? 'works: sound' : 'silent: zeros';
};

const sinks = {
  'drawImage': ({ video }) => attempt (() => { drawn (video); return 'works: drawn'; }),
  'getImageData': ({ video }) => attempt (() => isLit (drawn (video).getContext ('2d').getImageData (0, 0, 160, 120).data)
    ? 'works: picture' : 'black'),
  'toDataURL': ({ video }) => attempt (() => 'works: ' + drawn (video).toDataURL ().length + ' characters'),
  'toBlob': ({ video }) => attempt (() => { drawn (video).toBlob (() => {}); return 'works'; }),
  'createPattern': ({ video }) => attempt (() => {
    const canvas = document.createElement ('canvas'), context = canvas.getContext ('2d');
    context.fillStyle = context.createPattern (video, 'repeat');
    context.fillRect (0, 0, 100, 100);
    return isLit (context.getImageData (0, 0, 100, 100).data) ? 'works: picture' : 'black';
  }),
  'createImageBitmap': async ({ video }) => {
    const bitmap = await createImageBitmap (video);
    const canvas = new OffscreenCanvas (160, 120), context = canvas.getContext ('2d');
    context.drawImage (bitmap, 0, 0, 160, 120);
    return attempt (() => isLit (context.getImageData (0, 0, 160, 120).data) ? 'works: picture' : 'black');
  },
  'convertToBlob': async ({ video }) => {
    const canvas = new OffscreenCanvas (160, 120);
    canvas.getContext ('2d').drawImage (video, 0, 0);
    return canvas.convertToBlob ().then ((blob) => 'works: ' + blob.size + ' bytes', named);
  },
  'texImage2D': ({ video }) => attempt (() => {
    const gl = document.createElement ('canvas').getContext ('webgl');
    if (!gl) return 'absent';
    gl.bindTexture (gl.TEXTURE_2D, gl.createTexture ());
    gl.texImage2D (gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
    return 'works';
  }),
  'VideoFrame': ({ video }) => attempt (() => {
    if (!window.VideoFrame) return 'absent';
    new VideoFrame (video, { timestamp: 0 }).close ();
    return 'works';
  }),
  'canvas.captureStream': ({ video }) => attempt (() => {
    drawn (video).captureStream ();
    return 'works';
  }),
  'createMediaStreamSource': async ({ stream, context }) => stream.getAudioTracks ().length === 0 ? 'absent'
    : loudest (context.createMediaStreamSource (stream), context),
  'MediaRecorder': async ({ stream }) => {
    if (!window.MediaRecorder) return 'absent';
    const recorder = new MediaRecorder (new MediaStream (stream.getAudioTracks ()));
    const sizes = [];
    recorder.ondataavailable = (event) => sizes.push (event.data.size);
    try { recorder.start (); } catch (error) { return named (error); }
    await pause (900);
    await new Promise ((done) => { recorder.onstop = done; recorder.stop (); });
    const size = sizes.reduce ((a, b) => a + b, 0);
    return size > 0 ? 'works: ' + size + ' bytes' : 'empty';
  },
  'transfer of a track': ({ stream }) => attempt (() => {
    const copy = stream.getTracks ()[0].clone ();
    try { structuredClone (copy, { transfer: [copy] }).stop (); } finally { copy.stop (); }
    return 'works';
  }),
  'getSettings': ({ stream }) => {
    const settings = stream.getVideoTracks ()[0].getSettings ();
    return 'works: ' + settings.width + ' × ' + settings.height;
  },
};

const trySinks = async (stream, video) => {
  const context = new AudioContext (), outcomes = {};
  await context.resume ().catch (() => {});
  for (const name of Object.keys (sinks))
    outcomes[name] = await Promise.resolve (sinks[name] ({ stream, video, context })).catch (named);
  await context.close ();
  return outcomes;
};
