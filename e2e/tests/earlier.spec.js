// A start in two steps: the list first, what happened before today behind it. Until that is read nothing is said that
// hangs on it, nobody is asked, and nothing can be lost.
import { Device } from '../harness/device.js';
import { newCode, nextDoor, setUpSite, toDoors, unsent } from '../harness/people.js';
import { counts, present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';

const DAY_MS = 86_400_000;
/** So many rows a page that the log of this site is folded, and what is needed first kept apart. */
const PAGE_ROWS = 5;
const FOLDED_WITHIN_MS = 60_000;
const READ_WITHIN_MS = 20_000;

/** To be run in a page before the app: what happened earlier is read, and comes when `window.letGo` is called. */
const HOLD = `{
  const held = new Promise((go) => { window.letGo = go; });
  const { getAll } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.getAll = function ask(query, count) {
    const request = getAll.call(this, query, count);
    if (this.name === 'chunk' && count < 100) {
      const set = (hear) => request.addEventListener('success', (event) => held.then(() => hear(event)));
      Object.defineProperty(request, 'onsuccess', { set });
    }
    return request;
  };
}`;

const test = base.extend({
  /**
   * A site in which one was seen the day before yesterday, which is soon enough, another, which is too long ago, and a third today;
   * and the phone of somebody who worked there. `start()` opens it, with what was before today held back.
   */
  worked: async ({ server, gate, newPhone }, use) => {
    await setUpSite(server, 0);
    const tool = await Device.enrol(server.url, await newCode(server, '工具'));
    const [fresh, overdue, today] = firstDoors(tool).filter((door) => tool.residents(door).some((one) => !one.fields.priority));
    for (const [door, cadence_h] of [[fresh, 72], [overdue, 24]]) {
      const one = tool.residents(door).find((resident) => !resident.fields.priority);
      await tool.push({ type: 'set', kind: 'resident', record: one.id, fields: { priority: { reason: '独居', cadence_h } } });
      await tool.allFine(door, Date.now() - 2 * DAY_MS);
    }
    await tool.allFine(today);
    gate.requests['/sync/pull'] = (body) => ({ ...body, limit: PAGE_ROWS });
    const phone = await newPhone({ init: HOLD });
    await phone.page.goto(`${gate.url}/app/#c=${await newCode(server, '李梅')}`);
    await toDoors(phone.page);
    await phone.page.evaluate(() => navigator.serviceWorker.ready);
    const device = await present(phone.page);
    await expect.poll(async () => (await counts(phone.page, device)).chunk, { timeout: FOLDED_WITHIN_MS }).toBeGreaterThan(0);
    const start = async () => {
      await phone.restart();
      gate.seen.length = 0;
      await phone.page.goto(`${gate.url}/app/`);
      await expect(nextDoor(phone.page)).toBeVisible();
      return phone.page;
    };
    const doors = { fresh, overdue, today };
    const rooms = Object.fromEntries(Object.entries(doors).map(([name, door]) => [name, door.fields.room]));
    await use({ tool, phone, device, start, doors, rooms });
  },
});
test.setTimeout(120_000);

/** The doors that the list begins with. */
function firstDoors(tool) {
  const by = (...keys) => (a, b) => keys.map((key) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)))).find((order) => order !== 0) ?? 0;
  const field = (name, none) => (row) => row.fields[name] ?? none;
  const [building] = tool.all('building').sort(by(field('order', 0), field('name', '')));
  const here = tool.all('door').filter((door) => door.fields.building === building.id);
  const unit = Math.min(...here.map((door) => Number(door.fields.unit ?? 0)));
  return here.filter((door) => Number(door.fields.unit ?? 0) === unit).sort(by(field('walk', 0), field('room', '')));
}

const cell = (page, room) => page.locator('.doors .door').filter({ has: page.getByText(room, { exact: true }) });
const letGo = (page) => page.evaluate(() => window.letGo());
const asked = (gate) => gate.seen.filter((path) => path.includes('/sync/'));
const title = (page) => page.getByRole('heading', { level: 1 });

test('the list comes first and calls nobody overdue; a door waits for what was before, and the server is asked after that', async ({ gate, worked }) => {
  const { rooms, start } = worked;
  const page = await start();
  await expect(cell(page, rooms.today)).toHaveClass(/done/);
  await expect(page.locator('main')).not.toContainText('超时');
  await cell(page, rooms.fresh).tap();
  await expect(page.locator('main')).toContainText('正在打开');
  await expect(page.locator('.known')).toHaveCount(0);
  expect(asked(gate)).toEqual([]);

  await letGo(page);
  await expect(page.locator('.known')).toBeVisible({ timeout: READ_WITHIN_MS });
  await expect(page.locator('.known')).toContainText('见到');
  await expect(page.locator('.known')).not.toContainText('超时');
  await expect.poll(() => asked(gate).length).toBeGreaterThan(0);
  await page.getByRole('button', { name: '返回' }).tap();
  await expect(cell(page, rooms.overdue)).toContainText('超时');
  await expect(cell(page, rooms.fresh)).toContainText('未访');
});

test('closed before all was read, and opened again: everything is there, and what is recorded goes up', async ({ worked }) => {
  const { tool, rooms, start } = worked;
  await start();
  const page = await start();
  await letGo(page);
  await expect(cell(page, rooms.overdue)).toContainText('超时', { timeout: READ_WITHIN_MS });
  await nextDoor(page).tap();
  await page.getByRole('button', { name: /^无应答/ }).tap();
  await expect(title(page)).toContainText('已记');
  await expect.poll(() => unsent(page)).toBe(0);
  await tool.pull();
  expect(tool.visits().length).toBe(4);
});

test('what another tab has stored meanwhile is taken in', async ({ gate, worked }) => {
  const { tool, phone, doors, rooms, start } = worked;
  const page = await start();
  const other = await phone.context.newPage();
  await other.goto(`${gate.url}/app/`);
  await letGo(other);
  await expect(cell(other, rooms.overdue)).toContainText('超时', { timeout: READ_WITHIN_MS });
  await tool.allFine(doors.overdue);
  await expect(cell(other, rooms.overdue)).toHaveClass(/done/, { timeout: READ_WITHIN_MS });
  await page.bringToFront();
  await expect(cell(page, rooms.overdue)).not.toHaveClass(/done/);
  await letGo(page);
  await expect(cell(page, rooms.overdue)).toHaveClass(/done/, { timeout: READ_WITHIN_MS });
  await expect(cell(page, rooms.fresh)).toContainText('未访');
});

test('what was before and can’t be read is pulled again', async ({ gate, worked }) => {
  const { phone, device, rooms, start } = worked;
  await phone.page.goto(`${gate.url}/healthz`);
  await phone.page.evaluate(async (name) => {
    const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await asked(indexedDB.open(name));
    const tx = database.transaction('chunk', 'readwrite');
    const [key] = await asked(tx.objectStore('chunk').getAllKeys());
    tx.objectStore('chunk').put(new Uint8Array(64), key);
    await new Promise((resolve) => { tx.oncomplete = resolve; });
    database.close();
  }, `dabai-${device}`);
  const page = await start();
  await letGo(page);
  await expect(cell(page, rooms.overdue)).toContainText('超时', { timeout: READ_WITHIN_MS });
  await cell(page, rooms.fresh).tap();
  await expect(page.locator('.known')).toContainText('见到');
  await expect(title(page)).toContainText(rooms.fresh);
});
