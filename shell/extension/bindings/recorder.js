// MediaRecorder: the constructor never throws because of isolation, start () does (C-34); a recorder that is running when
// isolation begins throws away all that it has gathered (C-35).
(function (realm) {
'use strict';

const { cordon, bag, nodeOf, setNode, uncurry, getter, exception, mapGet, mapSet, addListener } = realm;
const global = realm.global;
if (!global.MediaRecorder)
  return;

const proto = global.MediaRecorder.prototype;
const state = getter (proto, 'state'), streamOf = getter (proto, 'stream');
const nativeStop = uncurry (proto.stop);
const stopPropagation = uncurry (global.Event.prototype.stopImmediatePropagation);
const { Blob, MediaRecorderErrorEvent } = global;
const discarded = realm.sharedMap ('recorder-discarded');
const ours = realm.sharedMap ('recorder-events');

const send = (recorder, event) => {
  mapSet (ours, event, true);
  realm.dispatch (recorder, event);
};

// First in line from the constructor on: what a discarded recorder still delivers reaches nobody.
const guard = (recorder) => {
  const types = ['dataavailable', 'stop', 'error', 'pause', 'resume'];
  for (let i = 0; i < types.length; i++)
    addListener (recorder, types[i], (event) => {
      if (mapGet (discarded, recorder) && !mapGet (ours, event))
        stopPropagation (event);
    });
};

realm.replaceConstructor ('MediaRecorder', (args, newTarget, original) => {
  const recorder = original ();
  guard (recorder);
  const stream = realm.streamNode (streamOf (recorder));
  if (stream !== undefined)
    {
      realm.watch (setNode (recorder, cordon.deriveRecorder (stream)), recorder);
      realm.keep (recorder, streamOf (recorder));
    }
  return recorder;
});

realm.replaceMethod (proto, 'start', (self, args, original) => {
  realm.convertNumbers (args, 0, 1);
  const node = nodeOf (self);
  if (node !== undefined && state (self) === 'inactive')
    {
      if (!cordon.mayRecord (node))
        throw exception ('SecurityError', 'start: the stream holds isolated tracks.');
      mapSet (discarded, self, false);
    }
  return original (self, args);
});

// Data that the recorder gave out is complete; data of a discarded one is gone before any event says so.
realm.reactions.discard = (recorder) => {
  if (state (recorder) === 'inactive')
    return;
  mapSet (discarded, recorder, true);
  nativeStop (recorder);
  const error = exception ('SecurityError', 'The stream became isolated.');
  send (recorder, MediaRecorderErrorEvent
    ? realm.construct (MediaRecorderErrorEvent, ['error', bag ({ error })]) : new realm.NativeEvent ('error'));
  const empty = new realm.NativeEvent ('dataavailable');
  realm.define (empty, 'data', realm.construct (Blob, []));
  send (recorder, empty);
  send (recorder, new realm.NativeEvent ('stop'));
};
})
