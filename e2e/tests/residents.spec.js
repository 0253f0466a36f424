// Residents, one resident and the building grid: found, followed, changed, printed.
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { addSite, setUpSite } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const LOGIN = 'diaodu';
const HOUR_MS = 3_600_000;
/** Of an A4 page between its margins, at 96 dots an inch. */
const PAPER_PX = 718;

const test = base.extend({
  /** A site with the sample roster: `desk()` opens a browser signed in there, `phones` have enrolled. */
  site: async ({ server, browser }, use) => {
    const codes = await setUpSite(server, 2);
    const printed = await server.run('account', 'add', '--login', LOGIN, '--name', '周调度');
    const password = /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    const phones = await Promise.all(codes.map((code) => Device.enrol(server.url, code)));
    const contexts = [];
    const desk = async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.errors = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) page.errors.push(message.text());
      });
      page.on('pageerror', (error) => page.errors.push(String(error)));
      await page.goto(`${server.url}/desk/`);
      await page.locator('input[name=login]').fill(LOGIN);
      await page.locator('input[name=password]').fill(password);
      await page.locator('button.primary').click();
      await expect(page.locator('#coming-in')).toBeVisible();
      return page;
    };
    await use({ desk, phones });
    for (const context of contexts) await context.close();
  },
});

const rows = (page) => page.locator('table.residents tbody tr');
const follows = (page) => expect(page.getByText('自动更新')).toBeVisible();
const cellOf = (page, address) => page.locator(`a.door[href="/desk/residents?q=${address}"]`);
const open = (page, server, path) => page.goto(`${server.url}${path}`);

/** Somebody with a number, behind a door. */
function somebody(phone) {
  return phone.all('resident').find((row) => /^1\d{10}$/.test(row.fields.phone ?? ''));
}

const set = (resident, fields) => ({ type: 'set', kind: 'resident', record: resident.id, fields });

function addressOf(phone, resident) {
  const door = phone.rows.get(resident.fields.door);
  const building = phone.rows.get(door.fields.building);
  return [building.fields.name, door.fields.unit, door.fields.room].filter(Boolean).join('-');
}

test('somebody is found by room, name and initials; the address says what is looked for, and no number is shown in full', async ({ server, site }) => {
  const [phone] = site.phones;
  const page = await site.desk();
  await page.locator('nav').getByRole('link', { name: '居民' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('居民');
  const all = phone.all('resident').length;
  await expect(page.locator('.panel h2')).toContainText(`${all} 人`);

  const wanted = somebody(phone);
  const address = addressOf(phone, wanted);
  await page.getByRole('searchbox').fill(address);
  await page.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/q=/);
  const behind = phone.all('resident').filter((row) => row.fields.door === wanted.fields.door);
  await expect(rows(page)).toHaveCount(behind.length);
  await expect(page.getByRole('searchbox')).toHaveValue(address);
  await expect(page.locator('body')).not.toContainText(wanted.fields.phone);
  await expect(rows(page).filter({ hasText: wanted.fields.name })).toContainText(wanted.fields.phone.replace(/^(...)....(....)$/, '$1****$2'));

  await page.getByRole('searchbox').fill(wanted.fields.name);
  await page.getByRole('button', { name: '找', exact: true }).click();
  await expect(rows(page).first()).toContainText(wanted.fields.name);
  await page.getByLabel('楼栋').selectOption({ index: 1 });
  await page.getByRole('searchbox').fill('没有这样的人');
  await page.getByRole('button', { name: '找', exact: true }).click();
  await expect(page.getByText('没有符合的居民。')).toBeVisible();
  await page.getByRole('link', { name: '看全部' }).click();
  await expect(page.locator('.panel h2')).toContainText(`${all} 人`);
  expect(page.errors).toEqual([]);
});

test('more than one can look through are counted, the first are shown, and one is told to narrow', async ({ server, site }) => {
  const page = await site.desk();
  await open(page, server, '/desk/residents');
  await expect(rows(page)).toHaveCount(200);
  await expect(page.getByText('太多了，只列出前 200 人')).toBeVisible();
  await page.getByLabel('楼栋').selectOption({ index: 2 });
  await page.getByRole('button', { name: '找', exact: true }).click();
  await expect(page.locator('#residents')).toHaveText('全部 · 2号楼');
  await expect(page.getByText('太多了')).toHaveCount(0);
});

test('the list follows the site while somebody types: text and focus stay', async ({ server, site }) => {
  const [phone] = site.phones;
  const page = await site.desk();
  const wanted = somebody(phone);
  await open(page, server, `/desk/residents?q=${encodeURIComponent(addressOf(phone, wanted))}`);
  await follows(page);
  const row = rows(page).filter({ hasText: wanted.fields.name });
  await expect(row).toContainText('还没见到过');
  await page.getByRole('searchbox').fill('打到一半');
  const door = phone.rows.get(wanted.fields.door);
  await phone.allFine(door);
  await expect(row).toContainText('刚刚 · 见到本人 · 李1');
  await phone.tick(door, 'food', 'none');
  await expect(row).toContainText('待跟进 · 食品药品 无');
  await phone.push(set(wanted, { priority: { reason: '独居', cadence_h: 6 } }));
  await expect(row).toContainText('重点管护 · 独居');
  await expect(page.getByRole('searchbox')).toHaveValue('打到一半');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.locator('.chips').getByRole('link', { name: /重点管护/ })).toContainText('1');

  // A link in a row keeps the focus while its row goes on.
  await row.getByRole('link', { name: wanted.fields.name }).focus();
  await phone.push(set(wanted, { medical: { what: '透析' } }));
  await expect(row).toContainText('就医 透析');
  await expect(row.getByRole('link', { name: wanted.fields.name })).toBeFocused();
  expect(page.errors).toEqual([]);
});

test('one resident: who saw them, what was found, who filled in what; changed from the desk', async ({ server, site }) => {
  const [phone] = site.phones;
  const wanted = somebody(phone);
  const door = phone.rows.get(wanted.fields.door);
  const page = await site.desk();
  await open(page, server, `/desk/residents/${wanted.id}`);
  await follows(page);
  await expect(page.getByText('今天还没有人上门。')).toBeVisible();
  await phone.visit(door, [{ id: wanted.id, how: 'spoke' }], Date.now() - 26 * HOUR_MS);
  await phone.visit(door, []);
  await expect(page.locator('.safety')).toContainText('26 小时前 · 应答 · 李1');
  await expect(page.locator('#today').locator('xpath=ancestor::section')).toContainText('无应答');
  await expect(page.locator('#before').locator('xpath=ancestor::section')).toContainText('应答');
  await expect(page.locator('table.details')).toContainText('名册导入');
  await phone.tick(door, 'food', 'none');
  const food = page.locator('.ticks-today tr').filter({ hasText: '食品药品' });
  await expect(food).toContainText('待跟进');
  await expect(food).toContainText('李1');

  await page.getByRole('link', { name: '改资料' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`改 ${wanted.fields.name} 的资料`);
  await page.getByLabel('备注').fill('下午在家');
  await page.getByLabel('听力差').check();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存。')).toBeVisible();
  const note = page.locator('table.details tr').filter({ has: page.getByRole('rowheader', { name: '备注' }) });
  await expect(note).toContainText('下午在家');
  await expect(note).toContainText('周调度');
  await phone.pull();
  expect(phone.rows.get(wanted.id).fields.note).toBe('下午在家');
  expect(phone.rows.get(wanted.id).fields.care).toContain('hearing');

  await page.getByRole('link', { name: '列入重点管护' }).click();
  await page.getByLabel('原因').fill('独居，听力差');
  await page.getByLabel('至少多久见一次').selectOption('12');
  await page.getByLabel('谁负责').fill('李2');
  await page.getByRole('button', { name: '列入重点管护' }).click();
  await expect(page.getByText('已列入重点管护')).toBeVisible();
  await expect(page.locator('.safety')).toContainText('超时未访');
  await expect(page.locator('.safety')).toContainText('独居，听力差 · 至少每 12 小时见一次 · 李2 负责');
  await phone.pull();
  expect(phone.rows.get(wanted.id).fields.priority).toEqual({ reason: '独居，听力差', cadence_h: 12, owner: '李2' });
  await phone.allFine(door);
  await expect(page.locator('.safety')).toContainText('按时见到');

  await page.getByRole('link', { name: '改重点管护' }).click();
  await page.getByLabel('为什么移出').fill('女儿接走了');
  await page.getByRole('button', { name: '移出' }).click();
  await expect(page.getByText('已移出重点管护。')).toBeVisible();
  await phone.pull();
  expect(phone.rows.get(wanted.id).fields.priority).toBeUndefined();
  expect(phone.rows.get(wanted.id).fields.priority_ended).toBeUndefined();

  await expect(page.locator('body')).not.toContainText(wanted.fields.phone);
  await page.getByRole('button', { name: '看完整号码' }).click();
  await expect(page.getByRole('link', { name: wanted.fields.phone })).toBeVisible();
  await expect(page.getByText('已经记下')).toBeVisible();
  expect(page.errors).toEqual([]);
});

test('a phone without a network and the desk change the same field: both see one truth, and what lost is there until somebody decides', async ({ server, site }) => {
  const [phone, other] = site.phones;
  const wanted = somebody(phone);
  const page = await site.desk();
  await open(page, server, `/desk/residents/${wanted.id}/edit`);
  // Written on a phone an hour ago, and not sent yet.
  const madeAt = Date.now() - HOUR_MS;
  await page.getByLabel('备注').fill('下午在家');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存。')).toBeVisible();
  await follows(page);
  await expect(phone.push(set(wanted, { note: '上午不在' }), madeAt)).rejects.toThrow(/superseded/);

  const decide = page.locator('.decide');
  await expect(decide).toContainText('李1');
  await expect(decide).toContainText('「上午不在」没有生效');
  await expect(decide).toContainText('现在是「下午在家」');
  for (const device of [phone, other]) {
    await device.pull();
    expect(device.rows.get(wanted.id).fields.note).toBe('下午在家');
  }
  await decide.getByRole('button', { name: '改成「上午不在」' }).click();
  await expect(page.getByText('已经定下。')).toBeVisible();
  await expect(decide).toHaveCount(0);
  for (const device of [phone, other]) {
    await device.pull();
    expect(device.rows.get(wanted.id).fields.note).toBe('上午不在');
  }
  const note = page.locator('table.details tr').filter({ has: page.getByRole('rowheader', { name: '备注' }) });
  await note.getByText(/之前的/).click();
  await expect(note).toContainText('没生效');

  // The other way round: somebody changes it on a phone while the form is open at the desk, which is then sent later.
  await open(page, server, `/desk/residents/${wanted.id}/edit`);
  await page.getByLabel('备注').fill('敲门轻一点');
  await other.push(set(wanted, { note: '钥匙在隔壁' }), Date.now(), other.rows.get(wanted.id).seq);
  await page.getByRole('button', { name: '保存' }).click();
  await expect(decide).toContainText('李2');
  await expect(decide).toContainText('「钥匙在隔壁」没有生效');
  await decide.getByRole('button', { name: '保留「敲门轻一点」' }).click();
  await expect(decide).toHaveCount(0);
  await other.pull();
  expect(other.rows.get(wanted.id).fields.note).toBe('敲门轻一点');
});

test('two coordinators and a phone change the same resident at once: all three see one truth, and both that lost are there', async ({ server, site }) => {
  const [phone] = site.phones;
  const wanted = somebody(phone);
  const [one, two] = [await site.desk(), await site.desk()];
  // Each has the form of before the others' change.
  for (const page of [one, two]) await open(page, server, `/desk/residents/${wanted.id}/edit`);
  const seq = phone.rows.get(wanted.id).seq;
  for (const [page, note] of [[one, '上午敲门'], [two, '下午敲门']]) {
    await page.getByLabel('备注').fill(note);
    await page.getByRole('button', { name: '保存' }).click();
    await follows(page);
  }
  await expect(phone.push(set(wanted, { note: '晚上敲门' }), Date.now() - HOUR_MS, seq)).rejects.toThrow(/superseded/);

  await phone.pull();
  expect(phone.rows.get(wanted.id).fields.note).toBe('下午敲门');
  for (const page of [one, two]) {
    const note = page.locator('table.details tr').filter({ has: page.getByRole('rowheader', { name: '备注' }) });
    await expect(note).toContainText('下午敲门');
    const decide = page.locator('.decide');
    await expect(decide).toContainText('「上午敲门」没有生效');
    await expect(decide).toContainText('「晚上敲门」没有生效');
  }
  // What one of them decides, the other sees.
  await one.locator('.decide').getByRole('button', { name: /^保留/ }).first().click();
  await one.locator('.decide').getByRole('button', { name: /^保留/ }).first().click();
  await expect(one.locator('.decide')).toHaveCount(0);
  await expect(two.locator('.decide')).toHaveCount(0);
});

test('every door of a building has its place and its answer, and follows the site without losing the focus', async ({ server, site }) => {
  const [phone] = site.phones;
  const page = await site.desk();
  await page.locator('nav').getByRole('link', { name: '楼栋图' }).click();
  await follows(page);
  const [building] = phone.all('building').sort((a, b) => (a.fields.order ?? 0) - (b.fields.order ?? 0));
  const doors = phone.all('door').filter((row) => row.fields.building === building.id);
  await expect(page.locator('a.door')).toHaveCount(doors.length);

  const door = doors.find((row) => phone.residents(row).length > 1);
  const address = addressOf(phone, phone.residents(door)[0]);
  const cell = cellOf(page, address);
  await expect(cell).toContainText('未访');
  await cell.focus();
  const top = await page.evaluate(() => { window.scrollTo(0, 40); window.stillTheSamePage = true; return window.scrollY; });
  await phone.allFine(door);
  await expect(cell).toContainText('已访');
  await expect(page.locator('.legend')).toContainText('已访 1');
  await phone.visit(door, []);
  await expect(cell).toContainText('无应答');
  await phone.push(set(phone.residents(door)[0], { medical: { what: '胸闷' } }));
  await expect(cell).toContainText('就医');
  await phone.push(set(phone.residents(door)[0], { medical: null }));
  await expect(cell).toContainText('无应答');
  await phone.tick(door, 'food', 'none');
  await expect(cell).toContainText('待跟进');
  await expect(cell).toBeFocused();
  expect(await page.evaluate(() => [window.scrollY, window.stillTheSamePage])).toEqual([top, true]);

  await page.getByRole('link', { name: '上次见到' }).click();
  await expect(cellOf(page, address)).toContainText('0 分钟');
  await expect(page).toHaveURL(/ask=seen/);
  await cellOf(page, address).click();
  await expect(rows(page)).toHaveCount(phone.residents(door).length);
  expect(page.errors).toEqual([]);
});

test('while the server is away the pages keep what they have; a page that can not be had says so', async ({ server, site }) => {
  const [phone] = site.phones;
  const page = await site.desk();
  const wanted = somebody(phone);
  for (const path of ['/desk/residents', '/desk/grid', `/desk/residents/${wanted.id}`]) {
    await open(page, server, path);
    await follows(page);
    await server.stop();
    await expect(page.getByRole('status').first()).toHaveText(/连接断开，正在重连；下面是 \d\d:\d\d 的数据/);
    await expect(page.locator('main')).toContainText(path === '/desk/grid' ? '未访' : wanted.fields.name.slice(0, 1));
    await server.start();
    await follows(page);
  }
  await open(page, server, '/desk/residents/00000000-0000-0000-0000-000000000000');
  await expect(page.getByRole('heading', { name: '没有这位居民' })).toBeVisible();
  await open(page, server, '/desk/grid?building=00000000-0000-0000-0000-000000000000');
  await expect(page.getByText('没有这栋楼。')).toBeVisible();
});

test('a site without a roster says what to do', async ({ server, browser }) => {
  await addSite(server, '月亮湾');
  const printed = await server.run('account', 'add', '--login', LOGIN, '--name', '周调度');
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${server.url}/desk/`);
  await page.locator('input[name=login]').fill(LOGIN);
  await page.locator('input[name=password]').fill(/(?:密码|password) ([^\s（]+)/.exec(printed)[1]);
  await page.locator('button.primary').click();
  await expect(page.locator('#coming-in')).toBeVisible();
  for (const path of ['/desk/residents', '/desk/grid']) {
    await open(page, server, path);
    await expect(page.getByText('还没有名册')).toBeVisible();
  }
  await context.close();
});

test('without JavaScript one finds, reads, changes and prints', async ({ server, site }) => {
  const [phone] = site.phones;
  const wanted = somebody(phone);
  const page = await site.desk({ javaScriptEnabled: false });
  await page.locator('nav').getByRole('link', { name: '居民' }).click();
  await page.getByRole('searchbox').fill(wanted.fields.name);
  await page.getByRole('button', { name: '找', exact: true }).click();
  await rows(page).getByRole('link', { name: wanted.fields.name }).first().click();
  await page.getByRole('link', { name: '改资料' }).click();
  await page.getByLabel('年龄').fill('131');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('alert')).toContainText('「年龄」填得不对');
  await expect(page.getByLabel('年龄')).toHaveValue('131');
  await page.getByLabel('年龄').fill('88');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存。')).toBeVisible();
  await page.locator('nav').getByRole('link', { name: '楼栋图' }).click();
  await expect(page.locator('a.door').first()).toBeVisible();

  await page.setViewportSize({ width: PAPER_PX, height: 1_000 });
  await page.emulateMedia({ media: 'print' });
  for (const path of ['/desk/residents', '/desk/grid', `/desk/residents/${wanted.id}`]) {
    await open(page, server, path);
    await expect(page.locator('.side')).toBeHidden();
    await expect(page.locator('.chips').first()).toBeHidden();
    const width = await page.locator('main').evaluate((main) => main.scrollWidth);
    expect(width, `${path} is as wide as the paper`).toBeLessThanOrEqual(PAPER_PX);
  }
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, site }) => {
      // Nine pages, one after the other.
      test.slow();
      const [phone, other] = site.phones;
      const wanted = somebody(phone);
      const door = phone.rows.get(wanted.fields.door);
      await phone.allFine(door, Date.now() - 30 * HOUR_MS);
      await phone.push(set(wanted, { note: '晚', priority: { reason: '独居', cadence_h: 6 }, medical: { what: '透析' } }));
      await other.push(set(wanted, { note: '早' }));
      await phone.visit(phone.all('door').find((row) => row.id !== door.id), []);
      const page = await site.desk({ locale, colorScheme });
      const home = `/desk/residents/${wanted.id}`;
      for (const path of ['/desk/residents', '/desk/residents?q=nobody', '/desk/grid', '/desk/grid?ask=seen', home, `${home}/edit`, `${home}/priority`]) {
        await open(page, server, path);
        await expect(page.locator('main')).toBeVisible();
        expect(await faults(page), path).toEqual([]);
      }
      await open(page, server, home);
      await expect(page.locator('.decide')).toBeVisible();
      await page.locator('.deeds form button').first().click();
      await expect(page.locator('.numbers')).toBeVisible();
      expect(await faults(page)).toEqual([]);
      expect(page.errors).toEqual([]);
    });
  }
}
