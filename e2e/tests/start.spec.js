// The pipeline itself: the shell, the bundle, the service worker.
import { newCode, setUpSite, toDoors } from '../harness/people.js';
import { expect, test } from '../harness/test.js';

test('the phone starts from an empty profile without an error', async ({ server, phone }) => {
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  expect(phone.errors).toEqual([]);
});

test('once started, the phone starts again without a server', async ({ server, phone }) => {
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();

  await phone.page.goto(`${server.url}/app/doors`);
  await expect(phone.page.locator('main')).toBeVisible();

  await phone.restart();
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
});

test('the screens behind the first one may come later than it: they are waited for, and the version counts as started with them', async ({ server, phone }) => {
  const { page } = phone;
  await setUpSite(server, 0);
  let come;
  const comes = new Promise((resolve) => { come = resolve; });
  await page.route('**/*_rest.wasm', async (route) => {
    await comes;
    await route.continue();
  });
  await page.goto(`${server.url}/app/#c=${await newCode(server, '李梅')}`);
  // The list is there; whether the phone is ready for it is said on a page behind it.
  await expect.poll(() => page.evaluate(() => localStorage.getItem('dabai.enrolled'))).toBe('1');
  await expect(page.locator('main')).toContainText('正在打开');
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistration().then(Boolean))).toBe(false);
  come();
  await toDoors(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  expect(phone.errors).toEqual([]);
});
