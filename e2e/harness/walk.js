// A walk over every screen of the phone as a worker takes it, in any language; whoever walks along looks at each.
import { expect } from '@playwright/test';
import { newCode } from './people.js';

/** How a screen's words are found, by language. */
export const WORDS = {
  'zh-CN': {
    fine: /一切正常/, noAnswer: /^无应答/, people: /^住户/, back: '返回', more: '更多', undo: '撤销', met: /^见到/, spoke: /^应答/,
    outbox: /待(上传|处理)/, see: /看这/, mend: /待处理/, me: /^我/, wipe: /擦屏/, again: '再试一次', doors: /去敲门/, stars: /重点名单/,
    checklist: /检查单/, food: /食品药品/, none: /^无$/, call: /打电话/, history: /来访记录/, today: /今天记录/, floor: /整层走完/,
    units: /选单元/, pageAfter: '下一页', find: /找门找人/, all: /全部/, settings: /^设置/, check: /自检/, nextWorker: /换人上岗/, about: /的情况$/,
    endShift: /下班锁上/, forgotten: /忘了密码/, code: /输入上岗码/,
  },
  en: {
    fine: /All fine/, noAnswer: /^No answer/, people: /^People/, back: 'Back', more: 'More', undo: 'Undo', met: /^Met/, spoke: /^Spoke/,
    outbox: /Unsent|To mend/, see: /^See/, mend: /To mend/, me: /^Me/, wipe: /^Wipe/, again: 'Try again', doors: /To the doors/, stars: /^Priority/,
    checklist: /Checklist/, food: /Food/, none: /^none$/, call: /^Call/, history: /^Visits/, today: /^Records/, floor: /Whole floor/,
    units: /^Units/, pageAfter: 'Next page', find: /^Find/, all: /^All/, settings: /^Settings/, check: /^Check/, nextWorker: /Next worker/, about: /^About/,
    endShift: /End shift/, forgotten: /Forgotten PIN/, code: /code/i,
  },
};

const PIN = '135792';

/** Enrolment and first sync on a machine that does much else. */
export const FIRST_SYNC_WITHIN_MS = 60_000;

/** Steps by the keyboard, so that the same spot touched twice is no bounce. */
export class Walker {
  constructor(page, words) {
    this.page = page;
    this.words = words;
  }

  button(named) {
    return this.page.getByRole('button', { name: named, exact: typeof named === 'string' }).first();
  }

  async press(tile) {
    await tile.focus();
    await tile.press('Enter');
  }

  /** Presses a tile and waits until `selector` is there. */
  async to(named, selector) {
    const isNamed = typeof named === 'string' || named instanceof RegExp;
    // Where text is large it may be on the next page.
    if (isNamed && !(await this.button(named).count()) && (await this.button(this.words.pageAfter).count())) await this.press(this.button(this.words.pageAfter));
    await this.press(isNamed ? this.button(named) : named);
    if (selector) await expect(this.page.locator(selector).first()).toBeVisible();
  }

  /** From the list, where nothing was done yet, to who lives in a room, found by its number. */
  async toPeople(room) {
    await this.back('.page .tiles');
    await this.more();
    await this.to(this.words.find, '.find');
    await this.type(room);
    await this.to(this.page.locator('.results .door').first(), '.known');
    await this.to(this.words.people, '.people');
  }

  async type(digits) {
    for (const digit of digits) await this.page.keyboard.press(digit);
  }

  back(selector) {
    return this.to(this.words.back, selector);
  }

  async more() {
    // Where something may be taken back, ⋯ stands behind 撤销 for as long.
    await this.to(this.words.more, '.page .tiles');
  }

  /** Answers for every priority resident until the list is back. */
  async seeEverybody() {
    const person = this.page.locator('.person');
    while (await person.count()) {
      const asked = await person.innerText();
      await this.press(this.button(this.words.met));
      await expect.poll(() => person.innerText({ timeout: 200 }).catch(() => '')).not.toBe(asked);
    }
    await expect(this.page.locator('.bar.undo')).toBeVisible();
  }
}

/** What stands on all pages of a list, from the first on. */
export async function leaf(page, selector) {
  const walker = new Walker(page, WORDS['zh-CN']);
  const all = page.locator(selector);
  const found = [];
  for (;;) {
    found.push(...await all.allInnerTexts());
    const next = walker.button('下一页');
    if (!(await next.count())) return found;
    const first = await all.first().innerText();
    await walker.press(next);
    await expect.poll(() => all.first().innerText()).not.toBe(first);
  }
}

/** The server's answer, as if it had refused everything. */
async function rejectAll(route) {
  const answer = await route.fetch();
  const body = await answer.json();
  body.results = body.results.map(({ n, id }) => ({ n, id, status: 'rejected', code: 'forbidden' }));
  await route.fulfill({ response: answer, json: body });
}

/** The site asks for a PIN of this phone alone. */
async function asksForPin(route) {
  const answer = await route.fetch();
  const body = await answer.json();
  if (body.rules) body.rules.pin = true;
  await route.fulfill({ response: answer, json: body });
}

/** Walks over every screen of a site as `dabai demo --size lively` makes it, and calls `look(name)` on each. */
export async function walk(server, phone, language, look) {
  const { page } = phone;
  const words = WORDS[language];
  const on = new Walker(page, words);
  await enrolment(on, server, phone, look);
  await places(on, look);
  await aDoor(on, look);
  await phone.context.setOffline(true);
  await recording(on, look);
  await aFloor(on, look);
  await looking(on, look);
  await outbox(on, phone, look);
  await oneself(on, look);
}

async function enrolment(on, server, phone, look) {
  const { page, words } = on;
  await page.goto(`${server.url}/app/`);
  await expect(page.locator('.keypad')).toBeVisible();
  await look('keypad');
  for (const digit of '00000000') await page.keyboard.press(digit);
  await expect(page.locator('.ask .warn')).toBeVisible();
  await look('wrong code');
  await phone.context.setOffline(true);
  for (const digit of '12345678') await page.keyboard.press(digit);
  await expect(on.button(words.again)).toBeVisible();
  await look('no network');
  await phone.context.setOffline(false);
  await page.route('**/api/v1/enrol', asksForPin);
  await page.goto(`${server.url}/app/#c=${await newCode(server, '欧阳建国')}`);
  await expect(on.button(words.doors)).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await look('check');
  await on.to(words.doors, '.code');
  await look('new PIN');
  await on.type(PIN);
  await expect(page.locator('.code .filled')).toHaveCount(0);
  await look('new PIN again');
  await on.type(PIN);
  await expect(page.locator('.doors')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await look('doors');
}

async function places(on, look) {
  const title = on.page.getByRole('heading', { level: 1 });
  const tiles = on.page.locator('.page .tile');
  const moved = async (tile) => {
    const before = await title.innerText();
    await on.press(tile);
    await expect.poll(() => title.innerText()).not.toBe(before);
  };
  await moved(on.button(on.words.back));
  await look('units');
  await moved(on.button(on.words.back));
  await look('buildings');
  await moved(tiles.nth(1));
  await moved(tiles.nth(0));
  await expect(on.page.locator('.doors')).toBeVisible();
  await look('doors of another unit');
}

async function aDoor(on, look) {
  const { page, words } = on;
  await on.more();
  await look('menu');
  await on.to(words.stars, '.records');
  await look('priority list');
  await on.to(page.locator('button.record').first(), '.known');
  await look('door');
  await on.to(words.checklist, '.page .tiles');
  await look('checklist');
  await on.to(words.food, '.tile.wide');
  await look('choose');
  await on.to(words.none, '.tile.warn:not(.wide)');
  await look('flagged');
  await on.back('.known');
  await on.to(words.people, '.people');
  await look('residents');
  await on.to(page.locator('.person-card').first(), '.person-card.out');
  await look('somebody left out');
  await on.to(page.locator('.person-card.out').first(), '.person-card.in');
  await on.to(words.about, '.notes');
  await look('resident');
  await on.to(words.call, '.records');
  await look('contacts');
  await on.back('.notes');
  await on.to(words.history, '.page .records, .page .message');
  await look('history');
  await on.back('.notes');
  await on.back('.people');
  await on.back('.known');
  await on.to(words.fine, '.person');
  await look('priority');
}

async function recording(on, look) {
  const { page, words } = on;
  await on.seeEverybody();
  await look('saved');
  const room = /[0-9A-Z]{3,}/.exec(await page.getByRole('heading', { level: 1 }).innerText())[0];
  await on.to(words.undo, '.bar.undo');
  await expect(on.button(words.more)).toBeVisible();
  await look('undone');
  await findRoom(on, room);
  await on.to(words.fine, '.person');
  await on.seeEverybody();
  await findRoom(on, room);
  await look('door that is done');
  await on.more();
  await look('menu of a door');
  await on.to(words.today, '.records');
  await look('today');
  await on.to(page.locator('button.record').first(), '.tile.alarm');
  await look('correct');
  await on.to(page.locator('button.record').first(), '.tile.primary');
  await look('how');
  await on.to(words.spoke, '.bar.undo');
  await look('corrected');
  // Somewhere with nothing to be asked first.
  await on.to(page.locator('.door').last(), '.known');
  await on.to(words.noAnswer, '.bar.undo');
  await look('no answer');
}

/** Wherever the list stands: by the nine keys. */
async function findRoom(on, room) {
  const { page, words } = on;
  await on.back('.page .tiles');
  await on.more();
  await on.to(words.find, '.find');
  for (const digit of room) await page.keyboard.press(digit);
  await on.to(page.locator('.results .door').first(), '.known');
}

async function aFloor(on, look) {
  const { page, words } = on;
  for (let unit = 0; ; unit += 1) {
    const next = page.locator('.key.next');
    if (await next.count()) {
      await on.to(next, '.known');
      await on.more();
      await on.to(words.floor, '.doors.loose');
      if (await page.locator('.doors.loose .door.done').count()) break;
      await on.back('.page .tiles');
      await on.back('.known');
      await on.back('.turn');
    }
    await otherUnit(on, unit);
  }
  await look('floor');
  const open = page.locator('.doors.loose .door.done');
  const count = await open.count();
  await on.to(open.first());
  await expect(open).toHaveCount(count - 1);
  await look('floor but for one');
  await on.to(page.locator('.doors.loose .door.empty').filter({ has: page.locator('svg') }).first());
  await expect(open).toHaveCount(count);
  await on.to(page.locator('.tile.primary'), '.bar.undo');
  await look('floor walked');
}

/** The list of the `nth` way through the site, as buildings and units stand on their pages; some are named twice. */
async function otherUnit(on, nth) {
  const { page, words } = on;
  const tiles = page.locator('.page .tile');
  const title = page.getByRole('heading', { level: 1 });
  const moved = async (tile) => {
    const before = await title.innerText();
    await on.press(tile);
    await expect.poll(() => title.innerText()).not.toBe(before);
  };
  await moved(on.button(words.back));
  if (words.units.test(await title.innerText())) await moved(on.button(words.back));
  const building = Math.floor(nth / 2);
  if (building >= (await tiles.count())) throw new Error('no floor of the site is left to walk');
  await moved(tiles.nth(building));
  if (await tiles.count()) await moved(tiles.nth(nth % 2));
  await expect(page.locator('.doors')).toBeVisible();
}

async function looking(on, look) {
  const { page, words } = on;
  // 撤销 has the corner of the list; the buildings have ⋯.
  await on.back('.page .tiles');
  await on.more();
  await on.to(words.find, '.find');
  await look('find');
  await page.keyboard.press('1');
  await expect(page.locator('.results .door').first()).toBeVisible();
  await look('found a few');
  await on.to(words.all, '.records');
  await look('found all');
  await on.back('.find');
  await page.keyboard.press('Backspace');
  for (const digit of '00000') await page.keyboard.press(digit);
  await expect(page.locator('.results .none')).toBeVisible();
  await look('found nothing');
  await on.back('.page .tiles');
}

async function outbox(on, phone, look) {
  const { page, words } = on;
  await on.to(words.outbox, '.big');
  await look('outbox');
  const counted = Number(await page.locator('.big').innerText());
  await on.to(words.see, '.records');
  // What is counted before the suit comes off is what is listed, tap by tap.
  expect(/\d+/.exec(await page.getByRole('heading', { level: 1 }).innerText())[0]).toBe(String(counted));
  await look('records');
  await on.back('.big');
  await page.route('**/sync/push', rejectAll);
  await phone.context.setOffline(false);
  await on.to(words.mend, '.record.warn');
  await look('to mend');
  await on.to(page.locator('button.record').first(), '.tile.alarm');
  await look('one to mend');
  await page.unroute('**/sync/push');
  await on.back('.records');
  await on.back('.message');
  await on.back('.page .tiles');
}

async function oneself(on, look) {
  const { page, words } = on;
  await on.to(words.me, '.facts');
  await look('me');
  await on.to(words.settings, '.page .tiles');
  await look('settings');
  await on.back('.facts');
  await on.to(words.nextWorker, '.keypad');
  await look('next worker');
  await on.back('.facts');
  await locking(on, look);
  await on.more();
  await on.to(words.wipe, '.wiping');
  await look('wiping');
}

async function locking(on, look) {
  const { page, words } = on;
  await on.press(on.button(words.endShift));
  await expect(page.locator('.code')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await look('locked');
  await on.type('000000');
  await expect(page.locator('.ask .warn')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await look('wrong PIN');
  await on.to(words.more, '.message');
  await look('locked, what waits');
  await on.to(words.forgotten, '.message.warn');
  await look('forgotten PIN');
  await on.to(words.code, '.code .apart');
  await look('another code');
  await on.back('.message');
  await on.back('.code');
  await on.type(PIN);
  await expect(page.locator('.doors')).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
}

/** Every screen that a walk looks at, in order. */
export const SCREENS = [
  'keypad', 'wrong code', 'no network', 'check', 'new PIN', 'new PIN again', 'doors', 'units', 'buildings', 'doors of another unit', 'menu', 'priority list', 'door',
  'checklist', 'choose', 'flagged', 'residents', 'somebody left out', 'resident', 'contacts', 'history', 'priority', 'saved', 'undone',
  'door that is done', 'menu of a door', 'today', 'correct', 'how', 'corrected', 'no answer', 'floor', 'floor but for one', 'floor walked',
  'find', 'found a few', 'found all', 'found nothing', 'outbox', 'records', 'to mend', 'one to mend', 'me', 'settings', 'next worker',
  'locked', 'wrong PIN', 'locked, what waits', 'forgotten PIN', 'another code', 'wiping',
];
