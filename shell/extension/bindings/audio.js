// Web Audio: the source node is the only gate (C-20). It is made as ever, and as long as its media is not readable nothing
// is connected behind it: exact silence (C-32, C-33).
(function (realm) {
'use strict';

const { cordon, bag, nodeOf, setNode, uncurry, isObject, mapGet, mapSet, apply } = realm;
const global = realm.global;
if (!global.AudioContext)
  return;

const links = realm.sharedMap ('audio-links');
const sourcesOf = realm.sharedMap ('audio-sources');
const AudioNode = global.AudioNode;
const originalConnect = AudioNode.prototype.connect, nativeDisconnect = uncurry (AudioNode.prototype.disconnect);

const isOpen = (source) => cordon.audioMayPass (nodeOf (source));

const contextOf = realm.getter (AudioNode.prototype, 'context'), GainNode = global.GainNode;

const adoptSource = (source, node, from) => {
  setNode (source, cordon.deriveAudioSource (node));
  mapSet (links, source, bag ({ made: [], silent: !isOpen (source), standIn: undefined }));
  realm.keep (source, from);
  realm.watch (nodeOf (source), source);
  return source;
};

// What is connected in place of a source that may not be heard: it never has an input. To connect the source itself and
// disconnect it at once would let the audio thread in between.
const standInOf = (source, entry) => {
  entry.standIn = entry.standIn || realm.construct (GainNode, [contextOf (source)]);
  return entry.standIn;
};

// Brings the engine's connections in line with the verdict of now.
const reroute = (source) => {
  const entry = mapGet (links, source), silent = !isOpen (source);
  if (!entry || entry.silent === silent)
    return;
  const before = silent ? source : standInOf (source, entry), after = silent ? standInOf (source, entry) : source;
  nativeDisconnect (before);
  entry.silent = silent;
  for (let i = 0; i < entry.made.length; i++)
    apply (originalConnect, after, entry.made[i]);
};
realm.reactions.silence = reroute;
realm.reactions.sound = reroute;
realm.reroute = (element) => {
  const source = mapGet (sourcesOf, element);
  if (source)
    reroute (source);
};

realm.replaceMethod (AudioNode.prototype, 'connect', (self, args, original) => {
  const entry = isObject (self) ? mapGet (links, self) : undefined;
  if (!entry)
    return original (self, args);
  realm.convertNumbers (args, 1, 3);
  reroute (self);
  const result = original (entry.silent ? standInOf (self, entry) : self, args); // the engine checks the arguments
  realm.append (entry.made, args);
  return result;
});

realm.replaceMethod (AudioNode.prototype, 'disconnect', (self, args, original) => {
  const entry = isObject (self) ? mapGet (links, self) : undefined;
  if (!entry)
    return original (self, args);
  const kept = [];
  for (let i = 0; isObject (args[0]) && i < entry.made.length; i++)
    if (entry.made[i][0] !== args[0])
      realm.append (kept, entry.made[i]);
  entry.made = kept;
  return original (entry.silent ? standInOf (self, entry) : self, args);
});

// What Web Audio puts out is script's own: nothing but silence entered it (C-20).
const getTracks = uncurry (global.MediaStream.prototype.getTracks);
realm.replaceAttribute (global.MediaStreamAudioDestinationNode.prototype, 'stream', (self, original) => {
  const stream = original (self), tracks = getTracks (stream);
  for (let i = 0; i < tracks.length; i++)
    realm.adoptGenerated (tracks[i]);
  return stream;
}, null);

const adoptElement = (source, element) => {
  adoptSource (source, realm.elementNode (element), element);
  mapSet (sourcesOf, element, source);
  return source;
};

const proto = global.AudioContext.prototype;
realm.replaceMethod (proto, 'createMediaStreamSource', (self, args, original) => {
  const node = realm.streamNode (args[0]);
  const source = original (self, args);
  return node === undefined ? source : adoptSource (source, node, args[0]);
});
realm.replaceMethod (proto, 'createMediaElementSource', (self, args, original) => {
  return adoptElement (original (self, args), args[0]);
});
realm.replaceConstructor ('MediaStreamAudioSourceNode', (args, newTarget, original) => {
  const options = bag ({ mediaStream: isObject (args[1]) ? args[1].mediaStream : undefined });
  const node = realm.streamNode (options.mediaStream);
  const source = original ([args[0], options]);
  return node === undefined ? source : adoptSource (source, node, options.mediaStream);
});
realm.replaceConstructor ('MediaElementAudioSourceNode', (args, newTarget, original) => {
  const options = bag ({ mediaElement: isObject (args[1]) ? args[1].mediaElement : undefined });
  return adoptElement (original ([args[0], options]), options.mediaElement);
});
})
