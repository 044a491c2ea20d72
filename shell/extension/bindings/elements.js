// Media elements: a stream is local for HTML, and still not readable where one of its tracks is isolated (C-14). The
// picture on the screen is the one permitted use (C-46) and is left alone.
(function (realm) {
'use strict';

const { cordon, nodeOf, setNode, getter } = realm;
const media = realm.global.HTMLMediaElement, video = realm.global.HTMLVideoElement;
const getObject = getter (media.prototype, 'srcObject');

// An element is in the graph from the first stream that it plays; it may be drawn until then like any other.
const elementNode = (element) => {
  const known = nodeOf (element);
  if (known !== undefined)
    return known;
  const node = cordon.addElement ();
  cordon.show (node);
  return setNode (element, node);
};

realm.replaceAttribute (media.prototype, 'srcObject', null, (self, value, original) => {
  const before = nodeOf (getObject (self)), after = realm.streamNode (value);
  if (after !== undefined)
    {
      realm.keep (self, value);
      realm.watch (elementNode (self), self);
      cordon.attach (after, elementNode (self));
    }
  original (self, value);
  if (before !== undefined && before !== after && nodeOf (self) !== undefined)
    cordon.sourceReplaced (before, nodeOf (self));
});

realm.elementNode = elementNode;

// Clocks that frames could be timed with are coarse, and how long a frame took is not there (C-43).
const coarse = (value) => (typeof value === 'number' ? value - value % 100 : value);
realm.replaceMethod (video.prototype, 'requestVideoFrameCallback', (self, args, original) => {
  const callback = args[0];
  if (typeof callback !== 'function')
    return original (self, args);
  return original (self, [(now, metadata) => {
    const node = nodeOf (self);
    if (node === undefined || !cordon.refusesFrameMetadata (node))
      return callback (now, metadata);
    const names = ['presentationTime', 'expectedDisplayTime', 'width', 'height', 'presentedFrames'];
    const told = {};
    for (let i = 0; i < names.length; i++)
      realm.define (told, names[i], i < 2 ? coarse (metadata[names[i]]) : metadata[names[i]]);
    return callback (coarse (now), told);
  }]);
});

// Protection changed while the element plays: what its sound is routed into is decided again (C-15, C-33).
realm.reactions.reevaluate = (element) => {
  if (realm.reroute)
    realm.reroute (element);
};
})
