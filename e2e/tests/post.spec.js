// What goes up unread: from a locked phone whose pushes the server refuses, and from workers before. Nothing stays in silence.
import { Device, newId } from '../harness/device.js';
import { SENT_WITHIN_MS, allSent, lock, on, start, toWaiting, unlock, visitSealed } from '../harness/lock.js';
import { choosePin, newCode, setUpSite, typeDigits, unsent, visitNext } from '../harness/people.js';
import { identities, present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';

/** More than the server takes in one request. */
const TOO_LARGE = 'x'.repeat(300 * 1024);

const test = base.extend({
  /** A site that asks for a PIN, and a tool that reads everything of it. */
  tool: async ({ server }, use) => {
    await setUpSite(server, 0);
    await server.run('site', 'set', '--pin', 'on');
    await use(await Device.enrol(server.url, await newCode(server, '工具')));
  },
});
test.setTimeout(180_000);

const sendNow = (page) => on(page).press(on(page).button(/现在上传/));
const mustBeOpened = (page) => expect(page.locator('.message')).toContainText('输密码打开手机', { timeout: SENT_WITHIN_MS });

test('what is too large at once goes from a locked phone in smaller pieces', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  gate.mode = 'portal';
  for (let n = 0; n < 3; n += 1) await visitNext(page);
  await lock(page);
  const sizes = [];
  gate.requests['/sync/push'] = (body) => {
    sizes.push(body.ops.length);
    return body.ops.length > 2 ? { ...body, unsent: TOO_LARGE } : body;
  };
  gate.mode = 'open';
  await toWaiting(page);
  await sendNow(page);
  await expect(page.locator('.message')).toContainText('都传上去了', { timeout: SENT_WITHIN_MS });
  const [all, half] = new Set(sizes);
  expect(all).toBeGreaterThan(2);
  expect(half).toBe(all >> 1);
  await tool.pull();
  expect(tool.visits().length).toBe(3);
});

test('a locked phone that is the copy of another says that it has to be opened; then everything arrives', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  const first = await present(page);
  await visitNext(page);
  await allSent(page);
  gate.mode = 'portal';
  const more = await visitSealed(page);
  await lock(page);
  // The other one has used the number for something else.
  gate.requests['/sync/push'] = (body) => (body.device === first ? { ...body, ops: body.ops.map((op) => ({ ...op, n: 1 })) } : body);
  gate.mode = 'open';
  await toWaiting(page);
  await sendNow(page);
  await mustBeOpened(page);
  await expect(page.locator('.bar')).toContainText(`待上传 ${more}`);
  await on(page).back('.keypad');
  await unlock(page);
  await allSent(page);
  expect(await present(page)).not.toBe(first);
  await tool.pull();
  expect(tool.visits().length).toBe(1 + more);
});

test('what has no envelope waits for whoever opens the phone, and the locked phone says so', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const without = (body) => ({ ...body, envelope_key: null, rules: body.rules && { ...body.rules, envelope_key: null } });
  gate.answers['/enrol'] = without;
  gate.answers['/sync/pull'] = without;
  await start(page, gate, await newCode(server, '李梅'));
  gate.refuses = ['/sync/push'];
  await visitNext(page);
  await lock(page);
  gate.refuses = [];
  await toWaiting(page);
  await mustBeOpened(page);
  await on(page).back('.keypad');
  await unlock(page);
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});

test('a worker before is forgotten once, and what another tab writes of workers before meanwhile stays', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  const first = await present(page);
  gate.mode = 'portal';
  await visitNext(page);
  await lock(page);
  gate.refuses = ['/sync/push'];
  gate.mode = 'open';
  await toWaiting(page);
  await on(page).to(/忘了密码/, '.tile.wide');
  await on(page).to(/输入上岗码/, '.keypad');
  await typeDigits(page, await newCode(server, '王强'));
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await choosePin(page, '864208');
  await expect.poll(() => unsent(page)).toBe(1);
  const other = newId();
  await page.evaluate((more) => {
    const { get, put } = IDBObjectStore.prototype;
    window.test = { writes: 0, came: false };
    IDBObjectStore.prototype.put = function (value, ...key) {
      if (key[0] === 'former') window.test.writes += 1;
      return put.call(this, value, ...key);
    };
    IDBObjectStore.prototype.get = function (key) {
      const request = get.call(this, key);
      if (key === 'former' && !window.test.came) {
        window.test.came = true;
        // Before whoever asked hears the answer.
        request.addEventListener('success', () => {
          const store = this.transaction.db.transaction('registry', 'readwrite').objectStore('registry');
          get.call(store, 'former').onsuccess = ({ target }) => put.call(store, `${target.result},${more}`, 'former');
        });
      }
      return request;
    };
  }, other);
  gate.refuses = [];
  await allSent(page);
  await expect.poll(() => identities(page)).not.toContain(first);
  const former = () => page.evaluate(() => new Promise((resolve) => {
    indexedDB.open('dabai').onsuccess = ({ target: { result: db } }) => {
      db.transaction('registry').objectStore('registry').get('former').onsuccess = ({ target }) => resolve(target.result);
    };
  }));
  expect((await former()).split(',').filter(Boolean)).toEqual([other]);
  // Whatever makes it look again.
  for (let n = 0; n < 3; n += 1) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await former();
  }
  expect(await page.evaluate(() => window.test.writes)).toBe(1);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});
