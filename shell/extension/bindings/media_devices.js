// navigator.mediaDevices: consent comes before the engine opens anything, and the label before the page sees a track.
(function (realm) {
'use strict';

const { cordon, bag, getter, uncurry, isObject, settle, exception, NativePromise, NativeTypeError, NativeString } = realm;
const devices = realm.global.MediaDevices;
if (!devices)
  return;

const getTracks = uncurry (MediaStream.prototype.getTracks);
const trackId = getter (MediaStreamTrack.prototype, 'id');
const trackKind = getter (MediaStreamTrack.prototype, 'kind');

// What the page wants of one kind: nothing, anything, or its own constraints. Asking for more than was consented to is
// impossible, because the engine gets what was read here and not the page's object.
const wish = (value) => {
  if (value === undefined || value === false)
    return false;
  return isObject (value) ? value : value === null ? bag () : !!value;
};

const mentions = (constraints, name) => isObject (constraints) && constraints[name] !== undefined;

// The tracks of a fresh stream enter the graph with what the decision obliges; then the page may have it (C-02).
const adopt = (stream, captures) => {
  const tracks = getTracks (stream);
  for (let i = 0; i < tracks.length; i++)
    {
      const capture = captures.display || (trackKind (tracks[i]) === 'audio' ? captures.microphone : captures.camera);
      const node = cordon.addCaptureTrack (capture, captures.display !== '', trackId (tracks[i]));
      realm.setNode (tracks[i], node);
      realm.watchTrack (tracks[i], node, capture);
    }
  realm.streamNode (stream);
  return stream;
};

const failWith = (exceptionName, reason) => (exceptionName === 'TypeError' ? new NativeTypeError (reason)
  : exception (exceptionName, 'The request is not allowed (' + reason + ').'));

// Asks, then redeems: when opened () runs, the browser process shows the indicator already (F-30).
const ask = (wanted, reject, opened) => {
  cordon.request (wanted.camera, wanted.microphone, wanted.display, wanted.callee, wanted.panTiltZoom, wanted.withAudio,
    (allowed, exceptionName, reason, token, camera, microphone, display) => {
      if (!allowed)
        return reject (failWith (exceptionName, reason));
      cordon.openCapture (token, wanted.camera, wanted.microphone, wanted.display, (granted) => {
        if (!granted)
          return reject (exception ('NotAllowedError', 'The capture was refused.'));
        opened (bag ({ camera, microphone, display }));
      });
    });
};

const giveBack = (captures) => {
  const ids = [captures.camera, captures.microphone, captures.display];
  for (let i = 0; i < ids.length; i++)
    if (ids[i] !== '')
      cordon.trackEnded (ids[i], '');
};

realm.replaceMethod (devices.prototype, 'getUserMedia', (self, args, original) => new NativePromise ((resolve, reject) => {
  const constraints = isObject (args[0]) ? args[0] : bag ();
  const audio = wish (constraints.audio), peer = constraints.peerIdentity, video = wish (constraints.video);
  const callee = peer === undefined || peer === null ? null : NativeString (peer);
  const panTiltZoom = mentions (video, 'pan') || mentions (video, 'tilt') || mentions (video, 'zoom');
  if (!audio && !video)
    return reject (new NativeTypeError ('Neither audio nor video is requested.'));
  ask (bag ({ camera: !!video, microphone: !!audio, display: false, callee, panTiltZoom, withAudio: false }), reject, (capture) =>
    settle (original (self, [bag ({ audio, video })]), (stream) => resolve (adopt (stream, capture)), (error) => {
      giveBack (capture);
      reject (error);
    }));
}));

// The engine wants its own getDisplayMedia () to stand in the page's gesture, so it is called at once; the browser process
// keeps the engine's question unanswered until Cordon's is answered (B-38, B-41).
realm.replaceMethod (devices.prototype, 'getDisplayMedia', (self, args, original) => new NativePromise ((resolve, reject) => {
  const options = isObject (args[0]) ? args[0] : bag ();
  const audio = options.audio, video = options.video;
  if (video === false || mentions (video, 'advanced'))
    return reject (new NativeTypeError ('getDisplayMedia() always captures video.'));
  let stream = null, capture = null, failed = false;
  const fail = (error) => { failed = true; reject (error); };
  const meet = () => { if (stream && capture) resolve (adopt (stream, capture)); };
  ask (bag ({ camera: false, microphone: false, display: true, callee: null, panTiltZoom: false, withAudio: !!audio }), fail, (opened) => {
    capture = opened;
    meet ();
  });
  settle (original (self, [bag ({ audio: false, video: isObject (video) ? video : true })]), (captured) => {
    stream = captured;
    meet ();
  }, (error) => {
    if (capture)
      giveBack (capture);
    else
      cordon.cancelDisplay ();
    if (!failed)
      fail (error);
  });
}));

realm.replaceMethod (devices.prototype, 'getSupportedConstraints', (self, args, original) => {
  const result = original (self, args);
  result.peerIdentity = true;
  return result;
});
})
