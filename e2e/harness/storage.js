// What a page's IndexedDB holds, read as it lies there: sealed. And the reverse: a phone's storage as it was once written.

/** Asks the page; once more where it has just started again by itself. */
async function asked(page, question) {
  try {
    return await page.evaluate(question);
  } catch (error) {
    if (!String(error).includes('because of a navigation')) throw error;
    await page.waitForLoadState();
    return page.evaluate(question);
  }
}

/** Names of the databases of this origin. */
export const databases = (page) => asked(page, async () => (await indexedDB.databases()).map(({ name }) => name).sort());

/** Identities that have a database here: all but the registry. */
export async function identities(page) {
  const names = await databases(page);
  return names.filter((name) => name.startsWith('dabai-')).map((name) => name.replace('dabai-', ''));
}

/** Who this phone is. */
export const present = (page) => asked(page, async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('dabai');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const named = await new Promise((resolve, reject) => {
    const request = database.transaction('registry').objectStore('registry').get('current');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.close();
  return named;
});

/** How many values each store of an identity's database holds: `{ outbox: 3, chunk: 0, … }`. */
export const counts = (page, device) => page.evaluate(async (name) => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const stores = [...database.objectStoreNames];
  const tx = database.transaction(stores);
  const found = await Promise.all(stores.map((store) => new Promise((resolve, reject) => {
    const request = tx.objectStore(store).count();
    request.onsuccess = () => resolve([store, request.result]);
    request.onerror = () => reject(request.error);
  })));
  database.close();
  return Object.fromEntries(found);
}, `dabai-${device}`);

/** What a store of an identity's database holds: `[[key, value], …]`, written as in `dump`. */
export const entries = async (page, device, store) => {
  const { databases } = await dump(page);
  return databases.find(({ name }) => name === `dabai-${device}`).stores.find((one) => one.store === store).entries;
};

/** The key of golden storages. In a browser's keeping it can no more be read out than any other. */
const GOLDEN_KEY = Array.from({ length: 32 }, (_, at) => (at * 7 + 3) % 256);

/** To be run in a page before the app: it seals under the golden key from now on. */
export const SEAL_FOR_GOLDEN = `{
  const key = crypto.subtle.importKey('raw', new Uint8Array(${JSON.stringify(GOLDEN_KEY)}), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const { generateKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.generateKey = function (how, ...rest) {
    return how.name === 'AES-GCM' ? key : generateKey.call(this, how, ...rest);
  };
}`;

/** Everything the app has stored, as JSON: sealed bytes stay sealed, keys are left out. */
export const dump = (page) => page.evaluate(async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const written = (value) => {
    if (value instanceof CryptoKey) return { key: true };
    if (value instanceof Uint8Array) return { sealed: btoa(String.fromCharCode(...value)) };
    if (Array.isArray(value)) return { list: value.map(written) };
    return { text: value };
  };
  const databases = [];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    const stores = [];
    for (const store of database.objectStoreNames) {
      const at = database.transaction(store).objectStore(store);
      const [keys, values, counts] = [asked(at.getAllKeys()), asked(at.getAll()), at.autoIncrement];
      const entries = (await values).map(written);
      stores.push({ store, counts, entries: (await keys).map((key, n) => [key, entries[n]]) });
    }
    database.close();
    databases.push({ name, version, stores });
  }
  return { databases, settings: { ...localStorage } };
});

/** Puts a dumped storage where there is none; in a page of the origin that is not the app. */
export const restore = (page, dumped) => page.evaluate(async ({ databases, settings, raw }) => {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const read = (value) => {
    if (value.key) return key;
    if (value.list) return value.list.map(read);
    return 'sealed' in value ? Uint8Array.from(atob(value.sealed), (char) => char.charCodeAt(0)) : value.text;
  };
  for (const { name, version, stores } of databases) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => {
        for (const { store, counts } of stores) request.result.createObjectStore(store, { autoIncrement: counts });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const { store, entries } of stores) {
      const tx = database.transaction(store, 'readwrite');
      for (const [at, value] of entries) tx.objectStore(store).put(read(value), at);
      await new Promise((resolve, reject) => {
        tx.oncomplete = resolve;
        tx.onabort = () => reject(tx.error);
      });
    }
    database.close();
  }
  for (const [name, value] of Object.entries(settings)) localStorage.setItem(name, value);
}, { ...dumped, raw: GOLDEN_KEY });

/** The outbox of a dumped storage in the clear, by number. */
export const opened = (page, dumped) => page.evaluate(async ({ databases, raw }) => {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['decrypt']);
  const outbox = databases.flatMap(({ stores }) => stores).find(({ store }) => store === 'outbox');
  const label = new TextEncoder().encode('outbox');
  return Promise.all(outbox.entries.map(async ([n, value]) => {
    const { sealed } = value.list?.[0] ?? value;
    const bytes = Uint8Array.from(atob(sealed), (char) => char.charCodeAt(0));
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(1, 13), additionalData: label }, key, bytes.slice(13));
    return [n, JSON.parse(new TextDecoder().decode(plain.slice(1)))];
  }));
}, { ...dumped, raw: GOLDEN_KEY });
