// Rescue files: what a phone could not send is carried to the desk by hand, and is there once, whatever comes later.
import fs from 'node:fs';
import { faults } from '../harness/axe.js';
import { Device, newId } from '../harness/device.js';
import { enrol, newCode, setUpSite, signIn, unsent, visitNext } from '../harness/people.js';
import { present } from '../harness/storage.js';
import { expect, test as base } from '../harness/test.js';
import { WORDS, Walker } from '../harness/walk.js';

const SENT_WITHIN_MS = 75_000;

const test = base.extend({
  /** A site with the sample roster, and a tool that reads everything of it. */
  tool: async ({ server }, use) => {
    await setUpSite(server, 0);
    await use(await Device.enrol(server.url, await newCode(server, '工具')));
  },
});
test.setTimeout(180_000);

const asFile = (name, content) => ({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
const line = (desk, named) => desk.locator('.rescued tbody tr', { hasText: named });
/** 记上, 早已有, 暂存, 没收下, 读不懂, 还在手机里. */
const counts = (desk, named) => line(desk, named).locator('td').allInnerTexts().then((texts) => texts.map(Number));

async function bring(desk, ...files) {
  await desk.locator('input[type=file]').setInputFiles(files);
  await desk.getByRole('button', { name: '导入', exact: true }).click();
}

/** Taps 导出救援文件 where the outbox is shown; resolves to the file's name and text. */
async function exported(page) {
  const on = new Walker(page, WORDS['zh-CN']);
  if (!(await on.button('更多').count())) await on.back();
  await on.more();
  await on.to(on.words.outbox, '.big');
  const [download] = await Promise.all([page.waitForEvent('download'), on.press(on.button(/导出救援文件/))]);
  return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), 'utf8') };
}

/** A file as this phone would write it, with nothing in it. */
const empty = (tool, more = {}) => JSON.stringify({ dabai_rescue: 1, device: tool.id, site: tool.site, made_at: Date.now(), ops: [], unsealed: 0, ...more });

test('what a phone recorded without a network comes to the desk in its rescue file, once, also if the phone comes back', async ({ server, gate, tool, phone, office }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, '李梅'));
  await page.evaluate(() => navigator.serviceWorker.ready);
  gate.mode = 'portal';
  const rooms = [await visitNext(page), await visitNext(page)];
  const { name, text } = await exported(page);
  const made = JSON.parse(text);
  expect([made.device, made.unsealed]).toEqual([await present(page), 0]);
  await phone.close();

  // The page has no script; nor has this office.
  const desk = await signIn(server, await office({ javaScriptEnabled: false }));
  await desk.goto(`${server.url}/desk/people`);
  await desk.getByRole('link', { name: '导入救援文件' }).click();
  await expect(desk.locator('nav [aria-current]')).toHaveText('人员和手机');
  const visits = async () => {
    await tool.pull();
    return tool.visits();
  };
  await test.step('what is not this site’s whole file says so, and changes nothing', async () => {
    await bring(desk, asFile('half.json', text.slice(0, text.length / 2)));
    await expect(line(desk, 'half.json')).toContainText('文件坏了');
    await bring(desk, asFile('other.json', JSON.stringify({ ...made, site: newId() })));
    await expect(line(desk, 'other.json')).toContainText('别的小区');
    await bring(desk, asFile('nobody.json', JSON.stringify({ ...made, device: newId() })));
    await expect(line(desk, 'nobody.json')).toContainText('没有这部手机');
    await bring(desk, asFile('newer.json', JSON.stringify({ ...made, dabai_rescue: 2 })));
    await expect(line(desk, 'newer.json')).toContainText('先升级服务器');
    expect(await visits()).toEqual([]);
    await desk.goto(`${server.url}/desk/troubles?list=held`);
    await expect(desk.getByText('手机发来的都记上了。')).toBeVisible();
    await desk.goto(`${server.url}/desk/rescue`);
  });

  await bring(desk, asFile('坏的.json', '{'), asFile(name, text));
  await expect(line(desk, '坏的.json')).toContainText('没有导入');
  await expect(line(desk, name)).toContainText('李梅');
  expect(await counts(desk, name)).toEqual([made.ops.length, 0, 0, 0, 0, 0]);
  expect(await visits()).toHaveLength(2);
  await desk.goto(`${server.url}/desk/visits`);
  const shown = desk.locator('table.visits tbody tr');
  await expect(shown).toHaveCount(2);
  for (const room of rooms) await expect(shown.filter({ hasText: room })).toContainText('李梅');

  await desk.goto(`${server.url}/desk/rescue`);
  await bring(desk, asFile(name, text), asFile('copy.json', text));
  expect(await counts(desk, 'copy.json')).toEqual([0, made.ops.length, 0, 0, 0, 0]);
  expect(await counts(desk, name)).toEqual([0, made.ops.length, 0, 0, 0, 0]);
  expect(await visits()).toHaveLength(2);

  await phone.open();
  gate.mode = 'open';
  await phone.page.goto(`${gate.url}/app/`);
  await expect.poll(() => unsent(phone.page), { timeout: SENT_WITHIN_MS }).toBe(0);
  expect(await visits()).toHaveLength(2);
  await desk.goto(`${server.url}/desk/visits`);
  await expect(shown).toHaveCount(2);
  expect(await server.run('check')).toMatch(/没有发现问题|no faults found/);
});

test('the file of a phone that was signed off waits to be taken by somebody', async ({ server, gate, tool, phone, office }) => {
  const { page } = phone;
  await enrol(page, gate.url, await newCode(server, '王强'));
  const device = await present(page);
  gate.mode = 'portal';
  await visitNext(page);
  const { name, text } = await exported(page);
  const desk = await signIn(server, await office());
  await desk.goto(`${server.url}/desk/people/stop?phone=${device}`);
  await desk.getByRole('button', { name: '停用' }).click();
  await desk.getByRole('link', { name: '导入救援文件' }).click();
  await bring(desk, asFile(name, text));
  const { ops } = JSON.parse(text);
  expect(await counts(desk, name)).toEqual([0, 0, ops.length, 0, 0, 0]);
  await expect(line(desk, name), 'whose it was is known still').toContainText('王强');
  await desk.getByRole('link', { name: /到待处理里看/ }).click();
  const visit = desk.locator('.troubles tbody tr', { hasText: '上门' });
  await visit.getByRole('button', { name: /^收下/ }).click();
  await expect(desk.getByRole('status')).toContainText('记上 1 条');
  await tool.pull();
  expect(tool.visits()).toHaveLength(1);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing, and nothing is wider than the window: ${locale}, ${colorScheme}`, async ({ server, tool, office }) => {
      const desk = await signIn(server, await office({ locale, colorScheme, viewport: { width: 1024, height: 768 } }));
      await desk.goto(`${server.url}/desk/rescue`);
      expect(await faults(desk)).toEqual([]);
      const name = `dabai-rescue-${tool.id.slice(0, 8)}-${Date.now()}.json`;
      await desk.locator('input[type=file]').setInputFiles([asFile(name, empty(tool, { unsealed: 2 })), asFile('x.json', '{'), asFile('y.json', empty(tool, { site: newId() }))]);
      await desk.locator('main button.primary').click();
      await expect(desk.locator('.rescued tbody tr')).toHaveCount(3);
      expect(await faults(desk)).toEqual([]);
      expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBe(1024);
      await desk.goto(`${server.url}/desk/rescue`);
      await desk.locator('input[type=file]').evaluate((input) => input.removeAttribute('required'));
      await desk.locator('main button.primary').click();
      await expect(desk.getByRole('alert')).toBeVisible();
      expect(await faults(desk)).toEqual([]);
    });
  }
}
