// navigator.permissions: answered by Cordon's agent, from its cache where nothing has changed. The engine is asked only
// about what Cordon does not govern.
(function (realm) {
'use strict';

const { cordon, bag, isObject, NativePromise, NativeString, mapGet, mapSet } = realm;
const Permissions = realm.global.Permissions, PermissionStatus = realm.global.PermissionStatus;
if (!Permissions || !PermissionStatus)
  return;

const NativeEventTarget = realm.global.EventTarget;
const statuses = realm.newWeakMap ();
const live = bag ();

// An event target of the right class; its attributes are the ones below.
const makeStatus = (name, state) => {
  const status = realm.construct (NativeEventTarget, [], PermissionStatus);
  mapSet (statuses, status, bag ({ name, state }));
  return status;
};

const keepTold = (name, status) => {
  live[name] = live[name] || [];
  realm.append (live[name], status);
};

cordon.onStateChange ((name, state) => {
  const told = live[name] || [];
  for (let i = 0; i < told.length; i++)
    {
      const entry = mapGet (statuses, told[i]);
      if (entry.state === state)
        continue;
      entry.state = state;
      realm.fire (told[i], 'change');
    }
});

realm.replaceMethod (Permissions.prototype, 'query', (self, args, original) => {
  const name = isObject (args[0]) ? NativeString (args[0].name) : '';
  if (!cordon.isGoverned (name))
    return original (self, args);
  return new NativePromise ((resolve, reject) => cordon.query (name, (state) => {
    const status = makeStatus (name, state);
    keepTold (name, status);
    resolve (status);
  }));
});

const attribute = (name) => realm.replaceAttribute (PermissionStatus.prototype, name, (self, original) => {
  const entry = isObject (self) ? mapGet (statuses, self) : undefined;
  return entry ? entry[name] : original (self);
});
attribute ('name');
attribute ('state');

const handlers = realm.newWeakMap ();
realm.replaceAttribute (PermissionStatus.prototype, 'onchange',
  (self, original) => (mapGet (statuses, self) ? mapGet (handlers, self) || null : original (self)),
  (self, value, original) => {
    if (!mapGet (statuses, self))
      return original (self, value);
    if (!realm.mapHas (handlers, self))
      realm.addListener (self, 'change', (event) => {
        const handler = mapGet (handlers, self);
        if (typeof handler === 'function')
          realm.apply (handler, self, [event]);
      });
    mapSet (handlers, self, isObject (value) ? value : null);
  });
})
