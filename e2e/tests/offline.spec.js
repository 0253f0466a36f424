// The main job: records made in a stairwell without a network are at the desk afterwards, once each.
import { expect, test } from '../harness/test.js';
import { Gate } from '../harness/gate.js';
import { enrol, feed, newCode, nextDoor, openDesk, setUpSite, toDoors, unsent, visitNext } from '../harness/people.js';

/** From before the first of two taps to the row at the desk: taps and page turns are in it, so this is no latency figure. */
const TAPS_TO_DESK_WITHIN_MS = 2_000;

test('ten visits made without a server are at the desk afterwards, once each', async ({ server, phone, browser }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  const desk = await openDesk(server, browser);
  await expect(feed(desk)).toHaveCount(0);

  await server.stop();
  const rooms = [];
  for (let n = 0; n < 4; n += 1) rooms.push(await visitNext(phone.page));
  await phone.page.reload();
  await expect(nextDoor(phone.page)).toBeVisible();
  for (let n = 0; n < 3; n += 1) rooms.push(await visitNext(phone.page));
  await phone.restart();
  await phone.page.goto(`${server.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  for (let n = 0; n < 3; n += 1) rooms.push(await visitNext(phone.page));
  expect(new Set(rooms).size).toBe(10);
  expect(await unsent(phone.page)).toBe(10);

  await server.start();
  await expect.poll(() => unsent(phone.page), { timeout: 20_000 }).toBe(0);
  // The desk's page was open all the while and finds its server again by itself.
  await expect(feed(desk)).toHaveCount(10, { timeout: 20_000 });
  const ids = await feed(desk).evaluateAll((rows) => rows.map((row) => row.dataset.visit));
  expect(new Set(ids).size).toBe(10);
  const text = await desk.locator('#coming-in ~ * , table.feed').allInnerTexts();
  for (const room of rooms) expect(text.join('\n')).toContain(`-${room}`);
  await phone.page.reload();
  await expect(nextDoor(phone.page)).toBeVisible();
  expect(await unsent(phone.page)).toBe(0);
  await desk.reload();
  await expect(feed(desk)).toHaveCount(10);
  await desk.context().close();
});

test('a visit comes to the desk page by itself, without a reload', async ({ server, phone, browser }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  const desk = await openDesk(server, browser);
  // One visit first: streams are open and caches warm.
  await visitNext(phone.page);
  await expect(feed(desk)).toHaveCount(1);
  await desk.evaluate(() => { window.stillTheSamePage = true; });
  const before = Date.now();
  await visitNext(phone.page);
  await expect(feed(desk)).toHaveCount(2);
  const took = Date.now() - before;
  test.info().annotations.push({ type: 'tap to desk, ms', description: String(took) });
  expect(took).toBeLessThan(TAPS_TO_DESK_WITHIN_MS);
  expect(await desk.evaluate(() => window.stillTheSamePage)).toBe(true);
  await desk.context().close();
});

test('a phone that is not enrolled says without a network what to do, and the code is not spent', async ({ server, phone }) => {
  const [code] = await setUpSite(server);
  await phone.page.goto(`${server.url}/app/`);
  await expect(phone.page.locator('main')).toBeVisible();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await server.stop();
  await phone.page.goto(`${server.url}/app/#c=${code}`);
  await phone.page.reload();
  await expect(phone.page.locator('body')).toContainText('没连上网');
  await expect(phone.page.locator('body')).toContainText('走到有信号处');
  await server.start();
  await phone.page.getByRole('button', { name: '再试一次' }).tap();
  await toDoors(phone.page);
});

test('a first sync that breaks off goes on where it stopped', async ({ server, phone }) => {
  const [code] = await setUpSite(server);
  const gate = new Gate(server.url);
  await gate.start();
  const cursors = [];
  // Small pages, so that there is something to go on from; the second is cut in the middle.
  gate.requests['/sync/pull'] = (body) => {
    cursors.push(body.cursor.seq);
    if (cursors.length === 2) gate.cuts['/sync/pull'] = 1;
    if (cursors.length === 3) gate.mode = 'portal';
    return { ...body, limit: 100 };
  };
  await phone.page.goto(`${gate.url}/app/#c=${code}`);
  await expect(phone.page.locator('body')).toContainText('断了，名单还没取完', { timeout: 20_000 });
  await phone.page.evaluate(() => navigator.serviceWorker.ready);

  // Enrolled, without its rows, and nobody there: it says so after a restart too.
  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(phone.page.locator('body')).toContainText('名单还没取完');
  await expect(phone.page.locator('body')).toContainText('走到有信号处');

  // And however often it was opened until then: before the first door it says whether it is ready.
  gate.mode = 'open';
  await expect(phone.page.locator('.bar')).toContainText('自检', { timeout: 40_000 });
  await phone.page.reload();
  await expect(phone.page.locator('.facts')).toContainText('李1');
  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await toDoors(phone.page);
  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  expect(cursors[0]).toBe(0);
  expect(cursors.slice(1).every((seq) => seq > 0), `it began again: ${cursors}`).toBe(true);
  await gate.stop();
});

test('a portal that answers 200 with its login page is no network', async ({ server, phone }) => {
  const [code] = await setUpSite(server);
  const gate = new Gate(server.url);
  await gate.start();
  await enrol(phone.page, gate.url, code);
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  gate.mode = 'portal';
  gate.seen = [];
  await visitNext(phone.page);
  await expect.poll(() => gate.seen.filter((path) => path.endsWith('/sync/push')).length).toBeGreaterThan(0);
  expect(await unsent(phone.page)).toBe(1);
  await phone.page.reload();
  await visitNext(phone.page);
  expect(await unsent(phone.page)).toBe(2);
  gate.mode = 'open';
  await expect.poll(() => unsent(phone.page), { timeout: 40_000 }).toBe(0);
  await gate.stop();
});

test('two tabs record at once, and every record arrives once', async ({ server, phone, browser }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  const other = await phone.context.newPage();
  await other.goto(`${server.url}/app/`);
  await expect(nextDoor(other)).toBeVisible();
  await server.stop();
  const rooms = [];
  for (let n = 0; n < 3; n += 1) {
    rooms.push(await visitNext(phone.page));
    rooms.push(await visitNext(other));
  }
  // Each tab sees what the other one did: neither goes to a door that is done.
  expect(new Set(rooms).size).toBe(6);
  await server.start();
  await expect.poll(() => unsent(other), { timeout: 20_000 }).toBe(0);
  await expect.poll(() => unsent(phone.page)).toBe(0);
  const desk = await openDesk(server, browser);
  await expect(feed(desk)).toHaveCount(6);
  await desk.context().close();
});

test('the tab that talks to the server is closed and the other one takes over', async ({ server, phone, browser }) => {
  const [code] = await setUpSite(server);
  await enrol(phone.page, server.url, code);
  const first = phone.page;
  const other = await phone.context.newPage();
  await other.goto(`${server.url}/app/`);
  await expect(nextDoor(other)).toBeVisible();
  await first.close();
  await visitNext(other);
  await expect.poll(() => unsent(other), { timeout: 20_000 }).toBe(0);
  const desk = await openDesk(server, browser);
  await expect(feed(desk)).toHaveCount(1);
  await desk.context().close();
});

test('what one phone records, another one sees by itself', async ({ server, phone, newPhone }) => {
  const [code, second] = await setUpSite(server, 2);
  await enrol(phone.page, server.url, code);
  const other = await newPhone();
  await enrol(other.page, server.url, second);
  const room = await visitNext(phone.page);
  const door = other.page.getByRole('button', { name: new RegExp(`^${room}`) }).first();
  await expect(door).toContainText(/\d\d:\d\d/);
});

test('a code enrols one phone only', async ({ server, phone, newPhone }) => {
  await setUpSite(server);
  const code = await newCode(server, '王');
  await enrol(phone.page, server.url, code);
  const other = await newPhone();
  await other.page.goto(`${server.url}/app/#c=${code}`);
  await expect(other.page.locator('body')).toContainText('这个码别的手机用过了');
});
