// What runs inside the phone's page and notes when things are seen there, on the page's own clock (ms since the
// navigation began). It changes nothing of the app: it listens, and stands around two functions of the browser.

/** To be given to `addInitScript`; leaves `window.bench`. */
export function watch() {
  const bench = { synced: undefined, list: undefined, done: undefined, door: undefined, touched: undefined, taps: [], memory: undefined };
  window.bench = bench;

  /** Calls `then` with the time at which what is in the page now has been drawn. */
  const drawn = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(undefined);
  });

  // `synced`: everything is here, and the phone says whether it is ready. `list`: doors are there. `done`: one that was
  // visited today is among them. `door`: one is open.
  const seen = { synced: '.page .facts', list: '.doors .door', done: '.doors .door.done', door: '.known' };
  const looked = new MutationObserver(() => {
    for (const [name, selector] of Object.entries(seen)) {
      if (bench[name] !== undefined || !document.querySelector(selector)) continue;
      bench[name] = 0;
      drawn((at) => {
        bench[name] = at;
        for (const waiting of waits.get(name) ?? []) waiting(at);
      });
    }
    const tap = bench.taps.at(-1);
    if (tap && tap.shown === undefined && document.querySelector(tap.shows)) {
      tap.shown = 0;
      drawn((at) => tap.note('shown', at - tap.at));
    }
  });
  const waits = new Map();
  /** Resolves to when this was seen. */
  bench.when = (name) => new Promise((resolve) => {
    if (bench[name]) resolve(bench[name]);
    else waits.set(name, [...(waits.get(name) ?? []), resolve]);
  });
  looked.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });

  // `bench.expect(selector, until)`: the next tap counts until this is in the page and drawn. `bench.noted` resolves to
  // what was noted of it, once that and `until` are.
  bench.expect = (shows, until) => {
    bench.noted = new Promise((resolve) => {
      const lifted = (event) => {
        removeEventListener('pointerup', lifted, true);
        const tap = { shows, at: event.timeStamp, called: performance.now() };
        tap.note = (name, ms) => {
          tap[name] = ms;
          if (tap.shown && tap[until]) resolve({ shown: tap.shown, durable: tap.durable });
        };
        bench.taps.push(tap);
      };
      addEventListener('pointerup', lifted, true);
    });
  };

  // An operation is durable when the strict transaction that adds it to the outbox is complete.
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function begin(stores, mode, options) {
    const tx = transaction.call(this, stores, mode, options);
    const isOutbox = mode === 'readwrite' && options?.durability === 'strict' && [...stores].includes('outbox');
    const tap = bench.taps.at(-1);
    if (isOutbox && tap && tap.durable === undefined) {
      tap.durable = 0;
      tx.addEventListener('complete', () => tap.note('durable', performance.now() - tap.called));
    }
    return tx;
  };

  for (const name of ['instantiate', 'instantiateStreaming']) {
    const made = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const result = await made.apply(WebAssembly, args);
      bench.memory = (result.instance ?? result).exports.memory ?? bench.memory;
      return result;
    };
  }
}
