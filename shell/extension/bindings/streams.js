// MediaStream: a stream restricts as much as all of its tracks together (C-13).
(function (realm) {
'use strict';

const { cordon, getter, uncurry, nodeOf, setNode, isObject, accepts, keep } = realm;
const NativeMediaStream = realm.global.MediaStream;
const proto = NativeMediaStream.prototype;
const getTracks = uncurry (proto.getTracks);
const streamId = getter (proto, 'id');

const isStream = (object) => isObject (object) && accepts (streamId, object);

// A promise asks what it is settled with for then (), and the page must not be asked: it would have a stream before any binding
// has looked at it, and could settle the promise with another.
realm.shield (proto);

// Before the engine links them: what fails here does not happen there.
const link = (track, stream) => {
  cordon.attach (realm.trackNode (track), realm.streamNode (stream));
  keep (stream, track);
};

// The node of any stream; made where it is needed for the first time, from the tracks that the stream has then.
realm.streamNode = (stream) => {
  if (!isStream (stream))
    return undefined;
  const known = nodeOf (stream);
  if (known !== undefined)
    return known;
  const node = cordon.addStream (), tracks = getTracks (stream);
  for (let i = 0; i < tracks.length; i++)
    {
      cordon.attach (realm.trackNode (tracks[i]), node);
      keep (stream, tracks[i]);
    }
  return setNode (stream, node);
};

realm.replaceConstructor ('MediaStream', (args, newTarget, original) => {
  const stream = original ();
  realm.streamNode (stream);
  return stream;
});

// Cloned track by track: the engine's own clone () would not say which new track comes from which.
realm.replaceMethod (proto, 'clone', (self, args, original) => {
  if (!isStream (self))
    return original (self, args);
  const tracks = getTracks (self), clones = [];
  for (let i = 0; i < tracks.length; i++)
    realm.append (clones, realm.cloneTrack (tracks[i], () => realm.nativeCloneTrack (tracks[i])));
  const clone = realm.construct (NativeMediaStream, [realm.sealedList (clones)]);
  realm.streamNode (clone);
  return clone;
});

realm.replaceMethod (proto, 'addTrack', (self, args, original) => {
  if (realm.trackNode (args[0]) !== undefined && isStream (self))
    link (args[0], self);
  return original (self, args);
});

realm.replaceMethod (proto, 'removeTrack', (self, args, original) => {
  const result = original (self, args);
  const track = nodeOf (args[0]), stream = nodeOf (self);
  if (track !== undefined && stream !== undefined)
    cordon.detach (track, stream);
  return result;
});
})
