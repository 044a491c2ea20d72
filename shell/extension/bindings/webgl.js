// WebGL: an upload that would be readable with readPixels () throws, and the texture keeps what it had (C-28).
(function (realm) {
'use strict';

const { cordon, nodeOf, exception } = realm;
const contexts = [realm.global.WebGLRenderingContext, realm.global.WebGL2RenderingContext];
const uploads = ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D'];

for (let c = 0; c < contexts.length; c++)
  for (let u = 0; contexts[c] && u < uploads.length; u++)
    realm.replaceMethod (contexts[c].prototype, uploads[u], (self, args, original) => {
      for (let i = 0; i < args.length; i++)
        {
          const node = nodeOf (args[i]);
          if (node !== undefined && !cordon.webglMayUpload (node))
            throw exception ('SecurityError', uploads[u] + ': the source is not origin-clean.');
        }
      return original (self, args);
    });
})
