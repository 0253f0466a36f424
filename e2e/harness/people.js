// What the people of the tests do: an administrator who sets a site up, a worker with a phone, a coordinator at the desk.
import path from 'node:path';
import { expect } from '@playwright/test';

/** `账号 desk  密码 …（` or `login desk  password …  (`. */
const PASSWORD_LINE = /(?:密码|password) ([^\s（]+)/;
const ROSTER = path.resolve(import.meta.dirname, '../../server/roster/tests/data/roster-sample.xlsx');

/** A site whose phones whoever has them may open: what a PIN does has tests of its own. */
export async function addSite(server, name) {
  await server.run('site', 'add', name);
  await server.run('site', 'set', '--pin', 'off');
}

/** A site with the sample roster behind its doors; resolves to enrolment codes for `phones` workers. */
export async function setUpSite(server, phones = 1) {
  await addSite(server, '月亮湾');
  await server.run('import', ROSTER);
  const codes = [];
  for (let n = 1; n <= phones; n += 1) codes.push(await newCode(server, `李${n}`));
  return codes;
}

/** `more`: further arguments of `dabai enrol`. */
export async function newCode(server, name, ...more) {
  const printed = await server.run('enrol', '--name', name, ...more);
  return /\b\d{8}\b/.exec(printed)[0];
}

/** Opens the link of the card, reads what the phone says of itself, and goes to the list of doors. */
export async function enrol(page, url, code) {
  await page.goto(`${url}/app/#c=${code}`);
  await toDoors(page);
}

/** 去敲门: after the phone has said whether it is ready. */
export async function toDoors(page) {
  await leaveCheck(page);
  await expect(nextDoor(page)).toBeVisible();
}

/** By the keyboard: 下一户 lies at the same spot, where the next touch would be a bounce. */
const leaveCheck = (page) => page.getByRole('button', { name: /去敲门/ }).press('Enter', { timeout: 20_000 });

/** As `toDoors` where the site asks for a PIN: it is chosen first. */
export async function toDoorsByPin(page) {
  await leaveCheck(page);
  await choosePin(page);
}

/** As `enrol` where the site asks for a PIN. */
export async function enrolWithPin(page, url, code) {
  await page.goto(`${url}/app/#c=${code}`);
  await toDoorsByPin(page);
}

export const PIN = '135792';

export async function choosePin(page, pin = PIN) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设 6 位密码', { timeout: 20_000 });
  await typeDigits(page, pin);
  await expect(page.locator('.ask')).toContainText('再输一次');
  await typeDigits(page, pin);
  await expect(nextDoor(page)).toBeVisible({ timeout: 20_000 });
}

export async function typeDigits(page, digits) {
  for (const digit of digits) await page.keyboard.press(digit);
}

export const nextDoor = (page) => page.getByRole('button', { name: /下一户/ });

/** 下一户, 一切正常. Resolves to the room, as the phone named it, once it is saved. */
export async function visitNext(page) {
  await nextDoor(page).tap();
  await expect(page.locator('.known')).toBeVisible();
  // Which door it is stands in the title; what stood on the tile may be done by somebody else by now.
  const address = await page.getByRole('heading', { level: 1 }).locator('.line').innerText();
  const room = address.split('-').pop();
  await page.getByRole('button', { name: /一切正常/ }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`已记 ${room}`);
  return room;
}

/** How many operations the strip says are on this phone only. */
export async function unsent(page) {
  const strip = await page.locator('.strip').innerText();
  return Number(/待上传\s*(\d+)/.exec(strip)?.[1] ?? 0);
}

/** Somebody new signed in at the desk, in a window of their own, looking at 此刻. */
export async function signIn(server, context, { login = 'desk', name = '周调度', role = 'coordinator' } = {}) {
  const printed = await server.run('account', 'add', '--login', login, '--name', name, '--role', role);
  const password = PASSWORD_LINE.exec(printed)[1];
  const page = await context.newPage();
  await page.goto(`${server.url}/desk/`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').first().click();
  await expect(page.locator('#coming-in')).toBeVisible();
  return page;
}

/** A coordinator signed in at the desk, looking at 此刻. */
export async function openDesk(server, browser) {
  return signIn(server, await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' }));
}

/** The rows of 正在进来. */
export const feed = (desk) => desk.locator('tr[data-visit]');
