// WebGL: an upload that would be readable with readPixels () throws, and the texture keeps what it had (C-28).
(function (realm) {
'use strict';

const { cordon, nodeOf, isObject, exception } = realm;
const { isView } = ArrayBuffer;
const contexts = [realm.global.WebGLRenderingContext, realm.global.WebGL2RenderingContext];
const uploads = ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D'];

// All but the source are numbers; behind a view of memory stands an offset.
const convertSizes = (args) => {
  const last = args.length - 1;
  const source = last > 0 && (!isObject (args[last]) || isView (args[last - 1])) ? last - 1 : last;
  for (let i = 0; i <= last; i++)
    if (i !== source)
      args[i] = realm.toNumber (args[i]);
};

for (let c = 0; c < contexts.length; c++)
  for (let u = 0; contexts[c] && u < uploads.length; u++)
    realm.replaceMethod (contexts[c].prototype, uploads[u], (self, args, original) => {
      convertSizes (args);
      for (let i = 0; i < args.length; i++)
        {
          const node = nodeOf (args[i]);
          if (node !== undefined && !cordon.webglMayUpload (node))
            throw exception ('SecurityError', uploads[u] + ': the source is not origin-clean.');
        }
      return original (self, args);
    });
})
