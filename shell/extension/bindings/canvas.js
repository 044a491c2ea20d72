// Canvases: drawing is allowed and soils the contents for as long as they last (C-17, C-24); reading them back is not
// (C-25, C-26). A canvas whose contents are being captured keeps its last readable picture instead, because the engine's
// capture of it would go on (C-31).
(function (realm) {
'use strict';

const { cordon, bag, nodeOf, setNode, uncurry, getter, isObject, exception, NativePromise, mapGet, mapSet, mapHas } = realm;
const global = realm.global;
const Offscreen = global.OffscreenCanvas;
const kinds = [
  { context: global.CanvasRenderingContext2D, canvas: global.HTMLCanvasElement },
  { context: global.OffscreenCanvasRenderingContext2D, canvas: Offscreen },
];
const captured = realm.sharedMap ('captured'), capturedForever = realm.sharedMap ('captured-forever');
const placeholders = realm.sharedMap ('placeholders'); // offscreen canvas → the element that shows it
const styles = realm.sharedMap ('styles'); // every object that was set as a style
const trackState = getter (global.MediaStreamTrack.prototype, 'readyState');

const refuse = (what) => exception ('SecurityError', what + ': the contents are not origin-clean.');

// A canvas joins the graph when tracked media first touches it; one that is an element is on the screen, for all we know.
const elementWidth = getter (global.HTMLCanvasElement.prototype, 'width');
const bitmapNode = (canvas) => {
  const known = nodeOf (canvas);
  if (known !== undefined)
    return known;
  const node = cordon.addBitmap ();
  if (realm.accepts (elementWidth, canvas))
    cordon.show (node);
  return setNode (canvas, node);
};

const isReadable = (object) => {
  const node = nodeOf (object);
  return node === undefined || cordon.canvasMayRead (node);
};
realm.isReadable = isReadable;

// Whether what is drawn now would leave with a stream: by a track of captureStream (), by a clone of one, by one that was
// transferred, or by way of the element that shows this canvas.
const isCaptured = (canvas) => {
  const tracks = mapGet (captured, canvas), shown = mapGet (placeholders, canvas);
  for (let i = 0; tracks && i < tracks.length; i++)
    if (trackState (tracks[i]) === 'live')
      return true;
  return mapHas (capturedForever, canvas) || (shown !== undefined && isCaptured (shown));
};
realm.addCaptured = (canvas, track) => {
  realm.keep (track, canvas);
  mapSet (captured, canvas, realm.append (mapGet (captured, canvas) || [], track));
};
realm.captureForever = (canvas) => mapSet (capturedForever, canvas, true);

// The contents are gone: unless an element still shows the frame before.
const cleared = (canvas) => {
  const node = nodeOf (canvas);
  if (node !== undefined && !mapHas (placeholders, canvas))
    cordon.clearBitmap (node);
};

// Sizes of every kind of picture that a canvas draws, by the getters of their classes.
const sizes = [[global.HTMLVideoElement, 'videoWidth', 'videoHeight'], [global.HTMLCanvasElement, 'width', 'height'],
  [Offscreen, 'width', 'height'], [global.ImageBitmap, 'width', 'height']];
for (let i = 0; i < sizes.length; i++)
  sizes[i] = bag ({ width: getter (sizes[i][0].prototype, sizes[i][1]), height: getter (sizes[i][0].prototype, sizes[i][2]) });
const sizeOf = (source, which) => {
  for (let i = 0; i < sizes.length; i++)
    if (realm.accepts (sizes[i][which], source))
      return sizes[i][which] (source) || 1;
  return 1;
};

// An opaque black picture as large as the source.
const getContext = uncurry (Offscreen.prototype.getContext);
const fillRect = uncurry (global.OffscreenCanvasRenderingContext2D.prototype.fillRect);
realm.blackPicture = (source) => {
  const width = sizeOf (source, 'width'), height = sizeOf (source, 'height');
  const picture = realm.construct (Offscreen, [width, height]);
  fillRect (getContext (picture, '2d'), 0, 0, width, height);
  return picture;
};

// Says whether the drawing may take place with the source itself.
const drawn = (source, canvas) => {
  const from = nodeOf (source);
  if (from === undefined)
    return true;
  const hidden = isCaptured (canvas) && !isReadable (source);
  if (hidden)
    realm.muteCaptured (canvas);
  cordon.draw (from, bitmapNode (canvas));
  return !hidden;
};
realm.drawn = drawn;

const wrapContext = (context, canvasOf) => {
  const proto = context.prototype;

  realm.replaceMethod (proto, 'drawImage', (self, args, original) => {
    realm.convertNumbers (args, 1, 9);
    if (nodeOf (args[0]) === undefined || drawn (args[0], canvasOf (self)))
      return original (self, args);
    return original (self, [realm.construct (Offscreen, [1, 1]), 0, 0]); // nothing, so that what is there now is emitted
  });

  realm.replaceMethod (proto, 'createPattern', (self, args, original) => {
    realm.convertTexts (args, 1, 2);
    const source = nodeOf (args[0]);
    const pattern = original (self, args);
    if (source === undefined || !isObject (pattern))
      return pattern;
    setNode (pattern, cordon.derivePattern (source));
    return pattern;
  });

  const setStyle = (self, value, original) => {
    const hidden = isObject (value) && nodeOf (value) !== undefined && !drawn (value, canvasOf (self));
    if (isObject (value))
      mapSet (styles, value, true);
    return original (self, hidden ? 'transparent' : value);
  };
  // One that was set, and is not the one that is given out, lost its node with its wrapper: it is as soiled as the canvas.
  const getStyle = (self, original) => {
    const style = original (self), node = isObject (style) && !mapHas (styles, style) ? nodeOf (canvasOf (self)) : undefined;
    return node !== undefined ? (setNode (style, cordon.derivePattern (node)), style) : style;
  };
  realm.replaceAttribute (proto, 'fillStyle', getStyle, setStyle);
  realm.replaceAttribute (proto, 'strokeStyle', getStyle, setStyle);

  const settings = bag ({ colorSpace: realm.toString, pixelFormat: realm.toString, storageFormat: realm.toString });
  realm.replaceMethod (proto, 'getImageData', (self, args, original) => {
    realm.convertNumbers (args, 0, 4);
    realm.convertDictionary (args, 4, settings);
    const node = nodeOf (canvasOf (self));
    if (node !== undefined && !cordon.canvasMayRead (node))
      throw refuse ('getImageData');
    return original (self, args);
  });

  realm.replaceMethod (proto, 'reset', (self, args, original) => {
    const result = original (self, args);
    cleared (canvasOf (self));
    return result;
  });
};

const wrapSize = (proto, name) => realm.replaceAttribute (proto, name, null, (self, value, original) => {
  original (self, value);
  cleared (self);
});

// Script may let a canvas go and keep its context.
const keepCanvas = (self, args, original) => {
  const context = original (self, args);
  if (isObject (context))
    realm.keep (context, self);
  return context;
};

for (let i = 0; i < kinds.length; i++)
  {
    if (!kinds[i].context)
      continue;
    realm.replaceMethod (kinds[i].canvas.prototype, 'getContext', keepCanvas);
    wrapContext (kinds[i].context, getter (kinds[i].context.prototype, 'canvas'));
    wrapSize (kinds[i].canvas.prototype, 'width');
    wrapSize (kinds[i].canvas.prototype, 'height');
  }

const throwing = (name, type) => realm.replaceMethod (global.HTMLCanvasElement.prototype, name, (self, args, original) => {
  realm.convertTexts (args, type, type + 1);
  if (!isReadable (self))
    throw refuse (name);
  return original (self, args);
});
throwing ('toDataURL', 0);
throwing ('toBlob', 1);

const encoding = bag ({ quality: realm.toNumber, type: realm.toString });
realm.replaceMethod (Offscreen.prototype, 'convertToBlob', (self, args, original) => {
  realm.convertDictionary (args, 0, encoding);
  if (isReadable (self))
    return original (self, args);
  return new NativePromise ((resolve, reject) => reject (refuse ('convertToBlob')));
});

realm.replaceMethod (global.HTMLCanvasElement.prototype, 'transferControlToOffscreen', (self, args, original) => {
  const offscreen = original (self, args);
  const node = bitmapNode (offscreen);
  mapSet (placeholders, offscreen, self);
  const shown = cordon.derivePlaceholder (node);
  cordon.show (shown);
  setNode (self, shown);
  return offscreen;
});

// The document keeps such a canvas, and gives it out by its name.
const contextCanvas = getter (global.CanvasRenderingContext2D.prototype, 'canvas');
realm.replaceMethod (global.Document.prototype, 'getCSSCanvasContext', (self, args, original) => {
  const context = original (self, args);
  if (isObject (context) && realm.accepts (contextCanvas, context))
    {
      realm.keep (self, context);
      realm.keep (context, contextCanvas (context));
    }
  return context;
});

const getTracks = uncurry (global.MediaStream.prototype.getTracks);
realm.replaceMethod (global.HTMLCanvasElement.prototype, 'captureStream', (self, args, original) => {
  realm.convertNumbers (args, 0, 1);
  if (!(+args[0] < 0) && nodeOf (self) !== undefined && !cordon.canvasMayCapture (nodeOf (self)))
    throw refuse ('captureStream');
  const stream = original (self, args), tracks = getTracks (stream);
  for (let i = 0; i < tracks.length; i++)
    {
      setNode (tracks[i], nodeOf (self) !== undefined ? cordon.deriveCanvasTrack (nodeOf (self)) : cordon.addGeneratedTrack ());
      realm.addCaptured (self, tracks[i]);
    }
  realm.streamNode (stream);
  return stream;
});

// What captures the canvas from now on is mute, and stays so: it emits nothing, and says so (C-31).
const muted = realm.sharedMap ('muted');
realm.muteCaptured = (canvas) => {
  const tracks = mapGet (captured, mapGet (placeholders, canvas) || canvas) || [];
  for (let i = 0; i < tracks.length; i++)
    if (!mapGet (muted, tracks[i]))
      {
        mapSet (muted, tracks[i], true);
        realm.fire (tracks[i], 'mute');
      }
};
realm.replaceAttribute (global.MediaStreamTrack.prototype, 'muted', (self, original) => original (self) || !!mapGet (muted, self), null);
})
