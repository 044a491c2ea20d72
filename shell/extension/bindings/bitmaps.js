// ImageBitmap: it can travel where no binding follows (workers, other documents), so that one made of isolated media holds
// a black picture from the start, beside its label (C-18, C-27).
(function (realm) {
'use strict';

const { cordon, bag, nodeOf, setNode, uncurry, getter, settle, NativePromise } = realm;
const global = realm.global;
const closeBitmap = uncurry (global.ImageBitmap.prototype.close);
realm.shield (global.ImageBitmap.prototype);

const options = bag ({
  colorSpaceConversion: realm.toString, imageOrientation: realm.toString, premultiplyAlpha: realm.toString,
  resizeHeight: realm.toNumber, resizeQuality: realm.toString, resizeWidth: realm.toNumber,
});
realm.replaceMethod (global, 'createImageBitmap', (self, args, original) => {
  realm.convertNumbers (args, 1, args.length > 2 ? 5 : 1);
  realm.convertDictionary (args, args.length > 2 ? 5 : 1, options);
  const source = args[0], node = nodeOf (source);
  if (node === undefined)
    return original (self, args);
  const made = cordon.deriveImageBitmap (node);
  const black = () => {
    args[0] = realm.blackPicture (source);
    return original (self, args);
  };
  if (!cordon.canvasMayRead (node))
    return new NativePromise ((resolve, reject) => settle (black (), (bitmap) => { setNode (bitmap, made); resolve (bitmap); }, reject));
  return new NativePromise ((resolve, reject) => settle (original (self, args), (bitmap) => {
    if (cordon.canvasMayRead (node))
      {
        setNode (bitmap, made);
        return resolve (bitmap);
      }
    closeBitmap (bitmap); // isolated while it was being made
    settle (black (), (empty) => { setNode (empty, cordon.deriveImageBitmap (node)); resolve (empty); }, reject);
  }, reject));
});

const canvasOf = getter (global.ImageBitmapRenderingContext.prototype, 'canvas');
realm.replaceMethod (global.ImageBitmapRenderingContext.prototype, 'transferFromImageBitmap', (self, args, original) => {
  if (nodeOf (args[0]) !== undefined)
    realm.drawn (args[0], canvasOf (self)); // its picture is black already where it is isolated
  return original (self, args);
});

realm.replaceMethod (global.OffscreenCanvas.prototype, 'transferToImageBitmap', (self, args, original) => {
  const node = nodeOf (self);
  if (node === undefined)
    return original (self, args);
  const made = cordon.deriveImageBitmap (node), readable = cordon.canvasMayRead (node);
  const bitmap = original (self, args);
  if (readable)
    return setNode (bitmap, made), bitmap;
  closeBitmap (bitmap);
  const empty = original (realm.blackPicture (self), []);
  setNode (empty, made);
  return empty;
});
})
