// The coordinator's page: who gets in, what it shows, and that it shows it by itself.
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { feed, newCode, setUpSite } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const LOGIN = 'diaodu';
const MINUTE_MS = 60_000;
/** From the server's answer to a phone until the row is on the screen. */
const ON_SCREEN_WITHIN_MS = 1_000;

const test = base.extend({
  /** A site with the sample roster and a coordinator's password. */
  site: async ({ server }, use) => {
    const codes = await setUpSite(server, 2);
    const printed = await server.run('account', 'add', '--login', LOGIN, '--name', '周调度');
    await use({ codes, password: /(?:密码|password) ([^\s（]+)/.exec(printed)[1] });
  },
});

async function signIn(page, url, password) {
  await page.goto(`${url}/desk/`);
  await page.locator('input[name=login]').fill(LOGIN);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button.primary').click();
}

const follows = (page) => expect(page.getByText('自动更新')).toBeVisible();

test('a wrong password is told, without saying what was wrong; the right one opens the page; signing out closes it', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  await signIn(page, server.url, 'certainly wrong');
  await expect(page.getByRole('alert')).toContainText('用户名或密码不对');
  await expect(page.locator('input[name=login]')).toHaveValue(LOGIN);
  await page.locator('input[name=password]').fill(site.password);
  await page.locator('input[name=password]').press('Enter');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('月亮湾');
  await expect(page.getByText('周调度')).toBeVisible();
  await expect(page.locator('.card').last()).toContainText('今天应走 150 户，已走 0 户');
  await expect(page.getByText('还没有上门记录')).toBeVisible();
  await expect(page.getByText('还没有手机上岗')).toBeVisible();

  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page.getByRole('alert')).toContainText('已退出登录');
  await page.goto(`${server.url}/desk/`);
  await expect(page).toHaveURL(/sign-in/);
});

test('visits come in by themselves, within a second, without touching the rest of the page', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  await signIn(page, server.url, site.password);
  await follows(page);
  await page.evaluate(() => { window.stillTheSamePage = true; });
  await page.getByRole('button', { name: 'English' }).focus();

  const phone = await Device.enrol(server.url, site.codes[0]);
  const [alone] = phone.all('door').filter((door) => phone.residents(door).length === 1);
  const [family] = phone.all('door').filter((door) => phone.residents(door).length === 3);
  await phone.allFine(alone);
  const answered = Date.now();
  await expect(feed(page)).toHaveCount(1);
  expect(Date.now() - answered).toBeLessThan(ON_SCREEN_WITHIN_MS);
  await expect(feed(page).first()).toContainText(phone.residents(alone)[0].fields.name);
  await expect(feed(page).first()).toContainText('见到本人 · 一切正常');

  // The day turns at four in the morning there, twenty hours UTC: what was before is not of today.
  const ago = Math.min(41, Math.floor(((Date.now() + 240 * MINUTE_MS) % (1440 * MINUTE_MS)) / MINUTE_MS));
  const unanswered = await phone.visit(family, [], Date.now() - ago * MINUTE_MS);
  await expect(feed(page).first()).toContainText('无应答');
  await expect(feed(page).first()).toContainText('3 人');
  const card = page.locator('.card', { has: page.getByRole('heading', { name: '无应答' }) });
  await expect(card).toContainText(`${ago} 分钟`);

  await phone.takeBack(unanswered);
  await expect(page.locator(`tr[data-visit="${unanswered}"]`)).toContainText('已撤销');
  await expect(page.locator(`tr[data-visit="${unanswered}"] s`)).toHaveText('无应答');
  await expect(card).toContainText('今天敲过的门，都有人应。');
  await expect(page.locator('table.phones')).toContainText('李1');

  await expect(page.getByRole('button', { name: 'English' })).toBeFocused();
  expect(await page.evaluate(() => window.stillTheSamePage)).toBe(true);
  expect(context.errors).toEqual([]);
});

test('a burst of visits is all there at its end, and asked for a few times only', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  await signIn(page, server.url, site.password);
  await follows(page);
  const phones = await Promise.all(site.codes.map((code) => Device.enrol(server.url, code)));
  const doors = phones[0].all('door').slice(0, 60);
  let asked = 0;
  page.on('request', (request) => { asked += request.url().endsWith('/desk/fn/now') ? 1 : 0; });
  const began = Date.now();
  for (const [at, phone] of phones.entries()) for (const door of doors.slice(at * 30, at * 30 + 30)) await phone.visit(door, []);
  await expect(page.getByText('只显示最新的 50 条。')).toBeVisible();
  await expect(feed(page)).toHaveCount(50);
  await expect(page.locator('.card', { has: page.getByRole('heading', { name: '无应答' }) }).locator('.figure')).toContainText('60');
  const seconds = (Date.now() - began) / 1_000;
  expect(asked).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
});

test('while the server is away the page keeps what it has and says of when it is', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  await signIn(page, server.url, site.password);
  await follows(page);
  const phone = await Device.enrol(server.url, site.codes[0]);
  await phone.allFine(phone.all('door')[0]);
  await expect(feed(page)).toHaveCount(1);

  await server.stop();
  await expect(page.getByRole('status')).toHaveText(/连接断开，正在重连；下面是 \d\d:\d\d 的数据/);
  await expect(page.getByText('自动更新')).toHaveCount(0);
  await expect(feed(page)).toHaveCount(1);

  await server.start();
  await phone.allFine(phone.all('door')[1]);
  await expect(feed(page)).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByRole('status')).toHaveText('');
  await follows(page);
});

test('two tabs share one stream; when the first is closed the second goes on', async ({ server, site, office }) => {
  const context = await office();
  const streams = [];
  context.on('request', (request) => { if (request.url().endsWith('/desk/live')) streams.push(request.frame().page()); });
  const first = await context.newPage();
  await signIn(first, server.url, site.password);
  await follows(first);
  const second = await context.newPage();
  await second.goto(`${server.url}/desk/`);
  const phone = await Device.enrol(server.url, site.codes[0]);
  await phone.allFine(phone.all('door')[0]);
  // The second one was still starting: what it missed is said to it again.
  for (const page of [first, second]) await expect(feed(page)).toHaveCount(1);
  expect(streams).toEqual([first]);

  await first.close();
  await expect.poll(() => streams).toEqual([first, second]);
  await follows(second);
  await phone.allFine(phone.all('door')[1]);
  await expect(feed(second)).toHaveCount(2);
});

test('whoever signs out in one tab shows nobody’s data in the other', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  await signIn(page, server.url, site.password);
  await follows(page);
  const phone = await Device.enrol(server.url, site.codes[0]);
  await phone.allFine(phone.all('door')[0]);
  await expect(feed(page)).toHaveCount(1);

  const other = await context.newPage();
  await other.goto(`${server.url}/desk/`);
  await other.getByRole('button', { name: '退出登录' }).click();
  await phone.allFine(phone.all('door')[1]);
  await expect(page.getByRole('alert')).toContainText('已退出登录');
  await expect(feed(page)).toHaveCount(0);
  await page.getByRole('link', { name: '登录' }).click();
  await expect(page.locator('input[name=password]')).toBeVisible();
});

test('without JavaScript one signs in, reads, changes the language and signs out', async ({ server, site, office }) => {
  const context = await office({ javaScriptEnabled: false });
  const page = await context.newPage();
  const phone = await Device.enrol(server.url, site.codes[0]);
  await phone.allFine(phone.all('door')[0]);
  await signIn(page, server.url, site.password);
  await expect(feed(page)).toHaveCount(1);
  await expect(page.locator('noscript .said')).toContainText('这一页不会自己更新');
  await expect(page.locator('noscript .said')).toBeVisible();
  await expect(page.getByText('自动更新')).toHaveCount(0);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByText('met · all fine').or(page.getByText('met in person'))).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('alert')).toContainText('signed out');
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, site, office }) => {
      const context = await office({ locale, colorScheme });
      const page = await context.newPage();
      await page.goto(`${server.url}/desk/`);
      expect(await faults(page)).toEqual([]);
      await signIn(page, server.url, 'certainly wrong');
      expect(await faults(page)).toEqual([]);
      await signIn(page, server.url, site.password);
      await expect(page.locator('#coming-in')).toBeVisible();
      expect(await faults(page)).toEqual([]);

      const phone = await Device.enrol(server.url, site.codes[0]);
      const doors = phone.all('door');
      await phone.allFine(doors[0]);
      await phone.visit(doors[1], []);
      await phone.takeBack(await phone.allFine(doors[2]));
      const [ill] = phone.residents(doors[3]);
      await phone.push({ type: 'set', kind: 'resident', record: ill.id, fields: { medical: { what: '透析' } } });
      const [old] = phone.residents(doors[4]);
      await phone.push({ type: 'set', kind: 'resident', record: old.id, fields: { priority: { cadence_h: 24 } } });
      await expect(feed(page)).toHaveCount(3);
      await expect(page.locator('.card.alarm')).toHaveCount(2);
      await expect(page.locator('.card.warn')).toHaveCount(1);
      expect(await faults(page)).toEqual([]);
      await page.goto(`${server.url}/desk/nowhere`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/没有这个页面|No such page/);
      expect(await faults(page)).toEqual([]);
      expect(context.errors.filter((error) => !error.includes('404') && !error.includes('401'))).toEqual([]);
    });
  }
}
