// WebCodecs: no VideoFrame is ever made of isolated media (C-21, C-30).
(function (realm) {
'use strict';

const { cordon, nodeOf, getter, uncurry, exception } = realm;
const global = realm.global;
if (!global.VideoFrame)
  return;

const videoReadyState = getter (global.HTMLMediaElement.prototype, 'readyState');
const closeFrame = uncurry (global.VideoFrame.prototype.close);
const HAVE_CURRENT_DATA = 2;

const isUsable = (source) => !realm.accepts (videoReadyState, source) || videoReadyState (source) >= HAVE_CURRENT_DATA;

// Usability comes first.
realm.replaceConstructor ('VideoFrame', (args, newTarget, original) => {
  const refuses = () => nodeOf (args[0]) !== undefined && !cordon.mayMakeVideoFrame (nodeOf (args[0]));
  const refuse = () => (isUsable (args[0]) ? exception ('SecurityError', 'VideoFrame: the source is not origin-clean.')
    : exception ('InvalidStateError', 'VideoFrame: the element has no current data.'));
  if (refuses ())
    throw refuse ();
  // The init dictionary has a form for every kind of source: it stays the page's, and what its members did is looked
  // at before anyone has the frame.
  const frame = original ();
  if (!refuses ())
    return frame;
  closeFrame (frame);
  throw refuse ();
});
})
