// The lock: a PIN once a shift, what a locked phone still sends, a PIN that is forgotten, a phone that was silent for too long.
// Whoever can't open a phone reads nothing on it; whatever was recorded arrives.
import fs from 'node:fs';
import path from 'node:path';
import { places, profileOf } from '../harness/files.js';
import { Device } from '../harness/device.js';
import { SENT_WITHIN_MS, allSent, forms, isLocked, lock, on, sentAs, start, title, toWaiting, unlock, visitSealed } from '../harness/lock.js';
import { PIN, choosePin, newCode, nextDoor, setUpSite, typeDigits, unsent, visitNext } from '../harness/people.js';
import { entries, identities, present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';

const HOUR_MS = 3_600_000;

/** Keys are known to the test, and the clock is moved by `localStorage.setItem('test.shift', ms)`. */
const RAW = Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256);
const INIT = `{
  const { generateKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.generateKey = function (how, ...rest) {
    if (how.name !== 'AES-GCM') return generateKey.call(this, how, ...rest);
    return this.importKey('raw', new Uint8Array(${JSON.stringify(RAW)}), 'AES-GCM', ...rest);
  };
  const { now } = Date;
  Date.now = () => now() + Number(localStorage.getItem('test.shift') ?? 0);
}`;

const test = base.extend({
  /** A site that asks for a PIN, and a tool that reads everything of it. */
  tool: async ({ server }, use) => {
    await setUpSite(server, 0);
    await server.run('site', 'set', '--pin', 'on');
    await use(await Device.enrol(server.url, await newCode(server, '工具')));
  },
  phone: async ({ newPhone }, use) => use(await newPhone({ init: INIT })),
});
test.setTimeout(180_000);

test('a PIN is chosen after 自检, asked for once a shift, and by nothing that ends the app', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await page.goto(`${gate.url}/app/#c=${await newCode(server, '李梅')}`);
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await expect(title(page)).toHaveText('设 6 位密码');
  // Two that differ are no PIN.
  await typeDigits(page, '111111222222');
  await expect(page.locator('.ask .warn')).toContainText('两次不一样');
  await page.reload();
  await choosePin(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await visitNext(page);
  await phone.kill();
  await phone.open();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  const [resident] = tool.all('resident');
  await lock(phone.page);
  await phone.page.reload();
  await isLocked(phone.page);
  await expect(phone.page.locator('body')).not.toContainText(resident.fields.name);
  await unlock(phone.page);
  await visitNext(phone.page);
});

test('wrong PINs wait longer each time, also over a restart, and lose nothing', async ({ server, gate, tool, phone }) => {
  await start(phone.page, gate, await newCode(server, '李梅'));
  gate.mode = 'portal';
  await visitNext(phone.page);
  await lock(phone.page);
  const ask = phone.page.locator('.ask');
  for (let n = 0; n < 2; n += 1) {
    await typeDigits(phone.page, '000000');
    await expect(ask).toContainText('密码不对，再试一次');
  }
  await typeDigits(phone.page, '000000');
  await expect(ask).toContainText(/密码不对，[1-5] 秒后再试/);
  await typeDigits(phone.page, PIN);
  await phone.page.reload();
  await expect(ask).toContainText(/密码不对，[45] 秒后再试/);
  await expect(ask).not.toContainText('秒后再试', { timeout: 20_000 });
  await typeDigits(phone.page, '999999');
  await expect(ask).toContainText(/密码不对，([6-9]|10) 秒后再试/);
  await expect(ask).not.toContainText('秒后再试', { timeout: 30_000 });
  await unlock(phone.page);
  expect(await unsent(phone.page)).toBe(1);
});

test('after the shift neither a name nor the key that opens them lies in the profile', async ({ server, gate, tool, phone }) => {
  await start(phone.page, gate, await newCode(server, '李梅'));
  for (let n = 0; n < 3; n += 1) await visitNext(phone.page);
  const key = Buffer.from(RAW);
  const holds = () => [...profileOf(phone.profile)].filter(({ bytes }) => bytes.includes(key)).map(({ file }) => file);
  // During the shift it does: what is looked for would be found.
  expect(holds().length).toBeGreaterThan(0);
  await lock(phone.page);
  await expect.poll(holds, { timeout: 10_000 }).toEqual([]);
  await phone.close();
  expect(holds()).toEqual([]);
  const found = [...profileOf(phone.profile)];
  expect(places(found, 'outbox').length).toBeGreaterThan(0);
  const words = tool.all('resident').flatMap(({ fields }) => [fields.name, fields.phone, fields.note]).filter((word) => word?.length > 1);
  for (const word of new Set(words)) expect(places(found, word), word).toEqual([]);
});

test('a locked phone sends what waits without being able to read it, and whoever opens it hears the same', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  const ops = sentAs(gate);
  gate.mode = 'portal';
  for (let n = 0; n < 2; n += 1) await visitNext(page);
  await lock(page);
  await expect(page.locator('.ask')).toContainText('待上传 2');
  await toWaiting(page);
  await expect(page.locator('.big')).toHaveText('2');
  gate.mode = 'open';
  await on(page).press(on(page).button(/现在上传/));
  await expect(page.locator('.message')).toContainText('都传上去了', { timeout: SENT_WITHIN_MS });
  expect(ops.length).toBeGreaterThanOrEqual(2);
  expect(ops.filter((op) => op.change || !op.envelope.ct)).toEqual([]);
  await tool.pull();
  expect(tool.visits().length).toBe(2);
  await page.reload();
  await expect(page.locator('.ask')).toContainText('这一班只问这一次');
  await unlock(page);
  await allSent(page);
  await visitNext(page);
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(3);
});

test('a forgotten PIN: the next code makes a new identity, the old key is gone, and what was recorded arrives', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  const first = await present(page);
  gate.mode = 'portal';
  for (let n = 0; n < 2; n += 1) await visitNext(page);
  await lock(page);
  gate.refuses = ['/sync/push'];
  gate.mode = 'open';
  await toWaiting(page);
  await on(page).to(/忘了密码/, '.tile.wide');
  await expect(page.locator('.message')).toContainText('找调度员要新的上岗码');
  await on(page).to(/输入上岗码/, '.keypad');
  await typeDigits(page, await newCode(server, '李梅'));
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await choosePin(page, '864208');
  expect(await present(page)).not.toBe(first);
  expect((await entries(page, first, 'meta')).filter(([name]) => ['key', 'wrapped', 'me'].includes(name))).toEqual([]);
  await expect.poll(() => unsent(page)).toBe(2);
  gate.refuses = [];
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(2);
  await page.goto(`${gate.url}/app/`);
  await expect.poll(() => identities(page)).not.toContain(first);
});

test('the rescue file has everything that waits, for the server alone to read', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, await newCode(server, '李梅'));
  const ops = sentAs(gate);
  gate.mode = 'portal';
  for (let n = 0; n < 2; n += 1) await visitNext(page);
  await lock(page);
  await toWaiting(page);
  const [download] = await Promise.all([page.waitForEvent('download'), on(page).press(on(page).button(/导出救援文件/))]);
  const file = path.join(fs.mkdtempSync('/tmp/dabai-rescue-'), download.suggestedFilename());
  await download.saveAs(file);
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(path.dirname(file), { recursive: true });
  const device = await present(page);
  expect(path.basename(file)).toMatch(new RegExp(`^dabai-rescue-${device.slice(0, 8)}-\\d+\\.json$`));
  const rescued = JSON.parse(text);
  expect({ ...rescued, ops: [], made_at: 0 }).toEqual({ dabai_rescue: 1, device, site: tool.site, unsealed: 0, ops: [], made_at: 0 });
  expect(rescued.ops.length).toBeGreaterThanOrEqual(2);
  for (const { n, id, site, envelope, ...rest } of rescued.ops) {
    expect([typeof n, site, typeof id, Object.keys(envelope), rest]).toEqual(['number', tool.site, 'string', ['key', 'enc', 'ct'], {}]);
  }
  gate.mode = 'open';
  await on(page).press(on(page).button(/现在上传/));
  await expect(page.locator('.message')).toContainText('都传上去了', { timeout: SENT_WITHIN_MS });
  expect(ops).toEqual(rescued.ops);
});

test('a phone that was silent for too long shows nothing from the next shift on, until it hears the server; a clock set back helps nobody', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await server.run('site', 'set', '--pin', 'off', '--lease-hours', '1');
  await page.goto(`${gate.url}/app/#c=${await newCode(server, '李梅')}`);
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await expect(nextDoor(page)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  gate.mode = 'portal';
  const made = await visitSealed(page);
  const shift = async (hours) => {
    await page.evaluate((ms) => localStorage.setItem('test.shift', String(ms)), hours * HOUR_MS);
    await page.goto('about:blank');
    await page.goto(`${gate.url}/app/`);
  };
  // At work: the shift goes on.
  await shift(2);
  await expect(nextDoor(page)).toBeVisible();
  for (const hours of [20, 0, -48]) {
    await shift(hours);
    await expect(page.locator('.message'), `${hours} h`).toContainText('太久没联络服务器');
    await expect(nextDoor(page)).toHaveCount(0);
    await expect(page.locator('.bar')).toContainText(`待上传 ${made}`);
  }
  gate.mode = 'open';
  await on(page).press(on(page).button(/现在上传/));
  await expect(nextDoor(page)).toBeVisible({ timeout: 20_000 });
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(made);
});

test('a locked phone whose server came back from an older backup hears it, and sends again what it has lost', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await server.run('site', 'set', '--lease-hours', '1');
  await start(page, gate, await newCode(server, '李梅'));
  await visitNext(page);
  await allSent(page);
  await server.run('backup');
  const [backup] = fs.readdirSync(path.join(server.data, 'backups'));
  const more = await visitSealed(page);
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(1 + more);
  gate.mode = 'portal';
  const last = await visitSealed(page);
  await page.evaluate((ms) => localStorage.setItem('test.shift', String(ms)), 20 * HOUR_MS);
  await page.goto('about:blank');
  await page.goto(`${gate.url}/app/`);
  await expect(page.locator('.message')).toContainText('太久没联络服务器');
  await expect(page.locator('.bar')).toContainText(`待上传 ${last}`);
  await server.stop();
  await server.run('restore', path.join(server.data, 'backups', backup));
  await server.start();
  gate.mode = 'open';
  await on(page).press(on(page).button(/现在上传/));
  await isLocked(page);
  await toWaiting(page);
  await expect(page.locator('.message')).toContainText('都传上去了', { timeout: SENT_WITHIN_MS });
  await expect(async () => {
    await tool.pull();
    expect(tool.visits().length).toBe(1 + more + last);
  }).toPass({ timeout: 30_000 });
});

/** A phone without a PIN, whose site asks for one now, when the shift it was enrolled in is long over. Resolves to who it is. */
async function outlives(server, gate, page) {
  await server.run('site', 'set', '--pin', 'off');
  await page.goto(`${gate.url}/app/#c=${await newCode(server, '李梅')}`);
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await expect(nextDoor(page)).toBeVisible();
  const first = await present(page);
  await server.run('site', 'set', '--pin', 'on');
  const meta = async () => JSON.stringify(await entries(page, first, 'meta'));
  await page.reload();
  await expect.poll(meta, { timeout: 20_000 }).toContain('\\"pin\\":true');
  await visitNext(page);
  await allSent(page);
  await page.reload();
  await expect(nextDoor(page)).toBeVisible();
  await page.evaluate((ms) => localStorage.setItem('test.shift', String(ms)), 17 * HOUR_MS);
  return first;
}

test('a site that begins to ask for a PIN has one at the next start of a shift, not in the middle of this one', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const first = await outlives(server, gate, page);
  await page.reload();
  await choosePin(page);
  expect(await present(page)).not.toBe(first);
  await lock(page);
  await unlock(page);
  await expect.poll(() => identities(page)).not.toContain(first);
});

test('a move under a PIN that nobody has answered is over: one for another reason later asks for none in the middle of the shift', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const first = await outlives(server, gate, page);
  gate.refuses = ['/renew'];
  await page.reload();
  await expect(nextDoor(page)).toBeVisible();
  await expect.poll(() => gate.seen).toContain('/api/v1/renew');
  // A copy of this phone has used the number.
  gate.requests['/sync/push'] = (body) => (body.device === first ? { ...body, ops: body.ops.map((op) => ({ ...op, n: 1 })) } : body);
  gate.refuses = [];
  await visitNext(page);
  await expect.poll(() => present(page), { timeout: SENT_WITHIN_MS }).not.toBe(first);
  await expect(page.locator('.strip')).toContainText('待上传 0', { timeout: SENT_WITHIN_MS });
  await expect(page.locator('.ask')).toHaveCount(0);
  await tool.pull();
  expect(tool.visits().length).toBe(2);
});

test('a move under a PIN is left to the tab that leads', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const first = await outlives(server, gate, page);
  const other = await phone.context.newPage();
  await other.goto(`${gate.url}/app/`);
  await visitNext(other);
  await allSent(other);
  expect(gate.seen).not.toContain('/api/v1/renew');
  await page.close();
  await choosePin(other);
  expect(await present(other)).not.toBe(first);
});

test('an operation has its envelope beside it from the tap on; what was recorded before there was a key gets one later', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await server.run('site', 'set', '--pin', 'off');
  const without = (body) => ({ ...body, rules: undefined, envelope_key: null });
  gate.answers['/enrol'] = without;
  gate.answers['/sync/pull'] = without;
  await page.goto(`${gate.url}/app/#c=${await newCode(server, '李梅')}`);
  await page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });
  await expect(nextDoor(page)).toBeVisible();
  gate.refuses = ['/sync/push'];
  await visitNext(page);
  expect(new Set(await forms(page))).toEqual(new Set(['bare']));
  // A server that has a key.
  gate.answers = {};
  await page.reload();
  await expect.poll(async () => (await forms(page)).filter((form) => form === 'bare').length, { timeout: 20_000 }).toBe(0);
  const more = await visitSealed(page);
  gate.refuses = [];
  await page.reload();
  await allSent(page);
  await tool.pull();
  expect(tool.visits().length).toBe(1 + more);
});
