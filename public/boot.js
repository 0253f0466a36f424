// Starts the phone: theme, wasm bundle, service worker. An external file, so that the page's
// Content-Security-Policy needs no inline script. It knows nothing of what the app does.
//
// A new version must never take away an old one that works:
// - The app says that it started well by the window event `dabai:started` (first screen shown, from the stored
//   rows). Only then does the worker let the version before go, and look for a newer one for the next launch.
// - If the bundle fails before that, the worker is told and this page reloads: the worker then answers with the
//   version before. Without one, a plain message stays.
// - If it fails after that, a plain message takes the place of a screen that answers to nothing.
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

  // Opening the storage takes as long as fetching the bundle: it is woken meanwhile. What is in it is the app's business.
  try {
    indexedDB.databases?.().catch(() => {});
  } catch { /* no storage: the app says so */ }

  /** Longest wait for the worker's answer. */
  const ANSWERED_MS = 3000;

  let started = false;
  let failed = false;

  function ask(target, message) {
    return new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => resolve(event.data);
      setTimeout(resolve, ANSWERED_MS);
      target.postMessage(message, [channel.port2]);
    });
  }

  const CANNOT_START = '<h1>打不开 · Can’t start</h1>'
    + '<p>记录没有删，还在这部手机里。请连上网络，再打开一次。</p>'
    + '<p lang="en">Your records are kept on this phone. Connect to the network and open the app again.</p>'
    + '<button type="button">再试一次 · Try again</button>';
  const STOPPED = '<h1>停住了 · It stopped</h1>'
    + '<p>存好的记录都在这部手机里。刚才那一下可能没存上，打开后请看一眼。</p>'
    + '<p lang="en">What was saved is on this phone. Your last tap may not be: look after opening.</p>'
    + '<button type="button">重新打开 · Start again</button>';

  async function showMessage(message) {
    while (!document.body) await new Promise(requestAnimationFrame);
    document.body.innerHTML = `<main class="cannot-start">${message}</main>`;
    // The page's policy allows no style attributes; setting properties is no markup.
    Object.assign(document.querySelector('main').style, { padding: '24px', fontSize: '24px', lineHeight: '1.5' });
    Object.assign(document.querySelector('button').style, { minHeight: '96px', width: '100%', font: 'inherit', marginTop: '24px' });
    document.querySelector('button').onclick = () => location.reload();
  }

  async function fail(error) {
    if (failed) return;
    failed = true;
    console.error(error);
    // It began well, so going back to another version is no cure. Only a person starts it again: nothing here can loop.
    if (started) return showMessage(STOPPED);
    const answer = worker?.controller && (await ask(worker.controller, { type: 'failed', version }));
    if (answer?.instead) location.reload();
    else await showMessage(CANNOT_START);
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

  // What the first screen can do without; the app asks for it.
  window.dabaiSeal = () => import(bundle.seal);

  // The rest of the bundle, which the first screen does not call: the app waits for it before it calls any of it.
  let isWhole;
  const whole = new Promise((resolve) => { isWhole = resolve; });
  window.dabaiWhole = () => whole;

  async function start() {
    const [wasm, rest] = [bundle.wasm, bundle.rest].map((url) => fetch(url));
    // Heard below.
    rest.catch(() => {});
    const { default: run } = await import(bundle.js);
    if (document.readyState === 'loading') await new Promise((ready) => addEventListener('DOMContentLoaded', ready));
    const first = await run({ module_or_path: wasm });
    await WebAssembly.instantiateStreaming(rest, { first });
    isWhole();
  }

  start().catch(fail);
})();
