// What the tests' pages do over and over. Answers are words: "picture", "black", or the name of the exception.
'use strict';

const reads = (source) => {
  const canvas = document.createElement ('canvas'), context = canvas.getContext ('2d');
  context.drawImage (source, 0, 0, canvas.width, canvas.height);
  try {
    const { data } = context.getImageData (0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i] || data[i + 1] || data[i + 2]) return 'picture';
    return 'black';
  } catch (error) { return error.name; }
};

const starts = (stream) => {
  const recorder = new MediaRecorder (stream);
  try { recorder.start (); recorder.stop (); return 'ok'; } catch (error) { return error.name; }
};

// Loudest sample behind a source node.
const listen = (stream) => {
  const context = new AudioContext (), analyser = context.createAnalyser ();
  context.createMediaStreamSource (stream).connect (analyser);
  const samples = new Float32Array (analyser.fftSize);
  const look = () => { analyser.getFloatTimeDomainData (samples); return samples.reduce ((a, b) => Math.max (a, Math.abs (b)), 0); };
  return {
    ready: context.resume (),
    // What the analyser has kept was heard before: half a second of sound goes by, however long that takes.
    async settled () {
      const end = context.currentTime + 0.5;
      for (let i = 0; i < 1000 && context.currentTime < end; i++)
        await new Promise ((done) => setTimeout (done, 20));
    },
    async loudest (ms) {
      let peak = 0;
      for (let end = performance.now () + ms; performance.now () < end;)
        {
          await new Promise ((done) => setTimeout (done, 40));
          peak = Math.max (peak, look ());
        }
      return peak;
    },
  };
};

// Lit pixels that a worker finds in a bitmap.
const lightInWorker = (bitmap) => new Promise ((done, failed) => {
  const source = `onmessage = ({ data }) => {
    const canvas = new OffscreenCanvas (data.width, data.height), context = canvas.getContext ('2d');
    context.drawImage (data, 0, 0);
    const pixels = context.getImageData (0, 0, data.width, data.height).data;
    let lit = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i] || pixels[i + 1] || pixels[i + 2]) lit++;
    postMessage (lit);
  };`;
  const worker = new Worker (URL.createObjectURL (new Blob ([source])));
  worker.onmessage = ({ data }) => done (data);
  worker.onerror = ({ message }) => failed (new Error (message));
  worker.postMessage (bitmap, [bitmap]);
});
