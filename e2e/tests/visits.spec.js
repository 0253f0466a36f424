// What came in at doors, marked as seen; what leaves as a file; what is noted of it.
import zlib from 'node:zlib';
import { faults } from '../harness/axe.js';
import { Device, newId } from '../harness/device.js';
import { table, taken } from '../harness/file.js';
import { feed, setUpSite } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const DAY_MS = 86_400_000;

const test = base.extend({
  /** A site with a phone on duty, a coordinator and an administrator. */
  site: async ({ server }, use) => {
    const [code] = await setUpSite(server, 1);
    const password = async (login, name, role) => {
      const printed = await server.run('account', 'add', '--login', login, '--name', name, '--role', role);
      return /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    };
    const desk = await password('diaodu', '周调度', 'coordinator');
    const admin = await password('guanli', '吴管理', 'administrator');
    await use({ phone: await Device.enrol(server.url, code), passwords: { diaodu: desk, guanli: admin } });
  },
});

async function open(page, server, site, path, login = 'diaodu') {
  await page.goto(`${server.url}/desk/`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(site.passwords[login]);
  await page.locator('button.primary').click();
  await expect(page.locator('#coming-in')).toBeVisible();
  await page.goto(`${server.url}${path}`);
}

const follows = (page) => expect(page.getByText('自动更新')).toBeVisible();

/** Asks for a file and resolves to its bytes and its name. */
async function exported(page, server, what, format, more) {
  await page.goto(`${server.url}/desk/export?what=${what}`);
  return taken(page, format, more);
}

/** The named part of a ZIP file, read by its central directory. */
function unzipped(bytes, name) {
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06')) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [names, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    if (bytes.toString('utf8', at + 46, at + 46 + names) === name) {
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + size);
      return (method === 8 ? zlib.inflateRawSync(packed) : packed).toString('utf8');
    }
    at += 46 + names + extra + comment;
  }
  throw new Error(`${name} is not in the file`);
}

test('visits are marked as seen one by one and all at once, and the receipt says by whom', async ({ server, site, office }) => {
  const context = await office();
  const page = await context.newPage();
  const doors = site.phone.all('door');
  const made = [];
  for (const door of doors.slice(0, 3)) made.push(await site.phone.allFine(door));
  await site.phone.takeBack(made[0]);
  await open(page, server, site, '/desk/visits');
  await follows(page);
  await expect(feed(page)).toHaveCount(3);
  const row = (visit) => page.locator(`tr[data-visit="${visit}"]`);
  await expect(row(made[0])).toContainText('已撤销');
  await expect(row(made[1])).toContainText('已存');
  await row(made[1]).getByRole('button').click();
  await expect(page.getByText('已阅 1 条。')).toBeVisible();
  await expect(row(made[1])).toContainText('已阅 · 周调度');
  await page.getByRole('button', { name: '本页 2 条都标为已阅' }).click();
  await expect(page.getByText('已阅 2 条。')).toBeVisible();
  await expect(page.locator('main').getByRole('button', { name: /标为已阅/ })).toHaveCount(0);

  await page.goto(`${server.url}/desk/visits?unseen=1`);
  await expect(page.getByText('没有这样的上门记录。')).toBeVisible();
  await site.phone.pull();
  const marks = site.phone.all('tick').filter((tick) => tick.fields.item === 'seen');
  expect(marks.map((mark) => mark.fields.subject).sort()).toEqual([...made].sort());
  expect(context.errors).toEqual([]);
});

test('no phone can say of its own visits that the desk has seen them', async ({ server, site, office }) => {
  const visit = await site.phone.allFine(site.phone.all('door')[0]);
  const fields = { subject: visit, template: 'desk', item: 'seen', period: visit, value: true };
  await expect(site.phone.push({ type: 'create', kind: 'tick', record: newId(), fields })).rejects.toThrow(/forbidden/);
  const page = await (await office({ javaScriptEnabled: false })).newPage();
  await open(page, server, site, '/desk/visits?unseen=1');
  await expect(feed(page)).toHaveCount(1);
});

test('new visits come in by themselves while somebody is choosing what to look for', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  await open(page, server, site, '/desk/visits');
  await follows(page);
  await expect(page.getByText('还没有上门记录')).toBeVisible();
  await page.locator('select[name=outcome]').selectOption('no_answer');
  await page.locator('input[name=day]').focus();
  const [door, other] = site.phone.all('door');
  await site.phone.allFine(door);
  await expect(feed(page)).toHaveCount(1);
  await expect(page.locator('select[name=outcome]')).toHaveValue('no_answer');
  await expect(page.locator('input[name=day]')).toBeFocused();
  await site.phone.visit(other, [], Date.now() - 2 * DAY_MS);
  await expect(feed(page)).toHaveCount(2);
  await page.getByRole('button', { name: '筛选' }).click();
  await expect(page).toHaveURL(/outcome=no_answer/);
  await expect(feed(page)).toHaveCount(1);
  await expect(feed(page).first()).toContainText('无应答');
});

test('earlier visits are a page further on', async ({ server, site, office }) => {
  const page = await (await office({ javaScriptEnabled: false })).newPage();
  const doors = site.phone.all('door');
  for (let n = 0; n < 52; n += 1) await site.phone.visit(doors[n], [], Date.now() - n * 60_000);
  await open(page, server, site, '/desk/visits');
  await expect(feed(page)).toHaveCount(50);
  await page.getByRole('link', { name: '看更早的' }).click();
  await expect(feed(page)).toHaveCount(2);
  await page.getByRole('button', { name: '本页 2 条都标为已阅' }).click();
  await expect(feed(page)).toHaveCount(2);
  await expect(page.getByText('已阅 2 条。')).toBeVisible();
  await page.getByRole('link', { name: '回到最新' }).click();
  await expect(feed(page)).toHaveCount(50);
});

test('while the server is away the page keeps what it has and says of when it is', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  await site.phone.allFine(site.phone.all('door')[0]);
  await open(page, server, site, '/desk/visits');
  await follows(page);
  await server.stop();
  await expect(page.locator('.lost')).toContainText('连接断开');
  await expect(feed(page)).toHaveCount(1);
});

test('a file leaves only for a purpose, can not be run as a formula, and is on record', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  const door = site.phone.all('door')[0];
  const [person] = site.phone.residents(door);
  await site.phone.push({ type: 'set', kind: 'resident', record: person.id, fields: { name: '=1+1', phone: '13812341234' } });
  await site.phone.allFine(door);
  await open(page, server, site, '/desk/export?what=residents', 'guanli');
  await page.locator('input[name=purpose]').fill('  ');
  await page.locator('main button.primary').click();
  await expect(page.getByRole('alert')).toContainText('请写明用途');

  const csv = await exported(page, server, 'residents', 'csv');
  const text = csv.bytes.toString('utf8');
  expect(text.charCodeAt(0)).toBe(0xfeff);
  expect(text).toContain(",'=1+1,");
  expect(text).toContain('138****1234');
  expect(text).not.toContain('13812341234');
  expect(csv.name).toMatch(/^居民-\d{4}-\d\d-\d\d-\d{4}\.csv$/);

  const full = await exported(page, server, 'residents', 'xlsx', () => page.locator('input[name=numbers]').check());
  const strings = unzipped(full.bytes, 'xl/sharedStrings.xml');
  expect(strings).toContain('13812341234');
  expect(strings).toContain('=1+1');
  expect(unzipped(full.bytes, 'xl/worksheets/sheet1.xml')).not.toContain('<f>');

  const visits = await exported(page, server, 'visits', 'csv');
  expect(visits.bytes.toString('utf8').trim().split('\r\n')).toHaveLength(2);
  const left = await exported(page, server, 'left', 'csv');
  expect(left.bytes.toString('utf8').trim().split('\r\n')).toHaveLength(150);
  await exported(page, server, 'people', 'xlsx');
  // What the list of residents was narrowed to stays so.
  await page.goto(`${server.url}/desk/residents?q=%3D1%2B1`);
  await page.getByRole('link', { name: '导出' }).click();
  await expect(page.getByText('只导出刚才筛选出来的。')).toBeVisible();
  const one = await taken(page, 'csv');
  expect(table(one.bytes)).toHaveLength(1);
  const trail = await exported(page, server, 'audit', 'csv');
  expect(trail.bytes.toString('utf8')).toContain('交街道日报');

  await page.goto(`${server.url}/desk/audit?deed=exported`);
  const lines = page.locator('tr[data-line]');
  await expect(lines).toHaveCount(7);
  await expect(lines.first()).toContainText('吴管理');
  await expect(lines.last()).toContainText('residents.csv');
  await expect(lines.nth(5)).toContainText('residents.xlsx full numbers');
  await expect(lines.last()).toContainText('交街道日报');
});

test('every door leaves as a file as the grid has it: of one building, or of all', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  const doors = site.phone.all('door');
  const door = doors.find((door) => site.phone.residents(door).length > 0);
  const [person] = site.phone.residents(door);
  await site.phone.allFine(door);
  await open(page, server, site, `/desk/grid?building=${door.fields.building}`);
  await follows(page);
  await page.getByRole('link', { name: '导出' }).click();
  const mine = doors.filter((other) => other.fields.building === door.fields.building);
  const one = table((await taken(page, 'csv')).bytes);
  expect(one).toHaveLength(mine.length);
  const line = one.find((line) => line.居民.includes(person.fields.name));
  expect(line.今天走访).toBe('已访');
  expect(line.上次见到).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  const all = table((await exported(page, server, 'doors', 'csv')).bytes);
  expect(all).toHaveLength(doors.length);
  expect(new Set(all.map((line) => line.楼栋)).size).toBeGreaterThan(1);
  expect(all.filter((line) => line.今天走访 === '已访')).toHaveLength(1);
});

test('only administrators read the audit', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  await open(page, server, site, '/desk/audit');
  await expect(page.getByText('只有管理员能看。')).toBeVisible();
  await expect(page.getByRole('link', { name: '操作记录' })).toHaveCount(0);
  for (const what of ['audit', 'logins']) {
    await page.goto(`${server.url}/desk/export`);
    await expect(page.locator(`option[value=${what}]`)).toHaveCount(0);
    await page.locator('select[name=what]').evaluate((select, what) => select.append(new Option('x', what, true, true)), what);
    await page.locator('input[name=purpose]').fill('看看');
    await page.locator('main button.primary').click();
    await expect(page.getByText('只有管理员能看。')).toBeVisible();
  }
});

test('what is left to do is two clicks from the first page, by building, and prints without the frame', async ({ server, site, office }) => {
  const page = await (await office()).newPage();
  await site.phone.allFine(site.phone.all('door')[0]);
  await open(page, server, site, '/desk/');
  await page.locator('.card').last().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('还没走访的户');
  await expect(page.locator('table.left tbody tr')).toHaveCount(149);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.side')).toBeHidden();
  await expect(page.locator('.head')).toContainText('月亮湾');
});

for (const locale of ['zh-CN', 'en-GB']) {
  test(`axe finds nothing: ${locale}`, async ({ server, site, office }) => {
    const context = await office({ locale });
    const page = await context.newPage();
    await site.phone.allFine(site.phone.all('door')[0]);
    await site.phone.visit(site.phone.all('door')[1], []);
    await open(page, server, site, '/desk/visits', 'guanli');
    await page.locator('tr[data-visit] button').first().click();
    for (const path of ['/desk/visits', '/desk/visits?outcome=answered&unseen=1', '/desk/left', '/desk/export', '/desk/audit']) {
      await page.goto(`${server.url}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await faults(page), path).toEqual([]);
    }
  });
}
