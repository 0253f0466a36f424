// Going somewhere by keyboard: the palette, the keys, and what the figures of the first page lead to.
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { setUpSite } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const test = base.extend({
  desk: async ({ server, browser }, use) => {
    const [code] = await setUpSite(server, 1);
    const phone = await Device.enrol(server.url, code);
    const printed = await server.run('account', 'add', '--login', 'desk', '--name', '周调度');
    const password = /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto(`${server.url}/desk/`);
    await page.locator('input[name=login]').fill('desk');
    await page.locator('input[name=password]').fill(password);
    await page.locator('button.primary').click();
    // Scripts run once the page follows the site.
    await expect(page.getByText('自动更新')).toBeVisible();
    await use({ page, phone });
    await context.close();
  },
});

const palette = (page) => page.getByRole('combobox', { name: '查找' });
const hits = (page) => page.locator('#hits').getByRole('option');

test('a door, a person and a page are three keys away', async ({ server, desk: { page, phone } }) => {
  const [person] = phone.all('resident');
  const door = phone.rows.get(person.fields.door);
  const address = [phone.rows.get(door.fields.building).fields.name, door.fields.unit, door.fields.room].join('-');
  await page.keyboard.press('/');
  const box = palette(page);
  await expect(box).toBeFocused();
  await expect(hits(page)).toHaveCount(7);
  await box.fill(address);
  await expect(hits(page).first()).toContainText(address);
  await expect(hits(page).filter({ hasText: '居民' }).filter({ hasText: person.fields.name })).toHaveCount(1);
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await expect(hits(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${server.url}/desk/residents?q=${address}`);

  await expect(page.getByText('自动更新')).toBeVisible();
  await page.keyboard.press('Control+k');
  await palette(page).fill(person.fields.name);
  await expect(hits(page).first()).toContainText(person.fields.name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/desk\/residents\/[0-9a-f-]{36}$/);
  await expect(page.getByText('自动更新')).toBeVisible();
  await page.keyboard.press('/');
  await palette(page).fill('没有这个人');
  await expect(page.getByText('没有找到。')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
});

test('? says what the keys are; g and a letter go to a page; what is typed is text', async ({ server, desk: { page } }) => {
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: '快捷键' });
  await expect(help).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(`${server.url}/desk/residents`);
  await expect(page.getByText('自动更新')).toBeVisible();
  await page.getByRole('searchbox').first().focus();
  await page.keyboard.type('g?/v');
  await expect(page.getByRole('searchbox').first()).toHaveValue('g?/v');
  await expect(page).toHaveURL(`${server.url}/desk/residents`);
  await expect(help).toBeHidden();
});

test('while the server is away the palette says so', async ({ server, desk: { page } }) => {
  await server.stop();
  await page.keyboard.press('/');
  await palette(page).fill('1203');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('连');
});

test('every figure of the first page opens its list', async ({ server, desk: { page, phone } }) => {
  const doors = phone.all('door');
  await phone.visit(doors[0], []);
  await phone.tick(doors[1], 'food', 'none');
  const card = (title) => page.locator('.card').filter({ has: page.getByRole('heading', { name: title }) });
  await expect(card('待跟进').locator('.figure')).toContainText('1');
  await expect(card('待跟进')).toContainText('食品药品 无');
  for (const [title, path, lines] of [
    ['待跟进', '/desk/residents?group=flagged', null],
    ['无应答', '/desk/left?only=no-answer', 1],
    ['就医', '/desk/residents?group=medical', null],
    ['超时未访', '/desk/residents?group=overdue', null],
    ['还有', '/desk/left', 150],
  ]) {
    await page.goto(`${server.url}/desk/`);
    await card(title).getByRole('heading').getByRole('link').click();
    await expect(page).toHaveURL(`${server.url}${path}`);
    if (lines !== null) await expect(page.locator('table.left tbody tr')).toHaveCount(lines);
  }
});
