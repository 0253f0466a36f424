// What a worker hears and feels without looking: each thing that happens has tones of its own, and can be silenced.
import { enrol, newCode, nextDoor, toDoors, visitNext } from '../harness/people.js';
import { expect, test } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

const TONES = { saved: [660, 990], undone: [660, 440], refused: [220, 220], overdue: [880, 587] };
const HOUR_MS = 3_600_000;
/** Longer than anybody's cadence in the sample site. */
const A_DAY_AND_MORE_MS = 26 * HOUR_MS;

/** Notes every tone that begins, in hertz, and every vibration, in ms. */
function listen() {
  window.heard = [];
  window.felt = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function begin(...when) {
    window.heard.push(Math.round(this.frequency.value));
    return start.apply(this, when);
  };
  Navigator.prototype.vibrate = (ms) => Boolean(window.felt.push(ms));
}

/** Lets a test put the clock forward, and the minute strike that the app looks at its clock by. */
function holdClock() {
  const { now } = Date;
  let ahead = 0;
  Date.now = () => now() + ahead;
  const minutes = [];
  const { setInterval } = window;
  window.setInterval = (call, every, ...more) => {
    if (every === 60_000) minutes.push(call);
    return setInterval(call, every, ...more);
  };
  window.later = (ms) => {
    ahead += ms;
    for (const strike of minutes) strike();
  };
}

/** What was heard since the last question. */
const heard = (page) => page.evaluate(() => window.heard.splice(0));
const felt = (page) => page.evaluate(() => window.felt.splice(0));

test('saved, taken back and refused sound and feel different', async ({ server, newPhone }) => {
  const phone = await newPhone({ init: listen });
  const { page } = phone;
  await server.run('demo', '--size', 'lively', '--seed', '1');
  await page.goto(`${server.url}/app/#c=00000000`);
  await expect.poll(() => heard(page)).toEqual(TONES.refused);
  // The page is not loaded anew where only what stands behind # is another code.
  await page.goto('about:blank');
  await enrol(page, server.url, await newCode(server, '李梅'));
  await felt(page);
  await visitNext(page);
  await expect.poll(() => heard(page)).toEqual(TONES.saved);
  // Two taps, and one save.
  expect(await felt(page)).toEqual([15, 15, 30]);
  await page.getByRole('button', { name: '撤销' }).tap();
  await expect.poll(() => heard(page)).toEqual(TONES.undone);
  const walker = new Walker(page, WORDS['zh-CN']);
  await walker.more();
  await walker.to(/^我/, '.facts');
  await walker.to('设置', '.tiles');
  await page.getByRole('button', { name: /^声音/ }).tap();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await visitNext(page);
  expect(await heard(page)).toEqual([]);
});

test('whoever becomes overdue near here is heard once', async ({ server, newPhone }) => {
  const phone = await newPhone({ init: listen });
  const { page } = phone;
  await page.addInitScript(holdClock);
  await server.run('demo', '--size', 'lively', '--seed', '1');
  await page.goto(`${server.url}/app/#c=${await newCode(server, '李梅')}`);
  await toDoors(page);
  await expect(nextDoor(page)).toBeVisible();
  expect(await heard(page)).toEqual([]);
  await page.evaluate((ms) => window.later(ms), A_DAY_AND_MORE_MS);
  await expect.poll(() => heard(page)).toEqual(TONES.overdue);
  await expect(page.locator('.near')).toContainText('超时');
  await page.evaluate((ms) => window.later(ms), HOUR_MS);
  expect(await heard(page)).toEqual([]);
});
