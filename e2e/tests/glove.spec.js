// The suit contract: sizes, gaps, sight and touch, measured on every screen of the phone in both sizes, themes, languages.
import fs from 'node:fs';
import path from 'node:path';
import { Phone } from '../harness/browser.js';
import { breaches, Hand, middleOf } from '../harness/glove.js';
import { newCode } from '../harness/people.js';
import { Server } from '../harness/server.js';
import { expect, test } from '../harness/test.js';

/** How a screen's words are found, by language. */
const WORDS = {
  'zh-CN': {
    next: /下一户/, fine: /一切正常/, noAnswer: '无应答', people: /住户/, back: '返回', more: '更多', undo: '撤销', seen: /^见到/,
    outbox: /待(上传|处理)/, see: /看这/, mend: /待处理/, me: /^我/, change: /换楼栋/, wipe: /擦屏/, again: '再试一次', toSee: /未访/,
    pageBefore: '上一页', pageAfter: '下一页',
  },
  en: {
    next: /^Next/, fine: /All fine/, noAnswer: 'No answer', people: /People/, back: 'Back', more: 'More', undo: 'Undo', seen: /^Met/,
    outbox: /Unsent/, see: /^See/, mend: /To mend/, me: /^Me/, change: /Other building/, wipe: /Wipe/, again: 'Try again', toSee: /To see/,
    pageBefore: 'Page before', pageAfter: 'Next page',
  },
};

/** Enrolment and first sync on a machine that does much else. */
const FIRST_SYNC_WITHIN_MS = 30_000;
const WALK_WITHIN_MS = 240_000;
const FEEDBACK_WITHIN_MS = 100;

/** Pictures of every screen, for whoever wants to look: a folder, or none. */
const PICTURES = process.env.DABAI_PICTURES;

let server;

test.beforeAll(async () => {
  server = new Server(['--dev']);
  await server.run('demo', '--size', 'lively', '--seed', '1');
  await server.start();
});

test.afterAll(() => server.dispose());

/** A phone with these settings, on the shell, before anybody is enrolled. */
async function newPhone({ height, theme, language }) {
  const phone = new Phone({ viewport: { width: 360, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
  const context = await phone.open();
  await context.addInitScript(([language, theme]) => {
    localStorage.setItem('dabai.language', language);
    localStorage.setItem('dabai.theme', theme);
  }, [language, theme]);
  return phone;
}

/** By the keyboard. */
async function press(tile) {
  await tile.focus();
  await tile.press('Enter');
}

/** Walks the screens as a worker does and calls `look` on each. */
async function walk(phone, words, look) {
  const { page } = phone;
  const tap = (named) => page.getByRole('button', { name: named, exact: typeof named === 'string' }).first().tap();
  const shows = (selector) => expect(page.locator(selector).first()).toBeVisible();

  await page.goto(`${server.url}/app/`);
  await shows('.keypad');
  await look('keypad');
  for (const digit of '00000000') await page.keyboard.press(digit);
  await shows('.ask .warn');
  await look('wrong code');
  await phone.context.setOffline(true);
  for (const digit of '12345678') await page.keyboard.press(digit);
  await expect(page.getByRole('button', { name: words.again })).toBeVisible();
  await look('no network');
  await phone.context.setOffline(false);
  await page.goto(`${server.url}/app/#c=${await newCode(server, '欧阳建国')}`);
  await expect(page.locator('.doors')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await look('doors');

  // A unit with a priority resident who was not seen yet: there is one for every walk.
  await tap(words.back);
  await shows('.places');
  await look('units');
  await press(page.getByRole('button', { name: words.back, exact: true }));
  await look('buildings');
  await findDoor(page, words.toSee, words);
  await look('doors of another unit');
  await page.locator('.door.warn', { hasText: words.toSee }).first().tap();
  await shows('.known');
  await look('door');
  await tap(words.people);
  await shows('.people');
  await look('residents');
  await page.locator('.person-card').first().tap();
  await shows('.person-card.out');
  await look('somebody left out');
  await press(page.locator('.person-card.out').first());
  await expect(page.locator('.person-card.out')).toHaveCount(0);
  await tap(words.back);
  await tap(words.fine);
  await shows('.person');
  await look('priority');

  await phone.context.setOffline(true);
  while (await page.locator('.person').count()) {
    const asked = await page.locator('.person').innerText();
    await press(page.getByRole('button', { name: words.seen }).first());
    await expect.poll(() => page.locator('.person').innerText({ timeout: 200 }).catch(() => '')).not.toBe(asked);
  }
  await shows('.bar.undo');
  await look('saved');
  await tap(words.undo);
  await expect(page.getByRole('button', { name: words.more, exact: true })).toBeVisible();
  await look('undone');
  await page.locator('.door:not(.warn, .alarm)').last().tap();
  await tap(words.noAnswer);
  await shows('.bar.undo');
  await look('no answer');

  await tap(words.back);
  await tap(words.more);
  await shows('.menu');
  await look('menu');
  await tap(words.outbox);
  await shows('.big');
  await look('outbox');
  await tap(words.see);
  await shows('.records');
  await look('records');
  await tap(words.back);

  await page.route('**/sync/push', rejectAll);
  await phone.context.setOffline(false);
  await tap(words.mend);
  await shows('.records');
  await look('to mend');
  await page.locator('button.record').first().tap();
  await shows('.tile.alarm');
  await look('one to mend');
  await page.unroute('**/sync/push');
  for (const last of ['button.record', '.message', '.menu']) {
    await press(page.getByRole('button', { name: words.back, exact: true }));
    await shows(last);
  }
  await tap(words.me);
  await shows('.facts');
  await look('me');
  await tap(words.back);
  await tap(words.wipe);
  await shows('.wiping');
  await look('wiping');
}

/** From the buildings to the first page of any unit that shows a door of this kind. */
async function findDoor(page, kind, words) {
  const title = page.getByRole('heading', { level: 1 });
  // By the keyboard: tiles of following screens lie at the same spot, where a second touch would be a bounce.
  const moved = async (tile) => {
    const before = await title.innerText();
    await press(tile);
    await expect.poll(() => title.innerText()).not.toBe(before);
  };
  const tiles = page.locator('.places .tile');
  const back = () => moved(page.getByRole('button', { name: words.back, exact: true }));
  const after = page.getByRole('button', { name: words.pageAfter, exact: true });
  const before = page.getByRole('button', { name: words.pageBefore, exact: true });
  const isHere = async () => {
    while (await before.count()) await moved(before);
    while (!(await page.locator('.door', { hasText: kind }).count())) {
      if (!(await after.count())) return false;
      await moved(after);
    }
    return true;
  };
  for (let building = 0; building < await tiles.count(); building += 1) {
    await moved(tiles.nth(building));
    const units = await tiles.count();
    for (let unit = 0; unit < Math.max(units, 1); unit += 1) {
      if (units) await moved(tiles.nth(unit));
      if (await isHere()) return;
      await back();
    }
    if (units) await back();
  }
  throw new Error('the demo site has no such door');
}

/** The server's answer, as if it had refused everything. */
async function rejectAll(route) {
  const answer = await route.fetch();
  const body = await answer.json();
  body.results = body.results.map(({ n, id }) => ({ n, id, status: 'rejected', code: 'forbidden' }));
  await route.fulfill({ response: answer, json: body });
}

for (const [height, theme, language] of [[740, 'black', 'zh-CN'], [640, 'white', 'zh-CN'], [740, 'white', 'en'], [640, 'black', 'en']]) {
  test(`every screen keeps the suit contract at 360×${height}, ${theme}, ${language}`, async () => {
    test.setTimeout(WALK_WITHIN_MS);
    const phone = await newPhone({ height, theme, language });
    const looked = [];
    await walk(phone, WORDS[language], async (screen) => {
      expect(await phone.page.getAttribute('html', 'lang')).toBe(language);
      if (PICTURES) {
        fs.mkdirSync(PICTURES, { recursive: true });
        const file = `${String(looked.length + 1).padStart(2, '0')}-${screen.replaceAll(' ', '-')}-${height}-${theme}-${language}.png`;
        await phone.page.screenshot({ path: path.join(PICTURES, file) });
      }
      looked.push(screen);
      expect.soft(await breaches(phone.page), screen).toEqual([]);
    });
    expect(looked.length).toBe(21);
    await phone.dispose();
  });
}

test.describe('touch', () => {
  let phone;
  let hand;

  test.beforeEach(async () => {
    phone = await newPhone({ height: 740, theme: 'black', language: 'zh-CN' });
    await phone.page.goto(`${server.url}/app/#c=${await newCode(server, '李')}`);
    await expect(phone.page.locator('.doors')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
    hand = await Hand.over(phone.page);
  });

  test.afterEach(() => phone.dispose());

  const door = () => phone.page.locator('.door').nth(4);
  const opened = () => expect(phone.page.locator('.known')).toBeVisible();
  /** Long enough for a tap to have been taken; there is no event for one that is not. */
  const nothingOpens = async () => {
    await phone.page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    await expect(phone.page.locator('.doors')).toBeVisible();
    await expect(phone.page.locator('.known')).toHaveCount(0);
  };

  test('a tap that slides within its tile counts, one that leaves it does not', async () => {
    const middle = await middleOf(door());
    await hand.down(1, middle);
    await hand.move(1, { x: middle.x, y: middle.y + 140 });
    await hand.up(1);
    await nothingOpens();
    await hand.down(1, middle);
    for (let px = 4; px <= 36; px += 4) await hand.move(1, { x: middle.x, y: middle.y + px });
    await hand.up(1);
    await opened();
  });

  test('a tile shows at once that it is touched', async () => {
    // Measured in the page, so that a busy machine's way to it does not count.
    await phone.page.evaluate(() => {
      addEventListener('pointerdown', () => { window.touchedAt = performance.now(); }, { capture: true });
      new MutationObserver(() => { window.shownAt ??= document.querySelector('.door.held') && performance.now(); })
        .observe(document.body, { subtree: true, attributeFilter: ['class'] });
    });
    await hand.down(1, await middleOf(door()));
    await expect(phone.page.locator('.door.held')).toHaveCount(1);
    expect(await phone.page.evaluate(() => window.shownAt - window.touchedAt)).toBeLessThan(FEEDBACK_WITHIN_MS);
    await hand.up(1);
  });

  test('a drop that lands or moves meanwhile spoils the tap', async () => {
    const [middle, beside] = [await middleOf(door()), { x: 180, y: 580 }];
    await hand.down(1, middle);
    await hand.down(2, beside);
    await hand.up(2);
    await hand.up(1);
    await nothingOpens();
  });

  test('a thumb that rests on the glass does not stand in the way, and opens nothing when it goes', async () => {
    const edge = { x: 180, y: 580 };
    await hand.down(1, edge);
    // The rule is about a second of real time on the glass.
    await phone.page.waitForTimeout(1_100);
    await hand.tap(2, await middleOf(door()));
    await opened();
    await hand.up(1);
  });

  test('tapping twice at once does it once', async () => {
    const middle = await middleOf(phone.page.getByRole('button', { name: /下一户/ }));
    await hand.tap(1, middle);
    await opened();
    const fine = phone.page.getByRole('button', { name: '无应答', exact: true });
    const spot = await middleOf(fine);
    await hand.tap(1, spot);
    await hand.tap(2, spot);
    await expect(phone.page.locator('.bar.undo')).toBeVisible();
    await nothingOpens();
  });
});
