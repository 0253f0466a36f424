// What a browser or a disk may do to a phone: killed outright, full. Whatever was said to be saved is there; and whoever gets hold of
// the profile finds nobody's name in it.
import { Device } from '../harness/device.js';
import { places, profileOf } from '../harness/files.js';
import { expect, test } from '../harness/test.js';
import { enrol, nextDoor, setUpSite, unsent, visitNext } from '../harness/people.js';

const KILLS = 5;

test('whatever was said to be saved is there after the browser is killed at that moment', async ({ server, phone }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  // Chromium writes cookies down half a minute late, and when it is closed: a phone killed before has to be signed in again.
  await phone.restart();
  await server.stop();
  await phone.page.goto(`${server.url}/app/`);
  const rooms = new Set();
  for (let n = 1; n <= KILLS; n += 1) {
    rooms.add(await visitNext(phone.page));
    await phone.kill();
    await phone.open();
    await phone.page.goto(`${server.url}/app/`);
    await expect(nextDoor(phone.page)).toBeVisible();
    expect(await unsent(phone.page)).toBe(n);
  }
  // Each went on with the door after: what was killed away was not forgotten by the list either.
  expect(rooms.size).toBe(KILLS);
  await server.start();
  await expect.poll(() => unsent(phone.page), { timeout: 20_000 }).toBe(0);
});

test('a phone that is full says that nothing was saved, and goes on when there is room', async ({ server, phone }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  // A browser that has just started has not measured yet how much room there is.
  await phone.restart();
  const devtools = await phone.context.newCDPSession(phone.page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 });
  await phone.page.goto(`${server.url}/app/`);
  await nextDoor(phone.page).tap();
  await expect(phone.page.locator('.known')).toBeVisible();
  await phone.page.getByRole('button', { name: /一切正常/ }).tap();
  await expect(phone.page.locator('body')).toContainText('没存上');
  expect(await unsent(phone.page)).toBe(0);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url });
  await phone.page.goto(`${server.url}/app/`);
  await visitNext(phone.page);
  expect(await unsent(phone.page)).toBe(1);
});

test('no name, phone number or note lies open in the profile or in the log', async ({ server, phone }) => {
  const [code, other] = await setUpSite(server, 2);
  const residents = (await Device.enrol(server.url, other)).all('resident');
  const words = residents.flatMap(({ fields }) => [fields.name, fields.phone, fields.note]).filter((word) => word?.length > 1);
  expect(words.length).toBeGreaterThan(50);
  await enrol(phone.page, server.url, code);
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  for (let n = 0; n < 3; n += 1) await visitNext(phone.page);
  await phone.restart();
  await phone.page.goto(`${server.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  await phone.close();
  const profile = [...profileOf(phone.profile)];
  // What is looked for would be found: the names of the databases are.
  expect(places(profile, 'outbox').length).toBeGreaterThan(0);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  for (const word of new Set(words)) {
    expect(places(profile, word), word).toEqual([]);
    expect(`${server.log}${metrics}`.includes(word), `${word} in the log`).toBe(false);
  }
});
