// What a phone does that nobody has to have opened, and what WebCrypto needs many steps for: the key behind a PIN, operations
// sealed to the server's public key, sending and saving them unread. Fetched when it is needed, never for the first screen.
// The app calls it from app/field/src/browser/seal.rs; how things are stored is said in app/field/src/disk.rs.

/** PBKDF2 rounds, as OWASP asks of SHA-256. Another number is another format of what is wrapped. */
const PIN_ROUNDS = 600_000;
const [FORMAT, SALT_BYTES, NONCE_BYTES] = [1, 16, 12];

/** HPKE (RFC 9180), base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const KEM = bytes('KEM', 0, 0x10);
const HPKE = bytes('HPKE', 0, 0x10, 0, 1, 0, 2);
const INFO = 'dabai operation 1';
const [KEY_BYTES, POINT_BYTES] = [32, 65];

const { subtle } = crypto;
const EC = { name: 'ECDH', namedCurve: 'P-256' };

/** Texts as UTF-8, numbers as one byte each, bytes as they are, one behind the other. */
function bytes(...parts) {
  const list = parts.map((part) => {
    if (typeof part === 'string') return new TextEncoder().encode(part);
    return typeof part === 'number' ? [part] : new Uint8Array(part);
  });
  return Uint8Array.from(list.flatMap((part) => [...part]));
}

async function hmac(secret, ...parts) {
  // No secret is one of zeros, which WebCrypto wants to see.
  const raw = secret.length > 0 ? secret : new Uint8Array(KEY_BYTES);
  const key = await subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, bytes(...parts)));
}

const extract = (suite, salt, label, secret) => hmac(salt, 'HPKE-v1', suite, label, secret);
/** At most 32 bytes: one block of HKDF's. */
const expand = async (suite, secret, label, info, length) =>
  (await hmac(secret, 0, length, 'HPKE-v1', suite, label, info, 1)).slice(0, length);

const base64url = (raw) => btoa(String.fromCharCode(...raw)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const unbase64url = (text) => bytes(...[...atob(text.replaceAll('-', '+').replaceAll('_', '/'))].map((char) => char.charCodeAt(0)));

/** The sender's side of one message: its key and first nonce, and what the receiver needs to find them. `pair` and `info`: for tests. */
export async function sender(point, pair, info = INFO) {
  const theirs = await subtle.importKey('raw', point, EC, false, []);
  const { privateKey, publicKey } = pair ?? (await subtle.generateKey(EC, false, ['deriveBits']));
  const enc = new Uint8Array(await subtle.exportKey('raw', publicKey));
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 8 * KEY_BYTES);
  const prk = await extract(KEM, [], 'eae_prk', shared);
  const secret = await expand(KEM, prk, 'shared_secret', bytes(enc, point), KEY_BYTES);
  const context = bytes(0, await extract(HPKE, [], 'psk_id_hash', []), await extract(HPKE, [], 'info_hash', info));
  const exporter = await extract(HPKE, secret, 'secret', []);
  const raw = await expand(HPKE, exporter, 'key', context, KEY_BYTES);
  const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  return { enc, key, nonce: await expand(HPKE, exporter, 'base_nonce', context, NONCE_BYTES) };
}

/** Everything for one envelope, made ahead: what is sealed in it later costs one AES-GCM. `named`: the server's key as it names it. */
export async function envelope(named) {
  const [id, text] = named.split('.');
  const point = unbase64url(text);
  if (point.length !== POINT_BYTES) throw new Error('not a public key');
  const { enc, key, nonce } = await sender(point);
  return {
    /** As JSON. Once only: the nonce is used up. */
    async seal(aad, plain) {
      const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bytes(aad) }, key, plain);
      return JSON.stringify({ key: id, enc: base64url(enc), ct: base64url(new Uint8Array(sealed)) });
    },
  };
}

async function pinKey(pin, salt) {
  const typed = await subtle.importKey('raw', bytes(pin), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: PIN_ROUNDS };
  return subtle.deriveKey(how, typed, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

/** The key that only this PIN brings back. It must have been made to be wrapped. */
export async function wrap(key, pin) {
  const [salt, iv] = [SALT_BYTES, NONCE_BYTES].map((length) => crypto.getRandomValues(new Uint8Array(length)));
  return bytes(FORMAT, salt, iv, await subtle.wrapKey('raw', key, await pinKey(pin, salt), { name: 'AES-GCM', iv }));
}

/** What was wrapped, never to be read out again. Fails under another PIN. */
export async function unwrap(wrapped, pin) {
  if (wrapped[0] !== FORMAT) throw new Error('wrapped by a newer version');
  const at = 1 + SALT_BYTES;
  const iv = wrapped.slice(at, at + NONCE_BYTES);
  const key = await pinKey(pin, wrapped.slice(1, at));
  return subtle.unwrapKey('raw', wrapped.slice(at + NONCE_BYTES), key, { name: 'AES-GCM', iv }, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

// What is stored.

const [META, OUTBOX, CHUNK, LOG, SHIFT] = ['meta', 'outbox', 'chunk', 'log', 'shift'];
const STRICT = { durability: 'strict' };

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const done = (tx) => new Promise((resolve, reject) => {
  tx.oncomplete = resolve;
  tx.onabort = () => reject(tx.error);
});
const read = (db, store, key) => asked(db.transaction(store).objectStore(store).get(key));

/** Writes to `meta`, all or nothing; undefined removes. */
function keep(db, values) {
  const tx = db.transaction(META, 'readwrite', STRICT);
  const meta = tx.objectStore(META);
  for (const [name, value] of Object.entries(values)) value === undefined ? meta.delete(name) : meta.put(value, name);
  return done(tx);
}

function opened(name, store) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => store && request.result.createObjectStore(store);
  return asked(request);
}

const removed = (name) => asked(indexedDB.deleteDatabase(name));

/** What was removed stays in the browser's files until something moves them; Chromium packs them when a database goes. */
async function sweep() {
  (await opened('dabai.sweep')).close();
  await removed('dabai.sweep');
}

/** The open key has a database of its own: only what is removed as a whole is cleared away for good. */
const shiftOf = (device) => `shift-${device}`;

export async function keepOpen(device, key) {
  const db = await opened(shiftOf(device), SHIFT);
  const tx = db.transaction(SHIFT, 'readwrite', STRICT);
  tx.objectStore(SHIFT).put(key, 'key');
  await done(tx);
  db.close();
  // What is to be cleared away later has to lie in a file of the past by then.
  await sweep();
}

async function openKey(device) {
  if (!(await indexedDB.databases()).some(({ name }) => name === shiftOf(device))) return undefined;
  const db = await opened(shiftOf(device), SHIFT);
  const key = await read(db, SHIFT, 'key');
  db.close();
  return key;
}

export async function close(device) {
  await removed(shiftOf(device));
  await sweep();
}

/** The open key; or why there is none: `pin`, `shut`, or nothing where it is lost. `isOver`: a PIN is asked for from here on. */
export async function unlocked(db, device, isOver) {
  if (await read(db, META, 'shut')) return 'shut';
  const isWrapped = Boolean(await read(db, META, 'wrapped'));
  // Before a PIN was chosen there is no other key.
  if (isOver && isWrapped) await close(device);
  return (await openKey(device)) ?? (isWrapped ? 'pin' : undefined);
}

export async function setPin(db, device, key, pin) {
  const wrapped = await wrap(key, pin);
  // Proven before anything hangs on it.
  const open = await unwrap(wrapped, pin);
  await keep(db, { wrapped });
  await keepOpen(device, open);
}

/** Wrong PINs since the last right one. */
export const tries = async (db) => Number(await read(db, META, 'tries') ?? 0);

/** What opens sealed bytes: a format byte, the nonce, the ciphertext; bound to a label. */
async function plainOf(key, label, sealed) {
  const how = { name: 'AES-GCM', iv: sealed.slice(1, 1 + NONCE_BYTES), additionalData: bytes(label) };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, key, sealed.slice(1 + NONCE_BYTES))).replace(/^[^{]*/, ''));
}

/** When access ends, or null; undefined where this was not the PIN. From here on the key is open. */
export async function tryPin(db, device, pin) {
  const wrapped = await read(db, META, 'wrapped');
  // Counted first: nothing is gained by ending the app before it is said to be wrong.
  await keep(db, { tries: String((await tries(db)) + 1) });
  const key = await unwrap(wrapped, pin).catch(() => undefined);
  if (!key) return undefined;
  const { expires } = await plainOf(key, 'me', await read(db, META, 'me'));
  await keepOpen(device, key);
  return expires ?? null;
}

/** Nobody opens this any more: its keys go with what they open. What is in envelopes still goes. */
export async function shut(db, device) {
  const tx = db.transaction([META, CHUNK, LOG], 'readwrite', STRICT);
  const meta = tx.objectStore(META);
  meta.put('1', 'shut');
  // No other window stores anything here from now on.
  meta.put('1', 'moved');
  for (const name of ['wrapped', 'me', 'until']) meta.delete(name);
  for (const store of [CHUNK, LOG]) tx.objectStore(store).clear();
  await done(tx);
  await close(device);
}

// What waits. An entry of the outbox is the sealed bytes, or a list: these, the envelope's text, whether the server has answered
// for good.

/** What the server has not answered for good: `[n, sealed, envelope]`. */
async function unsettled(db) {
  const store = db.transaction(OUTBOX).objectStore(OUTBOX);
  const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  return keys.map((n, at) => [n, ...(Array.isArray(values[at]) ? values[at] : [values[at], '', false])])
    .filter(([, , , isSettled]) => !isSettled);
}

/** Rewrites entries that are there, each as `change` has it. */
function rewrite(db, numbers, change) {
  const tx = db.transaction(OUTBOX, 'readwrite');
  const store = tx.objectStore(OUTBOX);
  for (const n of numbers) {
    store.get(n).onsuccess = ({ target }) => {
      const entry = target.result && change(n, target.result);
      if (entry) store.put(entry, n);
    };
  }
  return done(tx);
}

/** The server came back from a backup and knows nothing above `last`: what is in an envelope waits again. */
async function putBack(db, last) {
  const lost = IDBKeyRange.lowerBound(last, true);
  const numbers = await asked(db.transaction(OUTBOX).objectStore(OUTBOX).getAllKeys(lost));
  // What has no envelope can't be sent from here: whoever opens the phone sends it.
  await rewrite(db, numbers, (n, entry) => (Array.isArray(entry) && entry[1] ? [entry[0], entry[1], false] : undefined));
}

/** Entries sealed in one go. */
const MEND_MOST = 32;

/** Puts what has no envelope into one: recorded before a key was known, or faster than envelopes were ready. */
export async function mend(db, key, named) {
  for (;;) {
    const bare = (await unsettled(db)).filter(([, , text]) => !text).slice(0, MEND_MOST);
    if (bare.length === 0) return;
    const made = new Map();
    for (const [n, sealed] of bare) {
      const { draft, standing, was } = await plainOf(key, OUTBOX, sealed);
      if (standing.settled) {
        made.set(n, ['', true]);
        continue;
      }
      const { id, site } = draft;
      const inside = await (await envelope(named)).seal(`${site}\n${id}`, bytes(JSON.stringify(draft)));
      made.set(n, [JSON.stringify({ id, site, envelope: JSON.parse(inside), was: was ?? undefined }), false]);
    }
    // What got one meanwhile keeps it.
    await rewrite(db, made.keys(), (n, entry) => (Array.isArray(entry) ? undefined : [entry, ...made.get(n)]));
  }
}

/** The operation that an envelope goes up as. */
const addressed = (n, text) => `{"n":${n},${text.slice(1)}`;

/** The rescue file of one identity; none where nothing waits. */
async function fileOf([db, device]) {
  const waiting = await unsettled(db);
  if (waiting.length === 0) return [];
  const sealed = waiting.filter(([, , text]) => text);
  const ops = sealed.map(([n, , text]) => JSON.parse(addressed(n, text)));
  const now = Date.now();
  const unsealed = waiting.length - sealed.length;
  const content = { dabai_rescue: 1, device, site: ops[0]?.site ?? '', made_at: now, unsealed, ops };
  return [new File([JSON.stringify(content)], `dabai-rescue-${device.slice(0, 8)}-${now}.json`, { type: 'application/json' })];
}

/** Everything unsent, as files: to whatever the system shares with, else as downloads. */
export async function rescue(identities) {
  const files = (await Promise.all(identities.map(fileOf))).flat();
  if (files.length === 0) return;
  if (navigator.canShare?.({ files })) {
    const fault = await navigator.share({ files }).catch((error) => error);
    // Called off by the person: theirs to say. Whatever else it was, the files are still to be had.
    if (!fault || fault.name === 'AbortError') return;
  }
  for (const file of files) {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name });
    link.click();
    // The browser reads it after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

// Sending unread. The limits are those of shared::protocol and shared::replica.

const [PUSH_OPS_MAX, PUSH_BYTES_MAX, FRAME_BYTES] = [200, 256 * 1024, 512];
const [RETRY_FIRST_MS, RETRY_MOST_MS, CALL_MS_MAX] = [1_000, 60_000, 60_000];
/** What the ids of all operations of one tap begin with. */
const TAP_CHARS = 13;

/** What the server will answer again, whoever asks: only the open phone knows what to do then. */
const LASTING = ['gap', 'device_fork', 'malformed', 'too_large'];

/** The next push. Nothing behind what can't be sent: the server takes no number before those below it. */
export function batch(waiting, held, most = PUSH_OPS_MAX) {
  const [numbers, ops] = [[], []];
  let size = FRAME_BYTES;
  for (const [n, , text] of waiting) {
    if (!text) break;
    if (held.has(n)) continue;
    const op = addressed(n, text);
    size += op.length + 1;
    if (numbers.length === most || (numbers.length > 0 && size > PUSH_BYTES_MAX)) break;
    numbers.push(n);
    ops.push(op);
  }
  return { numbers, ops };
}

/** Sends what waits, unread, until nothing does. What the server says is only marked: whoever opens the phone asks again. */
export function postman(db, device, asks, tell) {
  // Held ones are the server's; nothing is gained by sending them again from here.
  const held = new Set();
  // `waiting` is not known before it is counted; `isStuck`: the rest goes only from an open phone; `isHeard`: since it was told last.
  const post = { waiting: undefined, isAway: false, isStuck: false, isHeard: false, isDone: false, now };
  let [busy, failures, timer, most] = [false, 0, 0, PUSH_OPS_MAX];

  function say() {
    tell();
    post.isHeard = false;
  }

  /** What our server answers, be it a refusal: that has a code. */
  async function push(ops, unsent) {
    const body = `{"device":"${device}","client_now":${Date.now()},"ops":[${ops.join()}],"unsent":${unsent}}`;
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(CALL_MS_MAX) };
    const reply = await fetch('/api/v1/sync/push', init);
    const answer = await reply.json();
    const isOurs = reply.ok ? Array.isArray(answer.results) : typeof answer.code === 'string' && typeof answer.message === 'string';
    // A portal's yes or no.
    if (!isOurs) throw new Error('not our server');
    return answer;
  }

  /** How long to wait for the next try; nothing where none is needed. */
  async function round() {
    // Once a round: what was heard while nobody could take note of it is asked for again.
    let [isOwed, isPutBack] = [asks, false];
    for (;;) {
      const waiting = await unsettled(db);
      const left = waiting.filter(([n]) => !held.has(n));
      post.waiting = new Set(left.map(([n, , text]) => (text ? JSON.parse(text).id.slice(0, TAP_CHARS) : n))).size;
      post.isDone = waiting.length === 0;
      say();
      const { numbers, ops } = batch(waiting, held, most);
      if (numbers.length === 0 && !isOwed) {
        post.isStuck = left.length > 0;
        return undefined;
      }
      const { results, code, last_n: last = 0 } = await push(ops, waiting.length - numbers.length);
      post.isHeard = true;
      isOwed = false;
      if (!results) {
        if (['malformed', 'too_large'].includes(code) && numbers.length > 1) {
          // One of them, or all of them together.
          most = numbers.length >> 1;
          continue;
        }
        // Still a gap after that: what is missing is not in an envelope. Tried again with the next round.
        if (code !== 'gap' || isPutBack) throw new Error(code);
        isPutBack = true;
        for (const n of held) if (n > last) held.delete(n);
        await putBack(db, last);
        continue;
      }
      [failures, most] = [0, PUSH_OPS_MAX];
      const final = results.filter(({ status }) => status !== 'held').map(({ n }) => n);
      for (const { n } of results) held.add(n);
      await rewrite(db, final, (n, entry) => (Array.isArray(entry) ? [entry[0], entry[1], true] : undefined));
      post.isAway = post.isStuck = false;
      if (results.length === 0 && numbers.length > 0) return RETRY_MOST_MS;
    }
  }

  async function now(isAsked = true) {
    if (isAsked) failures = 0;
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    const wait = await round().catch(({ message }) => {
      post.isStuck = LASTING.includes(message);
      post.isAway = !post.isStuck;
      failures += 1;
      return Math.min(RETRY_FIRST_MS * 2 ** failures, RETRY_MOST_MS);
    });
    busy = false;
    say();
    if (wait) timer = setTimeout(now, wait, false);
  }

  addEventListener('online', now);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && now());
  now();
  return post;
}
