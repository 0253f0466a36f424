// What becomes of a phone between people: the next worker's card, an end of access, a copied profile, a window that
// keeps nothing. Whatever happens, what was recorded arrives once, under the name of whoever recorded it.
import { Device } from '../harness/device.js';
import { enrol, newCode, nextDoor, openDesk, setUpSite, toDoors, unsent, visitNext } from '../harness/people.js';
import { counts, identities, present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker, leaf } from '../harness/walk.js';

/** A wait that may have grown to a minute after failures, and the machine's other work. */
const SENT_WITHIN_MS = 75_000;
/** How long somebody's access lasts who is to be seen losing it. */
const ACCESS_S = 30;
const [A, B, C] = ['李梅', '王强', '赵敏'];

const test = base.extend({
  /** A site, and a tool that reads everything of it. */
  tool: async ({ server }, use) => {
    await setUpSite(server, 0);
    await use(await Device.enrol(server.url, await newCode(server, '工具')));
  },
});
test.setTimeout(180_000);

const strip = (page) => page.locator('.strip');
const on = (page) => new Walker(page, WORDS['zh-CN']);
/** The account behind a name: another card of the same worker's leads to it. */
const accountOf = async (server, name) => (await Device.enrol(server.url, await newCode(server, name))).account;
const by = (tool, account) => tool.visits().filter((visit) => visit.fields.by === account);

async function start(page, gate, server, name) {
  await enrol(page, gate.url, await newCode(server, name));
  await page.evaluate(() => navigator.serviceWorker.ready);
}

async function visits(page, count) {
  for (let n = 0; n < count; n += 1) await visitNext(page);
}

/** From the list to ⋯; 撤销 may have its corner there. */
async function toMenu(page) {
  const walker = on(page);
  if (!(await walker.button('更多').count())) await walker.back();
  await walker.more();
}

/** ⋯ → 我 → 换人上岗 */
async function toNextWorker(page) {
  await toMenu(page);
  await on(page).to(/^我/, '.facts');
  await on(page).to(/换人上岗/, '.keypad');
}

async function type(page, code) {
  for (const digit of code) await page.keyboard.press(digit);
}

/** The phone has become this worker's, and is ready for their first door. */
async function becomes(page, name) {
  await expect(page.locator('.facts')).toContainText(name, { timeout: 20_000 });
  await toDoors(page);
}

async function isStill(page, name) {
  await toMenu(page);
  await on(page).to(/^我/, '.facts');
  await expect(page.locator('.facts')).toContainText(name);
  await on(page).back('.page .tiles');
}

const allSent = (page) => expect.poll(() => unsent(page), { timeout: SENT_WITHIN_MS }).toBe(0);

test('two workers after each other: each one’s records arrive once, under their own name, and nothing of the first stays', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, server, A);
  const first = await present(page);
  await server.stop();
  await visits(page, 3);
  gate.refuses = ['/sync/push'];
  await server.start();

  await toNextWorker(page);
  await expect(page.locator('.ask')).toContainText('上一位还有 3 条没传，会接着传');
  await type(page, await newCode(server, B));
  await becomes(page, B);
  expect(await unsent(page)).toBe(3);
  await visits(page, 2);
  expect(await unsent(page)).toBe(5);
  const left = await counts(page, first);
  expect({ chunk: left.chunk, log: left.log }).toEqual({ chunk: 0, log: 0 });
  expect(left.outbox).toBeGreaterThanOrEqual(3);

  await page.reload();
  await expect(nextDoor(page)).toBeVisible();
  await expect.poll(() => unsent(page)).toBe(5);
  await server.stop();
  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(nextDoor(phone.page)).toBeVisible();
  await expect.poll(() => unsent(phone.page)).toBe(5);
  await visits(phone.page, 1);
  const still = await counts(phone.page, first);
  expect({ chunk: still.chunk, log: still.log }).toEqual({ chunk: 0, log: 0 });
  await toMenu(phone.page);
  await on(phone.page).to(/待上传/, '.big');
  await on(phone.page).to(/看这 6 条/, '.records');
  const lines = await leaf(phone.page, '.record');
  expect(lines.filter((line) => line.includes(`${A} · `)).length).toBe(3);
  expect(lines.length).toBe(6);
  await on(phone.page).back('.big');
  await on(phone.page).back('.page .tiles');

  await server.start();
  gate.refuses = [];
  await allSent(phone.page);
  await tool.pull();
  expect(by(tool, await accountOf(server, A)).length).toBe(3);
  expect(by(tool, await accountOf(server, B)).length).toBe(3);
  expect(tool.visits().length).toBe(6);

  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(strip(phone.page)).toContainText('最近联络');
  await expect.poll(() => identities(phone.page)).toEqual([await present(phone.page)]);
  expect(await present(phone.page)).not.toBe(first);
  await tool.pull();
  expect(tool.visits().length).toBe(6);
});

test('another worker’s card is scanned: over the open list, and on a phone that is somebody’s, whose other tab follows', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, server, A);
  gate.refuses = ['/sync/push'];
  await visits(page, 1);
  const second = await newCode(server, B);
  await page.evaluate((code) => { location.hash = `#c=${code}`; }, second);
  await becomes(page, B);
  expect(new URL(page.url()).hash).toBe('');
  await visits(page, 1);

  const other = await phone.context.newPage();
  await other.goto(`${gate.url}/app/#c=${await newCode(server, C)}`);
  await becomes(other, C);
  await visits(other, 1);
  await expect.poll(() => unsent(other)).toBe(3);
  await page.bringToFront();
  await isStill(page, C);

  gate.refuses = [];
  await allSent(page);
  await tool.pull();
  for (const name of [A, B, C]) expect(by(tool, await accountOf(server, name)).length, name).toBe(1);
  expect(tool.visits().length).toBe(3);
});

test('a record of the worker before that was refused stays with their name until somebody lets it go', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await start(page, gate, server, A);
  const first = await present(page);
  gate.answers['/sync/push'] = (body) => ({ ...body, results: body.results.map(({ n, id }) => ({ n, id, status: 'rejected', code: 'forbidden' })) });
  await visits(page, 1);
  await expect(strip(page)).toContainText('待处理 1');
  await toNextWorker(page);
  await type(page, await newCode(server, B));
  await becomes(page, B);
  delete gate.answers['/sync/push'];
  await expect(strip(page)).toContainText('待处理 1');

  await page.reload();
  await expect(strip(page)).toContainText('待处理 1');
  await toMenu(page);
  await on(page).to(/待处理/, '.message');
  await on(page).to(/待处理/, '.record.warn');
  await expect(page.locator('.record')).toContainText(A);
  await on(page).to(page.locator('button.record').first(), '.tile.alarm');
  await expect(page.locator('main')).toContainText('真的不要这条？');
  await on(page).to('留着', '.record.warn');
  await on(page).to(page.locator('button.record').first(), '.tile.alarm');
  await on(page).to('丢掉', '.page .message.ok');
  await expect(strip(page)).toContainText('待上传 0');

  await phone.restart();
  await phone.page.goto(`${gate.url}/app/`);
  await expect(strip(phone.page)).toContainText('待上传 0');
  await expect.poll(() => identities(phone.page)).not.toContain(first);
});

test('a code that does not enrol leaves the phone with whoever has it', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const own = await newCode(server, A);
  await enrol(page, gate.url, own);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const spent = await newCode(server, B);
  await Device.enrol(server.url, spent);
  const before = await present(page);

  await toNextWorker(page);
  await type(page, '00000000');
  await expect(page.locator('.ask .warn')).toContainText('没有这个码');
  await type(page, spent);
  await expect(page.locator('.ask .warn')).toContainText('别的手机用过了');
  await on(page).back('.facts');
  await on(page).to(/换人上岗/, '.keypad');
  await expect(page.locator('.ask')).not.toContainText('用过了');
  gate.mode = 'portal';
  await type(page, await newCode(server, B));
  await expect(page.locator('main')).toContainText('没连上网');
  await on(page).back('.facts');
  await on(page).back('.page .tiles');
  await on(page).back('.doors');
  await visits(page, 1);
  gate.mode = 'open';
  await allSent(page);

  // By its link: said, and the list is behind it.
  const other = await phone.context.newPage();
  await other.goto(`${gate.url}/app/#c=${spent}`);
  await expect(other.locator('.ask .warn')).toContainText('别的手机用过了');
  await on(other).back('.doors');
  await other.reload();
  await expect(nextDoor(other)).toBeVisible();
  // Their own card, scanned again to open the app, is no news.
  await other.goto('about:blank');
  await other.goto(`${gate.url}/app/#c=${own}`);
  await expect(nextDoor(other)).toBeVisible();
  await other.evaluate((code) => { location.hash = `#c=${code}`; }, own);
  await visits(other, 1);
  await allSent(other);

  expect(await present(other)).toBe(before);
  expect(await identities(other)).toEqual([before]);
  await tool.pull();
  expect(by(tool, await accountOf(server, A)).length).toBe(2);
  expect(tool.visits().length).toBe(2);
});

test('access that has ended: what was made before still goes up, what came after is kept, a new card goes on', async ({ server, gate, tool, phone, newPhone }) => {
  const { page } = phone;
  const hours = ACCESS_S / 3_600;
  const other = await newPhone();
  const codes = [await newCode(server, A, '--hours', String(hours)), await newCode(server, C, '--hours', String(hours))];
  const ends = Date.now() + 1_000 * ACCESS_S;
  await enrol(page, gate.url, codes[0]);
  await enrol(other.page, gate.url, codes[1]);
  gate.mode = 'portal';
  await visits(page, 2);
  expect(Date.now(), 'too slow for this test').toBeLessThan(ends - 1_000);
  await expect.poll(() => Date.now(), { timeout: 1_000 * ACCESS_S }).toBeGreaterThan(ends);
  await visits(page, 1);
  await visits(other.page, 1);
  gate.mode = 'open';
  // One that has nothing else to send hears of it too.
  await allSent(other.page);
  await expect(strip(other.page)).toContainText('需重新上岗');
  await allSent(page);
  await expect(strip(page)).toContainText('需重新上岗');
  await tool.pull();
  const account = await accountOf(server, A);
  expect(by(tool, account).map((visit) => visit.fields.late)).toEqual([true, true]);
  await page.reload();
  await expect(strip(page)).toContainText('需重新上岗');
  await toMenu(page);
  await on(page).to(/待上传/, '.message');
  await expect(page.locator('main')).toContainText('服务器收下 1 条，还没记上');
  await on(page).back('.page .tiles');
  await on(page).back('.doors');

  await toNextWorker(page);
  await type(page, await newCode(server, A));
  await becomes(page, A);
  await visits(page, 1);
  await allSent(page);
  await expect(strip(page)).toContainText('最近联络');
  await tool.pull();
  expect(by(tool, account).length).toBe(3);
});

test('a phone that is signed off says so, and what it still holds goes up and waits there', async ({ server, gate, tool, phone, browser }) => {
  const { page } = phone;
  await start(page, gate, server, A);
  await visits(page, 1);
  await allSent(page);
  gate.refuses = ['/sync/push'];
  await visits(page, 2);
  const desk = await openDesk(server, browser);
  await desk.goto(`${server.url}/desk/people`);
  await desk.getByRole('link', { name: `停用: ${A}` }).click();
  await desk.getByRole('button', { name: '停用', exact: true }).click();
  await expect(strip(page)).toContainText('手机已停用', { timeout: SENT_WITHIN_MS });
  expect(await unsent(page)).toBe(2);
  gate.refuses = [];
  await allSent(page);
  await expect(strip(page)).toContainText('手机已停用');
  await page.reload();
  await expect(strip(page)).toContainText('手机已停用');
  await toMenu(page);
  await on(page).to(/待上传/, '.message');
  await expect(page.locator('main')).toContainText('服务器收下 2 条，还没记上');
  await tool.pull();
  expect(tool.visits().length).toBe(1);
  await desk.context().close();
});

test('a copied profile: both phones go on, and every record is there once', async ({ server, gate, tool, phone, newPhone }) => {
  await start(phone.page, gate, server, A);
  await visits(phone.page, 1);
  await allSent(phone.page);
  const other = await newPhone(await phone.copy());
  await phone.open();
  await server.stop();
  for (const one of [phone, other]) {
    await one.page.goto(`${gate.url}/app/`);
    await expect(nextDoor(one.page)).toBeVisible();
    await visits(one.page, 2);
    expect(await unsent(one.page)).toBe(2);
  }
  await server.start();
  for (const one of [phone, other]) await allSent(one.page);
  const devices = await Promise.all([phone, other].map((one) => present(one.page)));
  expect(new Set(devices).size).toBe(2);
  for (const one of [phone, other]) {
    await visits(one.page, 1);
    await allSent(one.page);
    await one.page.reload();
    await expect.poll(() => identities(one.page)).toEqual([await present(one.page)]);
  }
  await tool.pull();
  expect(by(tool, await accountOf(server, A)).length).toBe(7);
  expect(tool.visits().length).toBe(7);
});

test('a copied profile that went to the next worker: what the first has left arrives all the same', async ({ server, gate, tool, phone, newPhone }) => {
  await start(phone.page, gate, server, A);
  await visits(phone.page, 1);
  await allSent(phone.page);
  const other = await newPhone(await phone.copy());
  await phone.open();
  gate.refuses = ['/sync/push'];
  for (const one of [phone, other]) {
    await one.page.goto(`${gate.url}/app/`);
    await visits(one.page, 2);
  }
  await toNextWorker(other.page);
  await type(other.page, await newCode(server, B));
  await becomes(other.page, B);
  await visits(other.page, 1);
  // The numbers of the first worker's records are taken when they come.
  await other.context.setOffline(true);
  gate.refuses = [];
  await allSent(phone.page);
  gate.seen = [];
  await other.context.setOffline(false);
  await allSent(other.page);
  expect(gate.seen.filter((path) => path.endsWith('/sync/push')).length).toBeLessThan(20);
  await tool.pull();
  expect(by(tool, await accountOf(server, A)).length).toBe(5);
  expect(by(tool, await accountOf(server, B)).length).toBe(1);
  await other.restart();
  await other.page.goto(`${gate.url}/app/`);
  await expect.poll(() => identities(other.page)).toEqual([await present(other.page)]);
  await tool.pull();
  expect(tool.visits().length).toBe(6);
});

const ANDROID = 'Mozilla/5.0 (Linux; Android 13; M2102K1C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';

for (const [window, userAgent, title, todo] of [
  ['WeChat on Android', `${ANDROID} MicroMessenger/8.0.42`, '请换手机自带的浏览器', '在浏览器打开'],
  ['WeChat on an iPhone', `${IPHONE} MicroMessenger/8.0.42`, '请换 Safari 打开', '在 Safari 中打开'],
]) {
  test(`${window} is told how to open the right browser, and the code is not spent`, async ({ server, gate, tool, newPhone }) => {
    const code = await newCode(server, A);
    const phone = await newPhone({ userAgent });
    await phone.page.goto(`${gate.url}/app/#c=${code}`);
    await expect(phone.page.locator('main')).toContainText(title);
    await expect(phone.page.locator('main')).toContainText(todo);
    await expect(phone.page.locator('main')).toContainText('上岗码还没用掉');
    // Nor by whoever taps the only tile there is.
    await phone.page.getByRole('button', { name: '再试一次' }).tap();
    await expect(phone.page.locator('main')).toContainText(title);
    expect(gate.seen).not.toContain('/api/v1/enrol');
    expect((await Device.enrol(server.url, code)).site).toBe(tool.site);
  });
}

test('a tab of an iPhone is installed first; where that can’t be, it enrols as it is', async ({ server, gate, tool, newPhone }) => {
  const code = await newCode(server, A);
  const phone = await newPhone({ userAgent: IPHONE });
  await phone.page.goto(`${gate.url}/app/#c=${code}`);
  await expect(phone.page.locator('main')).toContainText('先装到主屏幕，再上岗');
  await expect(phone.page.locator('main')).toContainText(`打开后输入上岗码 ${code.slice(0, 4)} ${code.slice(4)}`);
  expect(gate.seen).not.toContain('/api/v1/enrol');
  await phone.page.getByRole('button', { name: '装不了，就在这里上岗' }).tap();
  await becomes(phone.page, A);
  await visits(phone.page, 1);
  await allSent(phone.page);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});

test('an iPhone’s installed app begins with the keys', async ({ server, gate, tool, newPhone }) => {
  const code = await newCode(server, A);
  const init = 'Object.defineProperty(navigator, "standalone", { value: true });';
  const phone = await newPhone({ userAgent: IPHONE, init });
  await phone.page.goto(`${gate.url}/app/`);
  await expect(phone.page.locator('.keypad')).toBeVisible();
  await type(phone.page, code);
  await becomes(phone.page, A);
  expect(tool.visits().length).toBe(0);
});

test('the phone says of itself that its storage may go and that its clock is an hour off', async ({ server, gate, tool, newPhone }) => {
  const init = '{ const now = Date.now.bind(Date); Date.now = () => now() + 3_600_000; }';
  const phone = await newPhone({ init });
  await phone.page.goto(`${gate.url}/app/#c=${await newCode(server, A)}`);
  const main = phone.page.locator('main');
  await expect(main).toContainText('装到桌面，记录存得更牢', { timeout: 20_000 });
  await expect(main).toContainText(/时钟快 (59|60) 分钟，打开自动校时/);
  await expect(phone.page.locator('.bar')).toContainText('先看看带 ! 的');
  await toDoors(phone.page);
  // It works all the same, and its records are of the right hour.
  await visits(phone.page, 1);
  await allSent(phone.page);
  await tool.pull();
  expect(Math.abs(tool.visits()[0].fields.at - Date.now())).toBeLessThan(60_000);
});
