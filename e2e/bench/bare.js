// What the machine and the browser take by themselves, without the app: beside it a figure says something on any machine.
// Measured in the phone's own browser and origin, throttled like the phone.

/** Where the first bare page lies: in the scope of the phone's service worker, which answers from whatever cache has it. */
const FOLDER = '/app/';
const CACHE = 'bare';

/** As the phone's own rows are sealed: format, nonce, ciphertext; the label is authenticated with it. */
const READ = `
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const registry = await asked(indexedDB.open('dabai'));
  const device = await asked(registry.transaction('registry').objectStore('registry').get('current'));
  const database = await asked(indexedDB.open('dabai-' + device));
  const tx = database.transaction(['meta', 'chunk', 'log']);
  const [key, ...rows] = await Promise.all([
    asked(tx.objectStore('meta').get('key')),
    ...['chunk', 'log'].map((store) => asked(tx.objectStore(store).getAll())),
  ]);
  const additionalData = new TextEncoder().encode('rows');
  const open = (sealed) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.subarray(1, 13), additionalData }, key, sealed.subarray(13));
  await Promise.all(rows.flat().map(open));`;

/** Nothing but a module without a function. */
const START = `
  await WebAssembly.instantiateStreaming(fetch('${FOLDER}bare.wasm'));`;

/** What it draws is what the phone's watcher looks for. */
const script = (does) => `(async () => {${does}
  document.body.innerHTML = '<main class="doors"><p class="door done">1</p></main>';
})();`;

const page = (name) => `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>1</title></head><body><script src="${FOLDER}${name}.js"></script></body></html>`;

/** Keeps the bare pages in `phone` beside the app: `empty.html` draws once a wasm module runs, `reading.html` also reads and deciphers everything the phone has stored of its site. */
export function keepBarePages(phone) {
  const files = [[`${FOLDER}bare.wasm`, 'application/wasm', undefined]];
  for (const [name, does] of Object.entries({ empty: START, reading: START + READ })) {
    files.push([`${FOLDER}${name}.html`, 'text/html', page(name)], [`${FOLDER}${name}.js`, 'text/javascript', script(does)]);
  }
  return phone.page.evaluate(async ([cache, files]) => {
    const kept = await caches.open(cache);
    const module = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    await Promise.all(files.map(([url, type, text]) => kept.put(url, new Response(text ?? module, { headers: { 'content-type': type } }))));
  }, [CACHE, files]);
}

export const bare = (server, name) => `${server.url}${FOLDER}${name}.html`;

/** Bytes of what the phone stored last in its outbox: one sealed operation, with its envelope where it has one. */
export const operationBytes = (page, device) => page.evaluate(async (name) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open(name));
  const cursor = await asked(database.transaction('outbox').objectStore('outbox').openCursor(null, 'prev'));
  const parts = [cursor.value].flat().filter((part) => part.length);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  database.close();
  return bytes;
}, `dabai-${device}`);

/** Times of `count` strict appends of so many bytes each, one after the other, ms. */
export const appends = (page, bytes, count) => page.evaluate(async ([bytes, count]) => {
  const opening = indexedDB.open('bare');
  opening.onupgradeneeded = () => opening.result.createObjectStore('outbox', { autoIncrement: true });
  const database = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const taken = [];
  for (let n = 0; n < count; n += 1) {
    const value = crypto.getRandomValues(new Uint8Array(bytes));
    const began = performance.now();
    const tx = database.transaction('outbox', 'readwrite', { durability: 'strict' });
    tx.objectStore('outbox').add(value);
    tx.commit();
    await new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = () => reject(tx.error);
    });
    taken.push(performance.now() - began);
  }
  database.close();
  return taken;
}, [bytes, count]);

/**
 * What the page shows now, to be drawn again without the app: its whole body and its styles.
 */
export const screen = (page) => page.evaluate(() => ({
  html: document.documentElement.outerHTML.replace(/<script[\s\S]*?<\/script>/g, ''),
  css: [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n'),
}));

/**
 * Makes the page into one that shows `screens` in turn, the next at each lift of a finger, by parsing its markup: about the
 * least that drawing another screen can take. For `window.bench.expect`, the screen that comes up is in `[data-bare="n"]`.
 */
export const bareScreens = (page, screens) => page.evaluate((screens) => {
  const bodies = screens.map(({ html }) => new DOMParser().parseFromString(html, 'text/html'));
  const [{ documentElement }] = bodies;
  for (const { name, value } of documentElement.attributes) document.documentElement.setAttribute(name, value);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${screens[0].css}\n[data-bare] { display: contents; }`);
  document.adoptedStyleSheets = [sheet];
  const markup = bodies.map(({ body }, n) => `<div data-bare="${n}">${body.innerHTML}</div>`);
  let shown = 0;
  document.body.innerHTML = markup[shown];
  addEventListener('pointerup', () => {
    shown = (shown + 1) % markup.length;
    document.body.innerHTML = markup[shown];
  });
}, screens);
