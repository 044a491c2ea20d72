// Structured clone: a track can be moved by transfer to where no binding follows. An isolated one stays (C-19). What the
// page passes is read once, and the engine gets the copy that was looked at.
(function (realm) {
'use strict';

const { cordon, bag, isObject, exception, readSequence, sealedList } = realm;
const global = realm.global;

const checked = (list) => {
  const items = readSequence (list);
  for (let i = 0; i < items.length; i++)
    {
      const node = realm.trackNode (items[i]);
      if (node === undefined)
        continue;
      if (cordon.isIsolated (node))
        throw exception ('DataCloneError', 'An isolated track cannot be transferred.');
      realm.rememberTrack (items[i]);
      const canvas = realm.capturedCanvas (items[i]);
      if (canvas !== undefined)
        realm.captureForever (canvas); // nothing says here when the track ends over there
    }
  return sealedList (items);
};

// A sequence, or a dictionary with a member `transfer`.
const checkedOptions = (value, members) => {
  if (!isObject (value))
    return value;
  if (value[Symbol.iterator] !== undefined && value[Symbol.iterator] !== null)
    return checked (value);
  const options = bag ();
  for (let i = 0; i < members.length; i++)
    {
      const member = value[members[i]];
      if (member !== undefined)
        options[members[i]] = members[i] === 'transfer' ? checked (member) : member;
    }
  return options;
};

const wrap = (proto, name, position, members) => realm.replaceMethod (proto, name, (self, args, original) => {
  if (args.length > position)
    args[position] = checkedOptions (args[position], members);
  return original (self, args);
});

const transfer = ['transfer'];
wrap (global, 'structuredClone', 1, transfer);
wrap (global.MessagePort && global.MessagePort.prototype, 'postMessage', 1, transfer);
wrap (global.Worker && global.Worker.prototype, 'postMessage', 1, transfer);
wrap (global.ServiceWorker && global.ServiceWorker.prototype, 'postMessage', 1, transfer);

// window.postMessage (message, options) or (message, targetOrigin, transfer).
realm.replaceMethod (global, 'postMessage', (self, args, original) => {
  const members = ['targetOrigin', 'transfer'];
  if (args.length > 2)
    args[2] = checkedOptions (args[2], transfer);
  else if (args.length === 2 && isObject (args[1]))
    args[1] = checkedOptions (args[1], members);
  return original (self, args);
});
})
