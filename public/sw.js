// Service worker of the phone: keeps a whole version for starts without a network.
// Knows files only. Never touches /api/: what the app says to the server is the app's business.
//
// One cache per version, filled and verified before the version may take over. Versions are kept until
// the page has said `started` for a newer one; a version that said `failed` is passed over. boot.js is
// the other half of this.
'use strict';

const VERSION = '{{version}}';
/** [{url, sha256}] of everything a start needs; written in by the build. */
const FILES = '{{precache}}';

const PREFIX = 'dabai-v-';
const CACHE = PREFIX + VERSION;
/** Names the versions that failed to start, one empty entry each. */
const MARKS = 'dabai-failed';

self.addEventListener('install', (event) => event.waitUntil(fill()));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const { type, version } = event.data ?? {};
  if (type === 'activate') event.waitUntil(self.skipWaiting());
  if (type === 'started' && version === VERSION) event.waitUntil(forgetOlder());
  if (type === 'failed') event.waitUntil(passOver(version).then((answer) => event.ports[0]?.postMessage(answer)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith('/app/')) return;
  const isFile = url.pathname.split('/').pop().includes('.');
  event.respondWith(request.mode === 'navigate' && !isFile ? shell(request) : file(request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map((wanted) => keep(cache, wanted)));
  } catch (error) {
    // Half a version is none; the browser tries again at the next look for updates.
    await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache, { url, sha256 }) {
  // What an older version holds already needn't travel again.
  const known = await caches.match(url);
  if (known && (await digest(known.clone())) === sha256) return cache.put(url, known);
  const fresh = await fetch(url, { cache: 'no-cache' });
  // A captive portal answers 200 too; only the bytes tell.
  if (fresh.redirected || (await digest(fresh.clone())) !== sha256) throw new Error(`${url} is not this version's`);
  return cache.put(url, fresh);
}

async function digest(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The shell of the newest version that hasn't failed. */
async function shell(request) {
  const version = await usable(VERSION);
  const hit = await (await caches.open(PREFIX + version)).match('/app/');
  return hit ?? fetch(request);
}

/** A file of any version that is kept: hashed names never mean two things. */
async function file(request) {
  const own = await (await caches.open(CACHE)).match(request);
  return own ?? (await caches.match(request)) ?? fetch(request);
}

/** Versions in the order they were installed, up to and with `last`. */
async function versionsUpTo(last) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const versions = names.map((name) => name.slice(PREFIX.length));
  return versions.slice(0, versions.indexOf(last) + 1);
}

async function usable(last) {
  const marks = await caches.open(MARKS);
  for (const version of (await versionsUpTo(last)).reverse()) {
    if (!(await marks.match(`/app/failed/${version}`))) return version;
  }
  return last;
}

/** Answers `{olderThan: version}` when an older version will be served from now on. */
async function passOver(version) {
  await (await caches.open(MARKS)).put(`/app/failed/${version}`, new Response());
  return (await usable(version)) === version ? {} : { olderThan: version };
}

async function forgetOlder() {
  const older = (await versionsUpTo(VERSION)).slice(0, -1);
  await Promise.all([...older.map((version) => caches.delete(PREFIX + version)), caches.delete(MARKS)]);
}
