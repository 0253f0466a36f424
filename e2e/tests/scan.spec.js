// A card scanned on a phone that is somebody's: their own, another worker's, in whatever the phone is doing just then.
import { Device } from '../harness/device.js';
import { enrol, newCode, nextDoor, setUpSite, toDoors, unsent, visitNext } from '../harness/people.js';
import { present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

const [A, B] = ['李梅', '王强'];
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';
/** Taking part of the machine's other work. */
const DONE_WITHIN_MS = 20_000;

const test = base.extend({
  /** A site, and a tool that reads everything of it. */
  tool: async ({ server }, use) => {
    await setUpSite(server, 0);
    await use(await Device.enrol(server.url, await newCode(server, '工具')));
  },
});
test.setTimeout(120_000);

const on = (page) => new Walker(page, WORDS['zh-CN']);
const title = (page) => page.getByRole('heading', { level: 1 });
const hash = (page) => new URL(page.url()).hash;
const tries = (gate) => gate.seen.filter((path) => path.endsWith('/enrol')).length;

/** The camera hands a card's link to the page that is open. */
const scan = (page, code) => page.evaluate((code) => { location.hash = `#c=${code}`; }, code);

/** The camera opens the link by itself. */
async function scanAnew(page, gate, code) {
  await page.goto('about:blank');
  await page.goto(`${gate.url}/app/#c=${code}`);
}

/** Resolves once the phone has stored something from now on, and drawn what it changed: it tells its other tabs of it. */
async function wrote(page, device) {
  await page.evaluate((name) => {
    const channel = new BroadcastChannel(name);
    window.wrote = new Promise((resolve) => { channel.onmessage = resolve; })
      .then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }, `dabai-${device}`);
  return () => page.evaluate(() => window.wrote.then(() => true));
}

async function becomes(page, name) {
  await expect(page.locator('.facts')).toContainText(name, { timeout: DONE_WITHIN_MS });
  await toDoors(page);
}

async function toNextWorker(page) {
  await on(page).more();
  await on(page).to(/^我/, '.facts');
  await on(page).to(/换人上岗/, '.keypad');
}

test('one’s own card, scanned at a door, leaves the door open', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  const own = await newCode(server, A);
  await enrol(page, gate.url, own);
  await nextDoor(page).tap();
  await expect(page.locator('.known')).toBeVisible();
  const address = await title(page).innerText();
  await scan(page, own);
  await expect.poll(() => hash(page)).toBe('');
  await expect(page.locator('.known')).toBeVisible();
  expect(await title(page).innerText()).toBe(address);
  expect(tries(gate)).toBe(1);

  await page.getByRole('button', { name: /一切正常/ }).tap();
  await expect(title(page)).toContainText('已记');
  await expect.poll(() => unsent(page)).toBe(0);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});

test('while a code is on its way, news of the site does not take its screen away', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, A));
  let answer;
  const isAsked = new Promise((asked) => {
    page.route('**/api/v1/enrol', (route) => {
      answer = () => route.continue();
      asked();
    });
  });
  await scan(page, await newCode(server, B));
  await isAsked;
  await expect(page.locator('main')).toContainText('正在上岗');
  const isTakenIn = await wrote(page, await present(page));
  await tool.allFine(tool.all('door').find((door) => tool.residents(door).length > 0));
  await isTakenIn();
  await expect(page.locator('main')).toContainText('正在上岗');
  await expect(page.locator('.keypad')).toHaveCount(0);
  await answer();
  await becomes(page, B);
});

test('a card that was refused is not tried again, and another one scanned over it is', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, A));
  await page.evaluate(() => navigator.serviceWorker.ready);
  const before = await present(page);
  const spent = await newCode(server, B);
  await Device.enrol(server.url, spent);
  await scan(page, spent);
  await expect(page.locator('.ask .warn')).toContainText('别的手机用过了');
  expect(hash(page)).toBe('');
  expect(tries(gate)).toBe(2);
  // Not when the list is back, nor where another worker's digits are asked for, nor at a start.
  await on(page).back('.doors');
  await toNextWorker(page);
  await expect(page.locator('.ask .warn')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.keypad')).toBeVisible();
  await expect(page.locator('.ask .warn')).toHaveCount(0);
  expect(tries(gate)).toBe(2);
  expect(await present(page)).toBe(before);

  await scan(page, spent);
  await expect(page.locator('.ask .warn')).toContainText('别的手机用过了');
  await scan(page, await newCode(server, B));
  await becomes(page, B);
  expect(hash(page)).toBe('');
  await visitNext(page);
  await expect.poll(() => unsent(page)).toBe(0);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});

test('another worker’s card opens the app where there is no network: it waits for one, and the list is behind it', async ({ server, gate, tool, phone }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, A));
  await page.evaluate(() => navigator.serviceWorker.ready);
  const other = await newCode(server, B);
  gate.mode = 'portal';
  await scanAnew(page, gate, other);
  await expect(page.locator('main')).toContainText('没连上网');
  await on(page).back('.doors');
  await visitNext(page);

  await scanAnew(page, gate, other);
  await expect(page.locator('main')).toContainText('没连上网');
  gate.mode = 'open';
  await page.getByRole('button', { name: '再试一次' }).tap();
  await becomes(page, B);
  await expect.poll(() => unsent(page), { timeout: DONE_WITHIN_MS }).toBe(0);
  await tool.pull();
  expect(tool.visits().length).toBe(1);
});

test('a tab of an iPhone in which somebody works takes the next worker’s card as it is', async ({ server, gate, tool, newPhone }) => {
  const { page } = await newPhone({ userAgent: IPHONE });
  await page.goto(`${gate.url}/app/#c=${await newCode(server, A)}`);
  await page.getByRole('button', { name: '装不了，就在这里上岗' }).tap();
  await becomes(page, A);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await scanAnew(page, gate, await newCode(server, B));
  await becomes(page, B);
  expect(tool.visits().length).toBe(0);
});
