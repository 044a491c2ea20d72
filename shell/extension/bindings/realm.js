// What every other file here stands on: the realm's own functions, taken before any script of the page has run, and the
// ways to put something in front of them. Nothing below this line reads a property that the page can change: no method
// call on a page's object, no spread, no for-of, no await, no then() that looks up a constructor.
(function (nodes, disguises, cordon) {
'use strict';

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const uncurry = (method) => (self, ...args) => apply (method, self, args);
const getter = (proto, name) => {
  const found = proto && getOwnPropertyDescriptor (proto, name);
  return found && found.get ? uncurry (found.get) : () => undefined;
};

const mapGet = uncurry (WeakMap.prototype.get);
const mapSet = uncurry (WeakMap.prototype.set);
const mapHas = uncurry (WeakMap.prototype.has);
const then = uncurry (Promise.prototype.then);
const toText = uncurry (Function.prototype.toString);
const isArray = Array.isArray;
const makeObject = Object.create;
const global = globalThis;
const NativePromise = Promise;
const NativeTypeError = TypeError;
const NativeDOMException = DOMException;
const NativeString = String;
const addListener = uncurry (EventTarget.prototype.addEventListener);
const dispatch = uncurry (EventTarget.prototype.dispatchEvent);
const NativeEvent = Event;
const NativeProxy = Proxy;
const NativeWeakMap = WeakMap;

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const nothing = () => {};

// A property bag whose members cannot be supplied by Object.prototype.
const bag = (members) => {
  const result = makeObject (null);
  const keys = members ? ownKeys (members) : [];
  for (let i = 0; i < keys.length; i++)
    result[keys[i]] = members[keys[i]];
  return result;
};

// Runs done or failed when a native promise settles. An own `constructor` keeps then() from asking the page's.
const settle = (promise, done, failed) => {
  defineProperty (promise, 'constructor', bag ({ value: undefined, configurable: true }));
  then (promise, done, failed || nothing);
  delete promise.constructor;
};

// An array that gives out exactly its own elements, whatever the page did to array iterators.
const sealedList = (items) => {
  defineProperty (items, Symbol.iterator, bag ({
    value () {
      let i = 0;
      return bag ({ next: () => (i < items.length ? bag ({ value: items[i++], done: false }) : bag ({ value: undefined, done: true })) });
    },
  }));
  return items;
};

// items.push () without the prototype's setters.
const append = (items, value) => {
  defineProperty (items, items.length, bag ({ value, writable: true, enumerable: true, configurable: true }));
  return items;
};

const concat = (first, second) => {
  const result = [];
  for (let i = 0; i < first.length; i++)
    append (result, first[i]);
  for (let i = 0; i < second.length; i++)
    append (result, second[i]);
  return result;
};
const define = (object, name, value) =>
  defineProperty (object, name, bag ({ value, writable: true, enumerable: true, configurable: true }));

// Objects of this class are no thenables, whatever the page puts on its prototypes.
const shield = (proto) => defineProperty (proto, 'then', bag ({ value: undefined }));

// The elements of what a page passes as a sequence, read exactly once.
const readSequence = (value) => {
  const items = [];
  for (const item of value)
    append (items, item);
  return items;
};

const exception = (name, message) => new NativeDOMException (message, name);

// The node of an object in the media graph. undefined: no tracked media has ever touched it.
const nodeOf = (object) => (isObject (object) ? mapGet (nodes, object) : undefined);
const setNode = (object, node) => { mapSet (nodes, object, node); return node; };

// Whether an object is of the class that a getter belongs to. Only the getter's own TypeError says no: the end of the stack,
// or whatever else may come, is no answer, and what cannot be answered does not go on.
const brandErrors = NativeTypeError.prototype;
const accepts = (get, object) => {
  try {
    get (object);
    return true;
  } catch (error) {
    if (getPrototypeOf (error) !== brandErrors)
      throw error;
    return false;
  }
};

const disguise = (wrapper, original) => {
  mapSet (disguises, wrapper, toText (original));
  const names = ['name', 'length'];
  for (let i = 0; i < 2; i++)
    defineProperty (wrapper, names[i], bag ({ value: original[names[i]], configurable: true, writable: false, enumerable: false }));
  return wrapper;
};

// Puts handler (self, args, original) in front of a method, with its descriptor. Absent methods stay absent.
const replaceMethod = (proto, name, handler) => {
  const found = proto && getOwnPropertyDescriptor (proto, name);
  if (!found || typeof found.value !== 'function')
    return;
  const native = found.value;
  const original = (self, args) => apply (native, self, args);
  found.value = disguise ({ method (...args) { return handler (this, args, original); } }.method, native);
  defineProperty (proto, name, bag (found));
};

// The same for an attribute: get (self, original) and set (self, value, original); either may be null.
const replaceAttribute = (proto, name, get, set) => {
  const found = proto && getOwnPropertyDescriptor (proto, name);
  if (!found || !found.get)
    return;
  const nativeGet = found.get, nativeSet = found.set;
  if (get)
    found.get = disguise ({ get () { return get (this, (self) => apply (nativeGet, self, [])); } }.get, nativeGet);
  if (set && nativeSet)
    found.set = disguise ({ set (value) { set (this, value, (self, v) => apply (nativeSet, self, [v])); } }.set, nativeSet);
  defineProperty (proto, name, bag (found));
};

// Puts handler (args, newTarget, original) in front of a constructor.
const replaceConstructor = (name, handler) => {
  const found = getOwnPropertyDescriptor (global, name);
  if (!found || typeof found.value !== 'function')
    return;
  const native = found.value;
  const wrapper = new NativeProxy (native, bag ({
    construct (target, args, newTarget) {
      const asked = newTarget === wrapper ? native : newTarget;
      return handler (args, asked, (given) => construct (native, given || args, asked));
    },
  }));
  mapSet (disguises, wrapper, toText (native));
  found.value = wrapper;
  defineProperty (global, name, bag (found));
  defineProperty (native.prototype, 'constructor', bag ({ value: wrapper, writable: true, enumerable: false, configurable: true }));
};

// An attribute or method that this engine does not have. The text is that of a built-in function.
const nativeText = (name) => 'function ' + name + '() {\n    [native code]\n}';
const addAttribute = (proto, name, get, set) => {
  const wrap = { get () { return get (this); }, set (value) { set (this, value); } };
  mapSet (disguises, wrap.get, nativeText (name));
  mapSet (disguises, wrap.set, nativeText (name));
  defineProperty (proto, name, bag ({ get: wrap.get, set: set ? wrap.set : undefined, enumerable: true, configurable: true }));
};

// on<event>: what IDL calls an event handler attribute.
const addHandlerAttribute = (proto, type, brand) => {
  const handlers = new NativeWeakMap ();
  addAttribute (proto, 'on' + type, (self) => { brand (self); return mapGet (handlers, self) || null; }, (self, value) => {
    brand (self);
    if (!mapHas (handlers, self))
      addListener (self, type, (event) => {
        const handler = mapGet (handlers, self);
        if (typeof handler === 'function')
          apply (handler, self, [event]);
      });
    mapSet (handlers, self, isObject (value) ? value : null);
  });
};

// What all realms of the process share, by name: an object that one realm's function adopted is known to another's.
const registry = mapGet (nodes, nodes) || bag ();
mapSet (nodes, nodes, registry);
const sharedMap = (name) => registry[name] || (registry[name] = new NativeWeakMap ());

// A wrapper that the collector took would come back without its node. What can be had from an object is therefore kept as
// long as the object: canvas from context, stream from element, tracks from stream.
const leads = sharedMap ('leads');
const keep = (from, to) => {
  const known = mapGet (leads, from);
  for (let i = 0; known && i < known.length; i++)
    if (known[i] === to)
      return;
  mapSet (leads, from, append (known || [], to));
};

// Arguments whose conversion would run script between the verdict and the engine's work are converted before the verdict.
const toNumber = (value) => (isObject (value) ? +value : value);
const toString = (value) => (isObject (value) ? `${value}` : value);
const convert = (args, from, to, how) => {
  for (let i = from; i < to && i < args.length; i++)
    args[i] = how (args[i]);
};
const convertNumbers = (args, from, to) => convert (args, from, to, toNumber);
const convertTexts = (args, from, to) => convert (args, from, to, toString);

// A dictionary read once, in the order of its members' names; members maps each to the function that converts it.
const convertDictionary = (args, position, members) => {
  const given = args[position];
  if (!isObject (given))
    return;
  const names = ownKeys (members), read = bag ();
  for (let i = 0; i < names.length; i++)
    {
      const value = given[names[i]];
      if (value !== undefined)
        read[names[i]] = members[names[i]] (value);
    }
  args[position] = read;
};

// Objects by node, for what the graph tells later: isolation that comes, devices that are taken away. The realm that watches
// an object sees to it, with classes of its own; where that has gone, any other.
const watched = registry.watched || (registry.watched = new Map ());
const mapObject = uncurry (Map.prototype.get), putObject = uncurry (Map.prototype.set), dropObject = uncurry (Map.prototype.delete);
const thisRealm = bag (); // the global object would not do: it outlives its realm
const watch = (node, object) => { putObject (watched, node, bag ({ object, by: thisRealm })); };
const unwatch = (node) => { dropObject (watched, node); };
const reactions = bag ();
const reactTo = (node, reaction, isOurs) => {
  const entry = mapObject (watched, node);
  if (entry === undefined || !reactions[reaction] || (isOurs && entry.by !== thisRealm))
    return false;
  reactions[reaction] (entry.object, node);
  return true; // this realm has done it: no other needs to
};
cordon.onReaction ((node, reaction) => reactTo (+node, reaction, true));
cordon.onOrphan ((node, reaction) => reactTo (+node, reaction, false));

const fire = (target, type) => dispatch (target, new NativeEvent (type));

// Function.prototype.toString says of a wrapper what it says of the original, also when another realm asks.
replaceMethod (Function.prototype, 'toString', (self, args, original) =>
  (typeof self === 'function' && mapHas (disguises, self) ? mapGet (disguises, self) : original (self, args)));

// The first listener of the window: a document that goes is forgotten, whatever the page listens to, and whatever it pretends.
const gone = (event) => {
  if (event.isTrusted) // an own member of every event, which cannot be replaced
    cordon.documentGone ();
};
const listenForEnd = () => addListener (global, 'pagehide', gone);
listenForEnd ();
cordon.onRenewed (listenForEnd);

return bag ({
  global, cordon, bag, uncurry, getter, apply, construct, isArray, isObject, nothing,
  mapGet, mapSet, mapHas, NativePromise, NativeTypeError, NativeString, NativeEvent,
  newWeakMap: () => new NativeWeakMap (), addListener, fire, dispatch,
  settle, shield, sealedList, readSequence, append, concat, define, ownKeys, exception, nodeOf, setNode, accepts, keep,
  watch, unwatch, reactions, disguise,
  replaceMethod, replaceAttribute, replaceConstructor, addAttribute, addHandlerAttribute,
  sharedMap, toNumber, toString, convertNumbers, convertTexts, convertDictionary,
});
})
