// Service worker of the phone: keeps whole versions of the app for starts without a network.
// Knows files only. Never touches /api/: what the app says to the server is the app's business.
//
// Which version is served does not hang on which service worker is active: this script is the same in every
// release, and taking over from one worker to the next while a page loads is where browsers are least reliable.
// Instead the app's version is data:
// - The server names the current one in /app/files.json, with the digest of every file a start needs.
// - A version is fetched quietly, after a start, into a cache of its own. When all of it is there and verified,
//   it is the one that the next launch gets.
// - The versions before it stay until the page has said `started` for it. One that said `failed` is passed over.
// boot.js is the other half of this.
'use strict';

const OFFER = '/app/files.json';
const SHELL = '/app/';
const PREFIX = 'dabai-v-';

/** Names the versions that failed to start, one empty entry each. */
const FAILED = 'dabai-failed';
const failedMark = (version) => `/app/failed/${version}`;

self.addEventListener('install', (event) => event.waitUntil(update().then(() => self.skipWaiting())));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const { type, version } = event.data ?? {};
  const answer = (what) => event.ports[0]?.postMessage(what);
  // `started` is answered when the look for an update is over, `failed` at once.
  if (type === 'started') event.waitUntil(started(version).then(() => answer({})));
  if (type === 'failed') event.waitUntil(failed(version).then(answer).then(updateQuietly));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(SHELL)) return;
  const isFile = url.pathname.split('/').pop().includes('.');
  event.respondWith(request.mode === 'navigate' && !isFile ? shell(request) : file(request));
});

/** The shell of the version in use. When none that is kept can start, the server may have a better one. */
async function shell(request) {
  const version = await usable();
  const kept = version && (await (await caches.open(PREFIX + version)).match(SHELL));
  return kept ?? fetch(request).catch(async () => (await caches.match(SHELL)) ?? Response.error());
}

/** A file of any version that is kept: hashed names never mean two things. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** Fetches the version that the server offers, unless it is here or is known to fail. Answers which one that is. */
async function update() {
  const offered = await (await fetch(OFFER, { cache: 'no-cache' })).json();
  if (await (await caches.open(FAILED)).match(failedMark(offered.version))) return undefined;
  if (!(await versions()).includes(offered.version)) await fill(offered);
  return offered.version;
}

/** Without a network there is no update; the next start asks again. */
function updateQuietly() {
  return update().catch(() => {});
}

/** Fills the cache of one version, the shell last: without it, half a version is never taken for one. */
async function fill({ version, files }) {
  const fetched = await Promise.all(files.map(async (wanted) => [wanted.url, await verified(wanted)]));
  const cache = await caches.open(PREFIX + version);
  const isShell = ([url]) => url === SHELL;
  await Promise.all(fetched.filter((entry) => !isShell(entry)).map(([url, response]) => cache.put(url, response)));
  await cache.put(...fetched.find(isShell));
}

/** The file with this digest: from an older version if that has it, else from the server. */
async function verified({ url, sha256 }) {
  const known = await caches.match(url);
  if (known && (await digest(known.clone())) === sha256) return known;
  const fresh = await fetch(url, { cache: 'no-cache' });
  // A captive portal answers 200 too; only the bytes tell.
  if (fresh.redirected || (await digest(fresh.clone())) !== sha256) throw new Error(`${url} is not what was offered`);
  return fresh;
}

async function digest(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Versions that are kept whole, the newest first. */
async function versions() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).reverse();
  const shells = await Promise.all(names.map(async (name) => (await caches.open(name)).match(SHELL)));
  return names.filter((_, at) => shells[at]).map((name) => name.slice(PREFIX.length));
}

/** The newest version that hasn't failed. */
async function usable() {
  const marks = await caches.open(FAILED);
  for (const version of await versions()) {
    if (!(await marks.match(failedMark(version)))) return version;
  }
  return undefined;
}

/** Lets go of the versions before, and looks for a newer one. */
async function started(version) {
  // What failed for a passing reason, and was then fetched past the cache, is good again.
  await (await caches.open(FAILED)).delete(failedMark(version));
  await letGo(version);
  // A version that came from the server and not from here is whole only after this.
  await update().then((offered) => letGo(version, offered)).catch(() => {});
}

/** Deletes every version but these two. Never while `version` is not here whole: an older one is then all there is. */
async function letGo(version, offered) {
  if (!(await versions()).includes(version)) return;
  const kept = [version, offered].map((one) => PREFIX + one);
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && !kept.includes(name));
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Answers `{instead: version}` when another version will be served from now on. */
async function failed(version) {
  await (await caches.open(FAILED)).put(failedMark(version), new Response());
  return { instead: await usable() };
}
