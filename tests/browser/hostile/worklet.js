class Listener extends AudioWorkletProcessor {
  process(inputs) {
    let most = 0;
    for (const channel of inputs[0] || [])
      for (const sample of channel)
        most = Math.max(most, Math.abs(sample));
    if (most > 0)
      this.port.postMessage(most);
    return true;
  }
}

registerProcessor("listener", Listener);
