// Starts the phone: theme, service worker, wasm bundle. An external file, so that the page's
// Content-Security-Policy needs no inline script. It knows nothing of what the app does.
//
// A new version must never take away an old one that works:
// - Updates are fetched quietly by the service worker and wait. They are switched to here, at launch,
//   before the bundle is loaded; never while the app runs.
// - The app says that it started well by the window event `dabai:started` (first screen shown from the
//   stored rows). Only then does the worker delete the version before.
// - If the bundle fails before that, the worker is told and this page reloads: the worker then answers
//   with the version before, from its cache. Without one, a plain message stays.
(() => {
  'use strict';
  const root = document.documentElement;
  const version = root.dataset.version;
  const bundle = document.currentScript.dataset;
  const worker = navigator.serviceWorker;

  // Before the first paint. The app writes the same key.
  try {
    if (localStorage.getItem('dabai.theme') === 'white') root.dataset.theme = 'white';
  } catch { /* no storage: black, the default */ }

  /** Longest wait for the waiting update to take over; then this launch keeps the version it has. */
  const TAKE_OVER_MS = 2000;
  /** Longest wait for a message to have reached the worker. */
  const TOLD_MS = 1000;

  let started = false;
  let failed = false;

  function tell(target, message) {
    return new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => resolve(event.data);
      setTimeout(resolve, TOLD_MS);
      target.postMessage(message, [channel.port2]);
    });
  }

  /** Switches to an update that waits. True when the page is about to reload. */
  async function updated() {
    const waiting = (await worker?.getRegistration('/app/'))?.waiting;
    if (!waiting || !worker.controller) return false;
    const taken = new Promise((resolve) => {
      worker.addEventListener('controllerchange', () => resolve(true), { once: true });
      setTimeout(() => resolve(false), TAKE_OVER_MS);
    });
    waiting.postMessage({ type: 'activate' });
    if (!(await taken)) return false;
    location.reload();
    return true;
  }

  async function message() {
    while (!document.body) await new Promise(requestAnimationFrame);
    document.body.innerHTML = '<main style="padding:24px;font:28px/1.5 system-ui,sans-serif">'
      + '<h1>打不开 · Can’t start</h1>'
      + '<p>记录没有删，还在这部手机里。请连上网络，再打开一次。</p>'
      + '<p lang="en">Your records are kept on this phone. Connect to the network and open the app again.</p>'
      + '<button style="min-height:96px;min-width:200px;font:inherit">再试一次 · Try again</button></main>';
    document.querySelector('button').onclick = () => location.reload();
  }

  async function fail(error) {
    if (started || failed) return;
    failed = true;
    console.error(error);
    const answer = worker?.controller && (await tell(worker.controller, { type: 'failed', version }));
    if (answer?.olderThan === version) location.reload();
    else message();
  }

  // A panic after the bundle's own start is a trap in some later task.
  const onTrap = (error) => { if (error instanceof WebAssembly.RuntimeError) fail(error); };
  addEventListener('error', (event) => onTrap(event.error));
  addEventListener('unhandledrejection', (event) => onTrap(event.reason));

  addEventListener('dabai:started', async () => {
    if (failed) return;
    started = true;
    if (!worker) return;
    // After the start, so that filling the cache doesn't compete with the first screen.
    const registration = await worker.register('/app/sw.js', { scope: '/app/' }).catch(() => null);
    registration?.active?.postMessage({ type: 'started', version });
  }, { once: true });

  async function start() {
    // Nothing of the bundle is asked for before this: a request under way holds the waiting worker back.
    if (await updated()) return;
    const wasm = fetch(bundle.wasm);
    const { default: run } = await import(bundle.js);
    if (document.readyState === 'loading') await new Promise((ready) => addEventListener('DOMContentLoaded', ready));
    await run({ module_or_path: wasm });
  }

  start().catch(fail);
})();
