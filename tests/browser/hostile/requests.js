"use strict";

/* How a stream comes to the page: what was consented to towards one callee must not come as something else. The test has
 * answered both kinds of request before, so that these are answered without a prompt. */

const CONSTRAINTS = {
  isolated: { audio: true, video: true, peerIdentity: "bob@idp.example" },
  plain: { audio: true, video: true },
};

const kindOf = (stream) => (stream.getTracks().every((track) => track.isolated) ? "isolated" : "plain");

async function lookAndStop(made, kit) {
  try {
    return kit.look(await kit.video(made));
  } finally {
    await kit.letGo();
    for (const track of made.getTracks())
      track.stop();
  }
}

attempt("request-of-a-stream", async (stream, kit) =>
  lookAndStop(await kit.within(navigator.mediaDevices.getUserMedia(CONSTRAINTS[kindOf(stream)]), 6000), kit));

attempt("request-whose-promise-is-subclassed", async (stream, kit) => {
  const taken = [];
  class Spy extends Promise {
    then(done, failed) {
      return super.then((value) => { taken.push(value); return done ? done(value) : value; }, failed);
    }
  }
  return bent(Promise, { [Symbol.species]: Spy }, async () => {
    const made = await kit.within(navigator.mediaDevices.getUserMedia(CONSTRAINTS[kindOf(stream)]), 6000);
    return lookAndStop(taken.find((value) => value instanceof MediaStream) || made, kit);
  });
});

/* A stream that the page sees before any binding could look at it. */
async function caughtEarly(proto, stream, kit, use) {
  const caught = [];
  const members = Object.getOwnPropertyDescriptor(proto, "then");
  Object.defineProperty(proto, "then", { configurable: true, get() {
    if (this instanceof MediaStream && !caught.includes(this)) {
      caught.push(this);
      use(this);
    }
    return undefined;
  } });
  try {
    const made = await kit.within(new Promise((resolve, reject) =>
      navigator.mediaDevices.getUserMedia(CONSTRAINTS[kindOf(stream)]).then((value) => resolve([value]), reject)), 6000);
    return made[0];
  } finally {
    if (members)
      Object.defineProperty(proto, "then", members);
    else
      delete proto.then;
  }
}

attempt("request-caught-by-then-of-all-objects", async (stream, kit) => {
  const videos = [], clones = [];
  const made = await caughtEarly(Object.prototype, stream, kit, (early) => {
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = early;
    videos.push(video);
    players.push(video);
    clones.push(early.clone());
  });
  let most = 0;
  for (const clone of clones)
    try {
      most = Math.max(most, await lookAndStop(clone, kit));
    } catch (error) { /* refused */ }
  for (const video of videos) {
    document.body.append(video);
    await Promise.race([video.play().catch(() => {}), kit.pause(1500)]);
    await kit.pause(300);
    try {
      most = Math.max(most, kit.look(video));
    } catch (error) { /* refused */ }
  }
  try {
    return Math.max(most, await lookAndStop(made, kit));
  } catch (error) {
    return most;
  }
}, { plain: true });

/* Two requests at once, of which the page gives the first the second's stream: a thenable settles as it likes. */
attempt("request-given-the-stream-of-another", async (stream, kit) => {
  const waiting = [];
  const order = ["plain", kindOf(stream)];
  Object.defineProperty(MediaStream.prototype, "then", { configurable: true, get() {
    if (waiting.some((entry) => entry.stream === this) || waiting.length === 2)
      return undefined;
    const entry = { stream: this };
    waiting.push(entry);
    return (resolve) => { entry.resolve = resolve; };
  } });
  const got = [];
  try {
    for (const each of order) {
      navigator.mediaDevices.getUserMedia(CONSTRAINTS[each]).then((value) => { got.push([value]); }, () => {});
      for (let i = 0; i < 60 && waiting.length + got.length < order.indexOf(each) + 1; i++)
        await kit.pause(50);
    }
  } finally {
    delete MediaStream.prototype.then;
  }
  if (waiting.length === 2) {
    waiting[0].resolve(waiting[1].stream);
    await kit.pause(300);
  }
  const made = waiting.length === 2 ? waiting[1].stream : got.length === 2 ? got[1][0] : null;
  try {
    return made ? await lookAndStop(made, kit) : 0;
  } finally {
    for (const entry of [...waiting.map((each) => each.stream), ...got.map(([value]) => value)])
      entry.getTracks().forEach((track) => track.stop());
  }
}, { plain: false });

attempt("request-by-two-at-once", async (stream, kit) => {
  const [first, second] = await kit.within(Promise.all([
    navigator.mediaDevices.getUserMedia(CONSTRAINTS[kindOf(stream)]), navigator.mediaDevices.getUserMedia(CONSTRAINTS.plain)]), 9000);
  for (const track of second.getTracks())
    track.stop();
  return lookAndStop(first, kit);
});

attempt("request-whose-callee-is-read-twice", async (stream, kit) => {
  let reads = 0;
  const { peerIdentity } = CONSTRAINTS[kindOf(stream)];
  const constraints = { audio: true, video: true, get peerIdentity() { return reads++ === 0 ? peerIdentity : undefined; } };
  return lookAndStop(await kit.within(navigator.mediaDevices.getUserMedia(constraints), 6000), kit);
});

attempt("request-whose-callee-is-no-string", async (stream, kit) => {
  const { peerIdentity } = CONSTRAINTS[kindOf(stream)];
  let reads = 0;
  const callee = peerIdentity && { toString: () => (reads++ === 0 ? peerIdentity : "") };
  return lookAndStop(await kit.within(navigator.mediaDevices.getUserMedia({ audio: true, video: true, peerIdentity: callee }), 6000), kit);
});

attempt("request-by-an-old-name", async (stream, kit) => {
  const ask = navigator.getUserMedia || navigator.webkitGetUserMedia || navigator.mozGetUserMedia;
  const made = await kit.within(new Promise((resolve, reject) => ask.call(navigator, { video: true }, resolve, reject)), 3000);
  return lookAndStop(made, kit);
}, { plain: false });

attempt("request-of-a-frame", async (stream, kit) => {
  const frame = await kit.frame((made) => { made.src = "first-script.html"; });
  const other = frame.contentWindow.navigator.mediaDevices;
  const made = await kit.within(other.getUserMedia(CONSTRAINTS[kindOf(stream)]), 6000);
  return lookAndStop(made, kit);
}, { plain: false });

attempt("request-changed-by-constraints", async (stream, kit) => {
  const [track] = stream.getVideoTracks();
  await track.applyConstraints({ width: 320, peerIdentity: null, advanced: [{ peerIdentity: "" }] }).catch(() => {});
  return kit.look(await kit.video(stream));
});
