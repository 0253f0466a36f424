// The suit contract: sizes, gaps, sight and touch, measured on every screen of the phone in both sizes, themes, languages.
import fs from 'node:fs';
import path from 'node:path';
import { faults } from '../harness/axe.js';
import { Phone } from '../harness/browser.js';
import { breaches, Hand, middleOf } from '../harness/glove.js';
import { enrol, newCode } from '../harness/people.js';
import { Server } from '../harness/server.js';
import { expect, test } from '../harness/test.js';
import { SCREENS, walk } from '../harness/walk.js';

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
async function newPhone({ height, theme, language, text = 'normal', side = 'right' }) {
  const phone = new Phone({ viewport: { width: 360, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
  const context = await phone.open();
  await context.addInitScript((settings) => {
    for (const [name, value] of Object.entries(settings)) localStorage.setItem(`dabai.${name}`, value);
  }, { language, theme, text, side });
  return phone;
}

const LOOKS = [740, 640].flatMap((height) => ['black', 'white'].flatMap((theme) => ['zh-CN', 'en'].map((language) => ({ height, theme, language }))));
/** Larger text and the other hand, where there is least room. */
LOOKS.push({ height: 640, theme: 'black', language: 'zh-CN', text: 'large', side: 'left' }, { height: 740, theme: 'white', language: 'en', text: 'large', side: 'left' });

for (const { height, theme, language, text = 'normal', side = 'right' } of LOOKS) {
  test(`every screen keeps the suit contract at 360×${height}, ${theme}, ${language}, ${text} text, ${side} hand`, async () => {
    test.setTimeout(WALK_WITHIN_MS);
    const phone = await newPhone({ height, theme, language, text, side });
    const looked = [];
    await walk(server, phone, language, async (screen) => {
      expect(await phone.page.getAttribute('html', 'lang')).toBe(language);
      if (PICTURES) {
        fs.mkdirSync(PICTURES, { recursive: true });
        const file = `${String(looked.length + 1).padStart(2, '0')}-${screen.replaceAll(' ', '-')}-${height}-${theme}-${language}-${text}.png`;
        await phone.page.screenshot({ path: path.join(PICTURES, file) });
      }
      looked.push(screen);
      expect.soft(await breaches(phone.page), screen).toEqual([]);
      // Structure and names are the same in every size and theme: once a language is enough.
      if (height === 740 && theme === 'black') expect.soft(await faults(phone.page), screen).toEqual([]);
    });
    expect(looked).toEqual(SCREENS);
    await phone.dispose();
  });
}

test.describe('touch', () => {
  let phone;
  let hand;

  test.beforeEach(async () => {
    phone = await newPhone({ height: 740, theme: 'black', language: 'zh-CN' });
    await enrol(phone.page, server.url, await newCode(server, '李'));
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

  test('of a tap no mouse comes after it, not even to a tile that is gone by then', async () => {
    await phone.page.evaluate(() => {
      window.mice = [];
      for (const type of ['mousedown', 'mouseup', 'click']) addEventListener(type, (event) => window.mice.push(event.clientY), true);
    });
    const mice = () => phone.page.evaluate(() => window.mice);
    await hand.tap(1, await middleOf(door()));
    await opened();
    // Beside the tiles browsers do as ever: by then what is made of the first tap would have come.
    const beside = { x: 180, y: 30 };
    await hand.tap(2, beside);
    await expect.poll(async () => (await mice()).filter((y) => y === beside.y)).toHaveLength(3);
    expect(await mice()).toHaveLength(3);
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
