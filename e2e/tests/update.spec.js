// A new version may never take away an old one that works.
import fs from 'node:fs';
import { newVersion } from '../harness/version.js';
import { expect, test as base } from '../harness/test.js';

// The shell is what is tested, so the app in it is the smallest that can start, or fail to.
const WORKING = `export default async ({ module_or_path }) => {
  await module_or_path;
  document.body.append(document.createElement('main'));
  document.querySelector('main').textContent = '大白敲门';
  dabaiWhole().then(() => dispatchEvent(new Event('dabai:started')));
};`;
const BROKEN = 'export default () => { throw new Error("broken on purpose"); };';

const test = base.extend({
  /** `serve(name, script, parts)`: restarts the server with another version of the phone, see newVersion. */
  serve: async ({ server }, use) => {
    const folders = [];
    await use(async (name, script = WORKING, parts = {}) => {
      folders.push(newVersion(name, script, parts));
      server.assets = folders.at(-1);
      await server.stop();
      await server.start();
    });
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  },
});

const versionShown = (page) => page.evaluate(() => document.documentElement.dataset.version);
const versionsKept = async (page) => {
  const names = await page.evaluate(() => caches.keys());
  return names.filter((name) => name.startsWith('dabai-v-')).map((name) => name.replace('dabai-v-', ''));
};
/** Opens the phone and waits until its version has started and the worker has looked for a newer one. */
async function open({ server, phone: { page } }) {
  await page.goto(`${server.url}/app/`);
  await expect(page.locator('main')).toBeVisible();
  await look(page);
}
/** Has the worker look for a newer version, and waits until it has. */
async function look(page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const looked = new Promise((resolve) => { channel.port1.onmessage = resolve; });
    active.postMessage({ type: 'started', version: document.documentElement.dataset.version }, [channel.port2]);
    await looked;
  });
}

/** Opens the phone with a broken version as its next, until the version before is back. */
async function openBroken({ server, phone }) {
  await phone.page.goto(`${server.url}/app/`);
  await expect.poll(() => phone.errors.join()).toContain('broken on purpose');
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe('first');
  await expect(phone.page.locator('main')).toBeVisible();
}

test('an update is fetched quietly and taken at the next launch', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('second');
  await open({ server, phone });
  expect(await versionShown(phone.page)).toBe('first');
  expect(await versionsKept(phone.page)).toEqual(['first', 'second']);

  await open({ server, phone });
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe('second');
  // Started well, so the version before is let go.
  await expect.poll(() => versionsKept(phone.page).catch(() => [])).toEqual(['second']);
  expect(phone.errors).toEqual([]);
});

test('a version that fails to start leaves the one before in use, also without a network', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('broken', BROKEN);
  await open({ server, phone });
  await openBroken({ server, phone });

  await server.stop();
  await phone.restart();
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  expect(await versionShown(phone.page)).toBe('first');
});

test('a version whose first screen shows, but whose rest can not be put in place, leaves the one before in use', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('half', WORKING, { rest: Buffer.from('broken on purpose') });
  await open({ server, phone });
  await phone.page.goto(`${server.url}/app/`);
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe('first');
  await expect(phone.page.locator('main')).toBeVisible();
  expect(phone.errors.join()).toContain('CompileError');
});

test('a mended version is taken after a broken one', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('broken', BROKEN);
  await open({ server, phone });
  await openBroken({ server, phone });

  await serve('mended');
  await open({ server, phone });
  await phone.page.goto(`${server.url}/app/`);
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe('mended');
  await expect.poll(() => versionsKept(phone.page).catch(() => [])).toEqual(['mended']);
});

test('a first version that cannot start says so in both languages', async ({ server, phone, serve }) => {
  await serve('broken', BROKEN);
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.getByRole('heading', { name: '打不开 · Can’t start' })).toBeVisible();
  await expect(phone.page.getByRole('button')).toBeVisible();
});

test('a captive portal in place of a file is not kept, nor the rest of that version', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('second', WORKING, { served: '<h1>Wi-Fi</h1>' });
  await open({ server, phone });
  expect(await versionsKept(phone.page)).toEqual(['first']);

  await serve('second');
  await open({ server, phone });
  expect(await versionsKept(phone.page)).toEqual(['first', 'second']);
});

test('going back to the version before is an update like any other', async ({ server, phone, serve }) => {
  for (const version of ['first', 'second', 'first']) {
    await serve(version);
    await open({ server, phone });
    await open({ server, phone });
    expect(await versionShown(phone.page)).toBe(version);
    expect(await versionsKept(phone.page)).toEqual([version]);
  }
});

test('a version withdrawn before it was ever used is not taken', async ({ server, phone, serve }) => {
  await serve('first');
  await open({ server, phone });
  await serve('second');
  await open({ server, phone });
  await serve('first');
  await look(phone.page);
  await open({ server, phone });
  expect(await versionShown(phone.page)).toBe('first');
});
