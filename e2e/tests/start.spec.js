// The pipeline itself: the shell, the bundle, the service worker.
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
