"use strict";

/* Draws what it is sent, and says how bright it was. */
function brightness(picture) {
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, 32, 32);
  const pixels = context.getImageData(0, 0, 32, 32).data;
  let most = 0;
  for (let i = 0; i < pixels.length; i++)
    if (i % 4 !== 3)
      most = Math.max(most, pixels[i]);
  return most;
}

let canvas = null;

function answer(data) {
  if (data.canvas) {
    canvas = data.canvas;
    return 0;
  }
  if (canvas) {
    canvas.getContext("2d").drawImage(data.picture, 0, 0, canvas.width, canvas.height);
    return canvas.getContext("2d").getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((a, b) => Math.max(a, b));
  }
  return data.track ? 1 : brightness(data.picture);
}

function serve(port) {
  port.onmessage = (event) => {
    try {
      port.postMessage(answer(event.data));
    } catch (error) {
      port.postMessage("throws " + error.name);
    }
  };
}

self.onconnect = (event) => serve(event.ports[0]);
if (typeof DedicatedWorkerGlobalScope !== "undefined")
  serve(self);
