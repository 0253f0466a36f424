// A new version may never take away an old one that works.
import fs from 'node:fs';
import { newVersion } from '../harness/version.js';
import { expect, test as base } from '../harness/test.js';

const test = base.extend({
  /** `serve(name, change)`: restarts the server with another version of the phone. */
  serve: async ({ server }, use) => {
    const folders = [];
    await use(async (name, change = (script) => script) => {
      folders.push(newVersion(name, change));
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
/** Opens the phone and waits until its version has started and is kept. */
async function open({ server, phone }) {
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
}
/** Opens the phone again and waits until the update it found is fetched and waits, or was refused. */
async function openAndFetchUpdate(fixtures) {
  await open(fixtures);
  const { page } = fixtures.phone;
  await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration('/app/')).update(); });
  await expect.poll(() => page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/app/');
    return registration.installing === null;
  })).toBe(true);
}

const BROKEN = () => 'export default () => { throw new Error("broken on purpose"); };';
/** Opens the phone with a broken update waiting, until the version before is back. */
async function openBroken({ server, phone }, before) {
  await phone.page.goto(`${server.url}/app/`);
  await expect.poll(() => phone.errors.join()).toContain('broken on purpose');
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe(before);
  await expect(phone.page.locator('main')).toBeVisible();
}

test('an update is fetched quietly and taken at the next launch', async ({ server, phone, serve }) => {
  await open({ server, phone });
  const first = await versionShown(phone.page);
  await serve('second');
  await openAndFetchUpdate({ server, phone });
  expect(await versionShown(phone.page)).toBe(first);
  expect(await versionsKept(phone.page)).toEqual([first, 'second']);

  await open({ server, phone });
  await expect.poll(() => versionShown(phone.page).catch(() => '')).toBe('second');
  // Started well, so the version before is let go.
  await expect.poll(() => versionsKept(phone.page).catch(() => [])).toEqual(['second']);
  expect(phone.errors).toEqual([]);
});

test('a version that fails to start leaves the one before in use, also without a network', async ({ server, phone, serve }) => {
  await open({ server, phone });
  const first = await versionShown(phone.page);
  await serve('broken', BROKEN);
  await openAndFetchUpdate({ server, phone });
  await openBroken({ server, phone }, first);

  await server.stop();
  await phone.restart();
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  expect(await versionShown(phone.page)).toBe(first);
});

test('a mended version is taken after a broken one', async ({ server, phone, serve }) => {
  await open({ server, phone });
  const first = await versionShown(phone.page);
  await serve('broken', BROKEN);
  await openAndFetchUpdate({ server, phone });
  await openBroken({ server, phone }, first);

  await serve('mended');
  await openAndFetchUpdate({ server, phone });
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

test('half an update, or a captive portal in its place, is not kept', async ({ server, phone, serve }) => {
  await open({ server, phone });
  const first = await versionShown(phone.page);
  await serve('second');
  await phone.context.route(/app\/field.*-second\.js$/, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }));
  await openAndFetchUpdate({ server, phone });
  expect(await versionsKept(phone.page)).toEqual([first]);
  await open({ server, phone });
  expect(await versionShown(phone.page)).toBe(first);
});
