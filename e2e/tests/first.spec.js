// An empty server: from the link on its console to the first visit at the desk, each step timed; and what happens to
// whoever hasn't got the link, or sends what is no roster.
import path from 'node:path';
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { enrol, enrolWithPin, feed, newCode, visitNext } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const ROSTER = path.resolve(import.meta.dirname, '../../server/roster/tests/data/roster-sample.xlsx');
const ME = { site: '月亮湾', name: '周主任', login: 'zhou', password: '八个字符的口令呀' };
/** From nothing to the first live visit; a person who reads and types takes a minute or two of it. */
const BEGUN_WITHIN_MS = 10 * 60_000;

const test = base.extend({
  /** A window at the desk; scripts off unless said otherwise: a first step must work in whatever browser there is. */
  office: async ({ browser }, use) => {
    const contexts = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false, ...options });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** The link on the server's console. */
async function link(server) {
  await expect.poll(() => server.log).toContain('/desk/first/');
  return /http\S+\/desk\/first\/\w+/.exec(server.log)[0];
}

async function setUp(desk, me = ME) {
  await desk.getByLabel('小区名称').fill(me.site);
  await desk.getByLabel('你的名字').fill(me.name);
  await desk.getByLabel('用户名').fill(me.login);
  await desk.getByLabel('密码').fill(me.password);
  await desk.getByRole('button', { name: '开始使用' }).click();
}

async function send(desk, file) {
  await desk.locator('input[type=file]').setInputFiles(file);
  await desk.getByRole('button', { name: '预览' }).click();
}

const csv = (text, name = 'roster.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const heading = (desk) => desk.getByRole('heading', { level: 1 });
const numbers = (desk, what) => desk.locator('table.counts tr').filter({ hasText: what }).locator('td');

test('from an empty server to the first live visit', async ({ server, office, phone }, info) => {
  const began = Date.now();
  const steps = [];
  const step = async (name, act) => {
    const from = Date.now();
    const result = await act();
    steps.push(`${name} ${((Date.now() - from) / 1000).toFixed(1)} s`);
    return result;
  };
  const desk = await office();
  await step('site and administrator', async () => {
    await desk.goto(await link(server));
    await setUp(desk);
    await expect(heading(desk)).toHaveText('导入名册');
  });
  await step('roster looked at', async () => {
    await send(desk, ROSTER);
    await expect(heading(desk)).toHaveText('预览：roster-sample.xlsx');
    await expect(numbers(desk, '居民').first()).not.toHaveText('0');
    await expect(desk.locator('table.notes tbody tr').first()).toContainText('提醒');
  });
  await step('roster imported', async () => {
    await desk.getByRole('button', { name: /^导入（\d+ 处改动）$/ }).click();
    await expect(heading(desk)).toHaveText('已导入：roster-sample.xlsx');
  });
  const code = await step('card made', async () => {
    await desk.getByRole('link', { name: '做上岗卡' }).click();
    await desk.getByLabel('姓名，一行一个').fill('李梅');
    await desk.getByRole('button', { name: '做卡' }).click();
    return (await desk.locator('.paper .code').innerText()).replace(' ', '');
  });
  await step('phone enrolled', () => enrolWithPin(phone.page, server.url, code));
  const live = await office({ javaScriptEnabled: true });
  await step('signed in at another window', async () => {
    await live.goto(`${server.url}/desk/`);
    await live.locator('input[name=login]').fill(ME.login);
    await live.locator('input[name=password]').fill(ME.password);
    await live.locator('button.primary').click();
    await expect(live.locator('#coming-in')).toBeVisible();
  });
  await step('first visit at the desk', async () => {
    await visitNext(phone.page);
    await expect(feed(live)).toHaveCount(1);
  });
  info.annotations.push({ type: 'steps', description: steps.join(', ') });
  expect(Date.now() - began).toBeLessThan(BEGUN_WITHIN_MS);
});

test('without the link nobody sets a server up, and with it only once', async ({ server, office }) => {
  const desk = await office();
  const good = await link(server);
  await desk.goto(`${server.url}/desk/`);
  await expect(desk).toHaveURL(/\/desk\/first$/);
  await expect(desk.getByText('这台服务器还没有设置')).toBeVisible();
  expect((await desk.goto(good.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status()).toBe(403);
  await expect(desk.locator('input[name=site]')).toHaveCount(0);
  const forged = await desk.request.post(`${server.url}/desk/first/${'0'.repeat(64)}`, { form: ME, headers: { origin: server.url, 'sec-fetch-site': 'same-origin' } });
  expect(forged.status()).toBe(403);

  // What is wrong is said at once, and what was typed stays; but for the password.
  await desk.goto(good);
  await setUp(desk, { ...ME, name: ' ', login: 'zhou li' });
  await expect(desk.locator('#faults li')).toHaveCount(2);
  await expect(desk.getByLabel('小区名称')).toHaveValue(ME.site);
  await expect(desk.getByLabel('密码')).toHaveValue('');
  const other = await office();
  await other.goto(good);
  await setUp(desk);
  await expect(heading(desk)).toHaveText('导入名册');
  await setUp(other, { ...ME, login: 'else' });
  await expect(other).toHaveURL(/\/desk\/sign-in$/);
  expect((await server.run('site', 'list')).trim().split('\n')).toHaveLength(1);
});

test('what is no roster is refused and writes nothing; the same again changes nothing; a changed line changes one', async ({ server, office }) => {
  const desk = await office();
  await desk.goto(await link(server));
  await setUp(desk);
  for (const [file, why] of [
    [{ name: 'cat.xlsx', mimeType: 'image/png', buffer: Buffer.from('not a workbook') }, /./],
    [csv('姓名,电话\n甲,1\n'), /楼栋|房号/],
    [csv('x'.repeat(17 * 1_024 * 1_024)), /文件太大/],
  ]) {
    await send(desk, file);
    await expect(desk.getByRole('alert')).toContainText(why);
    await expect(desk.getByRole('alert')).toContainText('什么都没有写入');
  }
  const roster = '楼栋,单元,房号,姓名,电话\n3,2,1203,王桂兰,13800001234\n3,2,,没房号,\n3,2,1201,{file}<b>,\n';
  await send(desk, csv(roster));
  const planned = desk.url();
  await expect(desk.locator('table.notes tr.alarm')).toHaveCount(1);
  await expect(desk.locator('table.notes tr.alarm')).toContainText('未导入');
  await desk.getByRole('button', { name: /^导入/ }).click();
  await expect(heading(desk)).toHaveText('已导入：roster.csv');
  await desk.goto(planned);
  await expect(heading(desk), 'loaded again it says what was done').toHaveText('已导入：roster.csv');

  await desk.getByRole('link', { name: '换一个文件' }).click();
  await send(desk, csv(roster));
  await expect(desk.getByText('和已有的完全一样')).toBeVisible();
  await expect(desk.getByRole('button', { name: /^导入/ })).toHaveCount(0);
  await desk.goto(`${server.url}/desk/roster`);
  await send(desk, csv(roster.replace('13800001234', '13800005678')));
  await expect(desk.getByRole('button', { name: /^导入/ })).toBeVisible();

  // Another's preview, and one that is no more, say so and write nothing.
  expect((await desk.goto(`${server.url}/desk/roster/${'0'.repeat(64)}`)).status()).toBe(410);
});

test('an import is taken back, all but where somebody was since', async ({ server, office }) => {
  const desk = await office({ javaScriptEnabled: true });
  await desk.goto(await link(server));
  await setUp(desk);
  await desk.goto(`${server.url}/desk/roster/undo`);
  await expect(heading(desk)).toHaveText('没有可以撤销的导入');
  await desk.goto(`${server.url}/desk/roster`);
  await send(desk, ROSTER);
  await desk.getByRole('button', { name: /^导入/ }).click();
  const phone = await Device.enrol(server.url, await newCode(server, '小陈'));
  await phone.visit(phone.all('door')[0], []);

  await desk.getByRole('link', { name: '撤销这次导入' }).click();
  await expect(heading(desk)).toHaveText('撤销上次导入');
  await expect(desk.getByText('周主任导入：新增 150 户、442 人')).toBeVisible();
  await expect(desk.getByText('删掉这次新增的 149 户')).toBeVisible();
  expect(await faults(desk)).toEqual([]);
  await desk.getByRole('button', { name: '撤销导入' }).click();
  await expect(desk.getByRole('status')).toContainText('已撤销：删掉 149 户');
  await expect(desk.getByRole('link', { name: '撤销这次导入' })).toHaveCount(0);
  await phone.pull();
  expect(phone.all('door')).toHaveLength(1);
  await desk.goBack();
  await expect(heading(desk), 'there is no second time').toHaveText('没有可以撤销的导入');
});

test('five thousand rows are looked at and imported while the server answers others', async ({ server, office }) => {
  const desk = await office();
  await desk.goto(await link(server));
  await setUp(desk);
  const rows = Array.from({ length: 5_000 }, (_, n) => `${1 + (n % 20)},1,${1 + Math.floor(n / 100)}0${1 + (Math.floor(n / 20) % 5)},居民${n},`);
  const sending = send(desk, csv(`楼栋,单元,房号,姓名,电话\n${rows.join('\n')}\n`));
  let slowest = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      const from = Date.now();
      await fetch(`${server.url}/healthz`);
      slowest = Math.max(slowest, Date.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await sending;
  await expect(numbers(desk, '居民').first()).toHaveText('5000');
  await desk.getByRole('button', { name: /^导入/ }).click();
  await expect(heading(desk)).toHaveText('已导入：roster.csv', { timeout: 60_000 });
  isDone = true;
  await watching;
  expect(slowest, 'ms for somebody else meanwhile').toBeLessThan(5_000);
  const code = /\b\d{8}\b/.exec(await server.run('enrol', '--name', '工具'))[0];
  const tool = await Device.enrol(server.url, code);
  expect(tool.all('resident')).toHaveLength(5_000);
});

for (const locale of ['zh-CN', 'en']) {
  test(`axe finds nothing on the first pages, ${locale}`, async ({ server, office }) => {
    const desk = await office({ javaScriptEnabled: true, locale });
    await desk.goto(`${server.url}/desk/first`);
    expect(await faults(desk)).toEqual([]);
    await desk.goto(await link(server));
    expect(await faults(desk)).toEqual([]);
    await desk.locator('input[name=site]').fill('月亮湾');
    await desk.locator('input[name=name]').fill('周');
    await desk.locator('input[name=login]').fill('zhou');
    await desk.locator('input[name=password]').fill(ME.password);
    await desk.locator('button.primary').click();
    await desk.locator('input[type=file]').waitFor();
    expect(await faults(desk)).toEqual([]);
    await desk.locator('input[type=file]').setInputFiles(ROSTER);
    await desk.locator('button.primary').click();
    await desk.locator('table.counts').waitFor();
    expect(await faults(desk)).toEqual([]);
    await desk.locator('form.deeds button.primary').click();
    await desk.locator('a.button.primary').waitFor();
    expect(await faults(desk)).toEqual([]);
  });
}

test('the demo site is one click away, and one away again', async ({ server, office }) => {
  const desk = await office({ javaScriptEnabled: true });
  const first = await link(server);
  await desk.goto(first);
  await desk.getByRole('button', { name: '先看演示小区' }).click();
  await expect(desk.getByText('演示小区 · 月亮湾')).toBeVisible({ timeout: 60_000 });
  expect(await faults(desk)).toEqual([]);
  const code = /\b\d{8}\b/.exec(await desk.locator('table.keys').innerText())[0];
  await desk.getByRole('link', { name: '去看看' }).click();
  await expect(feed(desk).first()).toBeVisible();
  const phone = await Device.enrol(server.url, code);
  expect(phone.all('door')).toHaveLength(150);

  await desk.getByRole('link', { name: '清空' }).click();
  await desk.getByRole('button', { name: '清空，正式开始' }).click();
  await expect(desk.getByText('首次设置')).toBeVisible();
  expect((await server.run('site', 'list')).trim()).toBe('');
  await expect(phone.pull()).rejects.toThrow();
  await setUp(desk);
  await expect(heading(desk)).toHaveText('导入名册');
  // What is not made up has no such button, and no such way.
  await expect(desk.getByRole('link', { name: '清空' })).toHaveCount(0);
  await desk.goto(`${server.url}/desk/demo`);
  await expect(desk).toHaveURL(`${server.url}/desk/`);
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});
