// WebCodecs: no VideoFrame is ever made of isolated media (C-21, C-30).
(function (realm) {
'use strict';

const { cordon, nodeOf, getter, exception } = realm;
const global = realm.global;
if (!global.VideoFrame)
  return;

const videoReadyState = getter (global.HTMLMediaElement.prototype, 'readyState');
const HAVE_CURRENT_DATA = 2;

const isUsable = (source) => {
  try { return videoReadyState (source) >= HAVE_CURRENT_DATA; } catch (error) { return true; }
};

// Usability comes first.
realm.replaceConstructor ('VideoFrame', (args, newTarget, original) => {
  const node = nodeOf (args[0]);
  if (node !== undefined && !cordon.mayMakeVideoFrame (node))
    throw isUsable (args[0]) ? exception ('SecurityError', 'VideoFrame: the source is not origin-clean.')
      : exception ('InvalidStateError', 'VideoFrame: the element has no current data.');
  return original ();
});
})
