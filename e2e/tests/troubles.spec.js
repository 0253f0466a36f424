// 待处理: values that lost, and what phones sent that was refused or waits, until somebody has decided.
import { faults } from '../harness/axe.js';
import { Device, newId } from '../harness/device.js';
import { table, taken } from '../harness/file.js';
import { setUpSite } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const HOUR_MS = 3_600_000;
/** Of an A4 page between its margins, at 96 dots an inch. */
const PAPER_PX = 718;
/** Lines on a page. */
const LINES = 50;

const test = base.extend({
  /** A site with the sample roster: `desk()` opens a browser signed in there, `phones` have enrolled. */
  site: async ({ server, browser }, use) => {
    const codes = await setUpSite(server, 2);
    const printed = await server.run('account', 'add', '--login', 'diaodu', '--name', '周调度', '--role', 'administrator');
    const password = /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    const phones = await Promise.all(codes.map((code) => Device.enrol(server.url, code)));
    const contexts = [];
    const desk = async (path = '/desk/troubles', options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...options });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`${server.url}/desk/`);
      await page.locator('input[name=login]').fill('diaodu');
      await page.locator('input[name=password]').fill(password);
      await page.locator('button.primary').click();
      await expect(page.locator('#coming-in')).toBeVisible();
      await page.goto(`${server.url}${path}`);
      return page;
    };
    await use({ desk, phones });
    for (const context of contexts) await context.close();
  },
});

const lines = (page) => page.locator('.troubles tbody tr');
const list = (page, name) => page.locator('.chips a', { hasText: name });
const set = (resident, fields) => ({ type: 'set', kind: 'resident', record: resident.id, fields });

/** Residents with a number, each behind a door of their own. */
function people(phone) {
  const doors = new Set();
  return phone.all('resident').filter((row) => /^1\d{10}$/.test(row.fields.phone ?? '') && !doors.has(row.fields.door) && doors.add(row.fields.door));
}

function addressOf(phone, resident) {
  const door = phone.rows.get(resident.fields.door);
  return [phone.rows.get(door.fields.building).fields.name, door.fields.unit, door.fields.room].filter(Boolean).join('-');
}

/** Both phones write the same field, neither knowing of the other: the first one's, made an hour earlier, arrives later and loses. */
async function conflict([late, first], resident, lost, stands) {
  await first.push(set(resident, { note: stands }));
  await expect(late.push(set(resident, { note: lost }), Date.now() - HOUR_MS)).rejects.toThrow(/superseded/);
}

/** What breaks a rule. */
async function refused(phone, resident, fields) {
  await expect(phone.push(set(resident, fields))).rejects.toThrow(/rejected/);
}

/** A visit to a door that the server has not got; resolves to that door. */
async function orphan(phone) {
  const door = newId();
  await expect(phone.visit({ id: door }, [])).rejects.toThrow(/orphan/);
  return door;
}

test('each list leaves as a file, whole values and all', async ({ site }) => {
  const { phones } = site;
  const [one, two] = people(phones[0]);
  const long = `上午不在，${'请打电话给门卫，'.repeat(20)}然后敲三下`;
  await conflict(phones, one, long, '下午在家');
  await refused(phones[0], two, { phone: '13812345678', age: 999 });
  await orphan(phones[1]);
  const page = await site.desk();
  const file = async (name) => {
    await list(page, name).click();
    await page.getByRole('link', { name: '导出' }).click();
    const { bytes } = await taken(page, 'csv');
    await page.goBack();
    return table(bytes);
  };
  const [lost] = await file('两人同时改');
  expect(lost).toMatchObject({ 项目: '备注', 现在是: '下午在家', 没生效的: long, 房号: addressOf(phones[0], one) });
  expect(lost.没生效的是谁记的).toContain('李1');
  const [wrong] = await file('没收下的');
  expect(wrong.记的是什么).toContain('138****5678');
  expect(wrong.为什么).toContain('年龄');
  const [waits] = await file('还没记上的');
  expect(waits.谁发的).toContain('李2');
  // What has been settled, with who did it.
  await list(page, '没收下的').click();
  await lines(page).getByRole('button', { name: '已处理' }).click();
  await list(page, '已处理').click();
  await page.getByRole('link', { name: '导出' }).click();
  expect(table((await taken(page, 'csv')).bytes)[0].谁处理的).toBe('周调度');
});

test('where two phones wrote the same field, both values stand side by side with who and when; one is taken, others are left', async ({ site }) => {
  const { phones } = site;
  const [one, two, three] = people(phones[0]);
  const now = await site.desk('/desk/');
  await expect(now.getByText('自动更新')).toBeVisible();
  await expect(now.locator('.waiting')).toHaveCount(0);
  await conflict(phones, one, '上午不在', '下午在家');
  await expect(now.locator('.waiting')).toContainText('1 处两人同时改');
  await conflict(phones, two, '敲三下', '敲轻点');
  await conflict(phones, three, '钥匙在门卫', '钥匙在隔壁');
  await now.locator('.waiting').getByRole('link', { name: '待处理' }).click();

  const page = now;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('待处理');
  await expect(list(page, '两人同时改')).toContainText('3');
  await expect(lines(page)).toHaveCount(3);
  await expect(lines(page).first(), 'the newest first').toContainText(three.fields.name);
  const line = lines(page).filter({ hasText: one.fields.name });
  await expect(line).toContainText(addressOf(phones[0], one));
  await expect(line).toContainText('备注');
  await expect(line.locator('td').nth(3)).toContainText('下午在家');
  await expect(line.locator('td').nth(3)).toContainText('李2 · tool');
  await expect(line.locator('.lost-value')).toContainText('上午不在');
  await expect(line.locator('.lost-value')).toContainText('李1 · tool');
  await line.getByRole('button', { name: '改成这个' }).click();
  await expect(page.getByRole('status')).toContainText('已经改成没生效的那个值');
  await expect(lines(page)).toHaveCount(2);
  for (const phone of phones) {
    await phone.pull();
    expect(phone.rows.get(one.id).fields.note).toBe('上午不在');
  }

  const other = await site.desk();
  await expect(lines(other)).toHaveCount(2);
  for (const box of await lines(page).getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: '选中的都保留现在的' }).click();
  await expect(page.getByRole('status')).toContainText('已处理 2 条');
  await expect(page.getByText('没有要定的。')).toBeVisible();
  // Who still has the page of before changes nothing by it.
  await lines(other).filter({ hasText: two.fields.name }).getByRole('button', { name: '改成这个' }).click();
  await expect(other.getByRole('status')).toContainText('别人已经处理过了');
  await phones[0].pull();
  expect(phones[0].rows.get(two.id).fields.note).toBe('敲轻点');
  await list(page, '已处理').click();
  await expect(lines(page)).toHaveCount(3);
  for (const settled of await lines(page).all()) await expect(settled).toContainText('周调度');
  await expect(page.locator('main button')).toHaveCount(0);
  // The link in the line leads to whom it is about.
  await lines(page).getByRole('link', { name: one.fields.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.fields.name);
  await expect(page.locator('.decide')).toHaveCount(0);
});

test('two answers to one question of the checklist are a conflict, in the words of the checklist; a value changed meanwhile is not overwritten', async ({ site }) => {
  const { phones: [phone, other] } = site;
  const [one] = people(phone);
  const door = phone.rows.get(one.fields.door);
  await phone.tick(door, 'food', 'none');
  await other.tick(door, 'food', 'enough');
  const page = await site.desk();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText('食品药品');
  await expect(lines(page).locator('.lost-value')).toContainText('无');
  await expect(lines(page).locator('td').nth(3)).toContainText('足');
  await other.tick(door, 'food', 'low');
  await lines(page).getByRole('button', { name: '改成这个' }).click();
  // What the coordinator had not seen is a conflict in its turn, and stays to be decided.
  await expect(lines(page).filter({ hasText: '周调度' })).toHaveCount(1);
});

test('what a phone sent that breaks a rule is listed with who, what and why, until somebody has seen to it; the phone keeps it', async ({ site }) => {
  const { phones: [phone, other] } = site;
  const [one, two] = people(phone);
  const page = await site.desk('/desk/');
  await expect(page.getByText('自动更新')).toBeVisible();
  await refused(phone, one, { age: 999, phone: '13912345678' });
  await expect(page.locator('.waiting')).toContainText('1 条没收下');
  await refused(other, two, { condition: '高血压' });
  await expect(page.locator('.waiting')).toContainText('2 条没收下');
  await page.locator('nav').getByRole('link', { name: '待处理' }).click();
  await expect(page.locator('#troubles'), 'the list in which something waits').toHaveText('没收下的 · 待处理');
  const line = lines(page).filter({ hasText: one.fields.name });
  await expect(line).toContainText('年龄：999');
  await expect(line).toContainText('「年龄」填得不对');
  await expect(line).toContainText('李1 · tool');
  await expect(line).toContainText('他可能还不知道');
  await expect(line).toContainText('139****5678');
  await expect(page.locator('body')).not.toContainText('13912345678');
  await expect(lines(page).filter({ hasText: two.fields.name })).toContainText('他没有改「病情（名册原文）」的权限');

  // In contact once more: it has had its answer.
  await phone.allFine(phone.rows.get(two.fields.door));
  await page.reload();
  await expect(line).toContainText('手机后来联络过');
  await line.getByRole('button', { name: '已处理' }).click();
  await expect(page.getByRole('status')).toContainText('已处理 1 条');
  await expect(lines(page)).toHaveCount(1);
  await expect(list(page, '没收下的')).toContainText('1');
  await list(page, '已处理').click();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText(/周调度 .+ 处理/);
  await phone.pull();
  expect(phone.rows.get(one.id).fields.age).toBe(one.fields.age);
  await page.goto(page.url().replace(/\/desk\/.*/, '/desk/audit'));
  await expect(page.locator('table.audit')).toContainText('处理没收下、没记上的记录');
});

test('what waits says why and since when; it is tried again by a coordinator and by itself when its reason goes', async ({ server, site }) => {
  const { phones: [phone, stopped] } = site;
  const [one] = people(phone);
  const home = phone.rows.get(one.fields.door);
  const missing = await orphan(phone);
  const page = await site.desk('/desk/people');
  await page.getByRole('link', { name: '停用: 李2' }).click();
  await page.getByRole('button', { name: '停用', exact: true }).click();
  await expect(page.getByText('已停用。')).toBeVisible();
  await expect(stopped.visit(home, [])).rejects.toThrow(/revoked/);

  await page.goto(`${server.url}/desk/troubles?list=held`);
  await expect(lines(page)).toHaveCount(2);
  const waits = lines(page).filter({ hasText: '到了会自己记上' });
  await expect(waits).toContainText('服务器上还没有');
  await expect(waits).toContainText('上门 · 无应答');
  const over = lines(page).filter({ hasText: '这部手机已停用' });
  await expect(over).toContainText(addressOf(phone, one));
  await expect(over.getByRole('button', { name: '再试一次' }), 'it would be judged as before').toHaveCount(0);
  await waits.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByRole('status')).toContainText('还没记上 1 条');
  await expect(lines(page)).toHaveCount(2);

  await over.getByRole('button', { name: '已处理' }).click();
  await expect(lines(page)).toHaveCount(1);
  await phone.push({ type: 'create', kind: 'door', record: missing, fields: { building: home.fields.building, room: '901' } });
  await page.reload();
  await expect(page.getByText('手机发来的都记上了。')).toBeVisible();
  await list(page, '已处理').click();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText('这部手机已停用');
  await expect(lines(page)).toContainText('周调度');
});

test('with nothing to decide each list says so; it is two keys and a word away', async ({ site }) => {
  const page = await site.desk();
  for (const [name, said] of [['两人同时改', '没有要定的。'], ['没收下的', '手机发来的都收下了。'], ['还没记上的', '手机发来的都记上了。']]) {
    await list(page, name).click();
    await expect(list(page, name)).toHaveAttribute('aria-current', 'true');
    await expect(page.getByText(said)).toBeVisible();
    await expect(list(page, name)).toContainText('0');
  }
  await list(page, '已处理').click();
  await expect(page.getByText('还没有处理过的。')).toBeVisible();
  await page.locator('nav').getByRole('link', { name: '此刻' }).click();
  await expect(page.getByText('自动更新')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('待处理');
  await page.goBack();
  await expect(page.getByText('自动更新')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '快捷键' })).toContainText('待处理');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: '查找' }).fill('待处');
  await expect(page.locator('#hits').getByRole('option').first()).toContainText('待处理');
});

test('without JavaScript, and with more than fits a page: each line once, the newest first', async ({ site }) => {
  const { phones: [phone] } = site;
  const [one] = people(phone);
  for (let n = 0; n <= LINES; n += 1) await refused(phone, one, { age: 200 + n });
  const page = await site.desk('/desk/troubles', { javaScriptEnabled: false });
  await expect(lines(page)).toHaveCount(LINES);
  await expect(lines(page).first()).toContainText(`年龄：${200 + LINES}`);
  await page.getByRole('link', { name: '更早的' }).click();
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText('年龄：200');
  await lines(page).getByRole('checkbox').check();
  await page.getByRole('button', { name: '选中的都已处理' }).click();
  await expect(page.getByRole('status')).toContainText('已处理 1 条');
  await page.getByRole('link', { name: '回到最新的' }).click();
  await expect(lines(page)).toHaveCount(LINES);
  await expect(page.getByRole('link', { name: '更早的' })).toHaveCount(0);
  await page.getByRole('button', { name: '选中的都已处理' }).click();
  await expect(page.getByRole('status')).toContainText('没有选中任何一条');

  await page.setViewportSize({ width: PAPER_PX, height: 1_000 });
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.side')).toBeHidden();
  await expect(page.locator('main button').first()).toBeHidden();
  await expect(page.locator('main input').first()).toBeHidden();
  const width = await page.locator('main').evaluate((main) => main.scrollWidth);
  expect(width, 'as wide as the paper').toBeLessThanOrEqual(PAPER_PX);
});

test('who has signed out sees nothing of it, and a form of before decides nothing', async ({ server, site }) => {
  const [phone] = site.phones;
  await refused(phone, people(phone)[0], { age: 999 });
  const [page, other] = [await site.desk(), await site.desk()];
  await page.context().clearCookies();
  await lines(page).getByRole('button', { name: '已处理' }).click();
  await expect(page).toHaveURL(/\/desk\/sign-in/);
  await page.goto(`${server.url}/desk/troubles`);
  await expect(page).toHaveURL(/\/desk\/sign-in/);
  await other.reload();
  await expect(lines(other)).toHaveCount(1);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, site }) => {
      const { phones } = site;
      const [one, two] = people(phones[0]);
      await conflict(phones, one, '早', '晚');
      await conflict(phones, two, '早', '晚');
      await refused(phones[0], one, { age: 999 });
      await orphan(phones[0]);
      const page = await site.desk('/desk/troubles', { locale, colorScheme });
      await lines(page).first().getByRole('button').first().click();
      await expect(page.getByRole('status')).toBeVisible();
      expect(await faults(page)).toEqual([]);
      for (const query of ['?list=conflicts', '?list=rejected', '?list=held', '?list=held&stage=settled', '?list=conflicts&stage=settled']) {
        await page.goto(`${server.url}/desk/troubles${query}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(await faults(page), query).toEqual([]);
      }
      await page.goto(`${server.url}/desk/`);
      await expect(page.locator('.waiting')).toBeVisible();
      expect(await faults(page)).toEqual([]);
    });
  }
}
