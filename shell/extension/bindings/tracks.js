// MediaStreamTrack: what it is made of is the graph's knowledge; script gets one boolean (C-03).
(function (realm) {
'use strict';

const { cordon, bag, getter, isObject, nodeOf, setNode, accepts, addListener, mapGet, mapSet } = realm;
const proto = realm.global.MediaStreamTrack.prototype;
const readyState = getter (proto, 'readyState');
const trackId = getter (proto, 'id');
const CanvasTrack = realm.global.CanvasCaptureMediaStreamTrack;
const canvasOf = CanvasTrack ? getter (CanvasTrack.prototype, 'canvas') : () => undefined;
const captures = realm.sharedMap ('track-captures');
const stopPropagation = realm.uncurry (realm.global.Event.prototype.stopImmediatePropagation);
const live = bag (); // capture id → tracks

// The node of any track. One that no binding has seen born is found by its id (it was transferred), is script's own
// (canvas, Web Audio), or is unknown: node 0, which every sink refuses.
const isTrack = (object) => isObject (object) && accepts (trackId, object);
const isCanvasTrack = (track) => CanvasTrack !== undefined && accepts (canvasOf, track);
realm.capturedCanvas = (track) => (isCanvasTrack (track) ? canvasOf (track) : undefined);
realm.trackNode = (track) => {
  if (!isTrack (track))
    return undefined;
  const known = nodeOf (track);
  if (known !== undefined)
    return known;
  if (isCanvasTrack (track))
    return setNode (track, cordon.addGeneratedTrack ());
  const node = setNode (track, cordon.findTrack (trackId (track))), capture = cordon.findCapture (trackId (track));
  if (capture !== '' && readyState (track) === 'live')
    realm.watchTrack (track, node, capture); // it takes the place of the one that was transferred
  return node;
};
// The one that arrives elsewhere has the same id, and nothing else of this one.
realm.rememberTrack = (track) => cordon.rememberTrack (nodeOf (track), trackId (track));
realm.adoptGenerated = (track) => {
  if (nodeOf (track) === undefined)
    setNode (track, cordon.addGeneratedTrack ());
};

const trackEnded = (track) => {
  const entry = mapGet (captures, track);
  if (!entry || entry.ended)
    return;
  entry.ended = true;
  cordon.trackEnded (entry.capture, trackId (track));
  realm.unwatch (nodeOf (track));
};

// Every track of a capture is counted, so that the last one to end gives the device back (B-04).
realm.watchTrack = (track, node, capture) => {
  mapSet (captures, track, bag ({ capture, ended: false }));
  live[capture] = live[capture] || [];
  realm.append (live[capture], track);
  realm.watch (node, track);
  addListener (track, 'ended', (event) => {
    const entry = mapGet (captures, track);
    if (entry.told)
      return stopPropagation (event); // one `ended` for each track, whoever comes first: engine or binding
    entry.told = true;
    trackEnded (track);
  });
};

realm.cloneTrack = (track, original) => {
  const node = realm.trackNode (track);
  if (node === undefined)
    return original ();
  const clone = original ();
  const entry = mapGet (captures, track);
  const made = setNode (clone, cordon.cloneTrack (node, trackId (clone), entry ? entry.capture : ''));
  if (entry && readyState (clone) === 'live')
    {
      cordon.trackCloned (entry.capture);
      realm.watchTrack (clone, made, entry.capture);
    }
  if (isCanvasTrack (clone))
    realm.addCaptured (canvasOf (clone), clone);
  return clone;
};

realm.addAttribute (proto, 'isolated', (self) => {
  trackId (self); // throws as any attribute does where this is no track
  return cordon.isIsolated (realm.trackNode (self));
});
realm.addHandlerAttribute (proto, 'isolationchange', trackId);

realm.nativeCloneTrack = realm.uncurry (proto.clone);
realm.replaceMethod (proto, 'clone', (self, args, original) => realm.cloneTrack (self, () => original (self, args)));

const nativeStop = realm.uncurry (proto.stop);
realm.replaceMethod (proto, 'stop', (self, args, original) => {
  realm.trackNode (self);
  const result = original (self, args);
  trackEnded (self);
  return result;
});

// The browser process took the device away: the tracks end, and say so (B-31, F-11). Where the engine has ended them
// already, their `ended` has fired.
cordon.onCaptureStopped ((capture) => {
  const tracks = live[capture] || [];
  for (let i = 0; i < tracks.length; i++)
    {
      const before = readyState (tracks[i]);
      nativeStop (tracks[i]);
      trackEnded (tracks[i]);
      if (before === 'live')
        realm.fire (tracks[i], 'ended');
    }
  delete live[capture];
});

realm.reactions['isolation-change'] = (track) => cordon.later (() => realm.fire (track, 'isolationchange'));
})
