// Too much, too long and almost nothing: the screens keep the suit contract there, too.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Phone } from '../harness/browser.js';
import { breaches } from '../harness/glove.js';
import { addSite, newCode, nextDoor } from '../harness/people.js';
import { Server } from '../harness/server.js';
import { FIRST_SYNC_WITHIN_MS, Walker, WORDS } from '../harness/walk.js';
import { expect, test } from '../harness/test.js';

const WITHIN_MS = 180_000;
const FLOORS = 34;
const FAMILY = 12;
/** Pictures of every screen, for whoever wants to look: a folder, or none. */
const PICTURES = process.env.DABAI_PICTURES;

const LONG_BUILDING = '幸福里南区二期人才公寓';
const LONG_ROOM = '地下储藏间甲12';

/** A tower of 34 floors; a building with a long name, a long room and a family of twelve with long names. */
function roster() {
  const lines = ['楼栋,单元,房号,姓名,年龄,电话,特殊情况'];
  for (let floor = 1; floor <= FLOORS; floor += 1) {
    for (let at = 1; at <= 4; at += 1) lines.push(`1号楼,1单元,${floor * 100 + at},住户${floor * 100 + at},50,1990000${String(floor * 100 + at).padStart(4, '0')},`);
  }
  for (let n = 1; n <= FAMILY; n += 1) {
    lines.push(`${LONG_BUILDING},,101,阿卜杜热西提·买买提江${n},${90 - n},1990001${String(n).padStart(4, '0')},高血压；糖尿病，需胰岛素；听力差；行动不便；每周透析三次；青霉素过敏`);
  }
  lines.push(`${LONG_BUILDING},,${LONG_ROOM},欧阳建国,70,19900020001,`);
  return lines.join('\n');
}

async function newServer(csv) {
  const server = new Server(['--dev']);
  await addSite(server, '一个名字特别特别长的小区（二期南区临时隔离点）');
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-roster-')), 'roster.csv');
  fs.writeFileSync(file, csv);
  await server.run('import', file);
  fs.rmSync(path.dirname(file), { recursive: true });
  await server.start();
  return server;
}

async function newPhone(height, theme, language) {
  const phone = new Phone({ viewport: { width: 360, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
  const context = await phone.open();
  await context.addInitScript((settings) => {
    for (const [name, value] of Object.entries(settings)) localStorage.setItem(`dabai.${name}`, value);
  }, { theme, language });
  return phone;
}

function looker(phone, tag) {
  return async (screen) => {
    if (PICTURES) {
      fs.mkdirSync(PICTURES, { recursive: true });
      await phone.page.screenshot({ path: path.join(PICTURES, `extreme-${screen.replaceAll(' ', '-')}-${tag}.png`) });
    }
    expect.soft(await breaches(phone.page), screen).toEqual([]);
  };
}

async function open(server, phone, on) {
  await phone.page.goto(`${server.url}/app/#c=${await newCode(server, '阿卜杜热西提·买买提江')}`);
  await expect(on.button(on.words.doors)).toBeVisible({ timeout: FIRST_SYNC_WITHIN_MS });
  await on.to(on.words.doors, '.doors');
}

for (const [height, theme, language] of [[740, 'black', 'zh-CN'], [640, 'white', 'en'], [640, 'white', 'zh-CN']]) {
  test(`long names, twelve at a door and 34 floors fit at 360×${height}, ${theme}, ${language}`, async () => {
    test.setTimeout(WITHIN_MS);
    const server = await newServer(roster());
    const phone = await newPhone(height, theme, language);
    const on = new Walker(phone.page, WORDS[language]);
    const look = looker(phone, `${height}-${theme}-${language}`);
    try {
      await open(server, phone, on);
      await look('tower');
      await on.back('.page .tiles');
      await look('buildings');
      await on.to(phone.page.locator('.page .tile', { hasText: '幸福里' }), '.doors');
      await look('long room');
      await on.to(phone.page.locator('.door', { hasText: '101' }).first(), '.known');
      await look('door of twelve');
      await on.to(on.words.people, '.people');
      await look('twelve people');
      await on.to(on.words.about, '.notes');
      await look('much to know');
      await on.to(on.words.call, '.records');
      await look('call');
      for (const below of ['.notes', '.people', '.known']) await on.back(below);
      await on.to(on.words.fine, '.bar.undo');
      await look('saved');
      await on.to(phone.page.locator('.door', { hasText: '101' }).first(), '.known');
      await on.more();
      await on.to(on.words.today, '.records');
      await on.to(phone.page.locator('button.record').first(), '.tile.alarm');
      await look('correct twelve');
      await on.back('.records');
      await on.back('.page .tiles');
      await on.to(on.words.me, '.facts');
      await look('long name');
    } finally {
      await phone.dispose();
      await server.dispose();
    }
  });
}

for (const theme of ['black', 'white']) {
  test(`a site of one door and one of 1,200 are lists like any other, ${theme}`, async () => {
    test.setTimeout(WITHIN_MS);
    const tiny = await newServer('楼栋,房号,姓名\n1号楼,101,王五');
    const huge = new Server(['--dev']);
    await huge.run('demo', '--size', 'residents', '--seed', '1');
    await huge.start();
    try {
      for (const [name, server] of [['one door', tiny], ['1200 doors', huge]]) {
        const phone = await newPhone(740, theme, 'zh-CN');
        const on = new Walker(phone.page, WORDS['zh-CN']);
        const look = looker(phone, `740-${theme}`);
        await open(server, phone, on);
        await look(name);
        await on.back('.page .tiles');
        await look(`places of ${name}`);
        await on.more();
        await on.to(on.words.stars, '.page');
        await look(`priority list of ${name}`);
        await phone.dispose();
      }
    } finally {
      await tiny.dispose();
      await huge.dispose();
    }
  });
}

test('a site without a door says what will happen', async () => {
  const server = new Server(['--dev']);
  await addSite(server, '空小区');
  await server.start();
  const phone = await newPhone(740, 'black', 'zh-CN');
  try {
    const on = new Walker(phone.page, WORDS['zh-CN']);
    await phone.page.goto(`${server.url}/app/#c=${await newCode(server, '李')}`);
    await on.to(on.words.doors, '.message');
    await expect(phone.page.locator('.message')).toContainText('这里还没有房号');
    await expect(nextDoor(phone.page)).toHaveCount(0);
    await looker(phone, '740-black')('no doors');
  } finally {
    await phone.dispose();
    await server.dispose();
  }
});
