// Cards from the desk: made, printed, used once, voided, redone; and a phone that is signed off.
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { faults } from '../harness/axe.js';
import { Device } from '../harness/device.js';
import { enrol, setUpSite, visitNext } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const LOGIN = 'diaodu';

const test = base.extend({
  /** Somebody signed in at the desk, with or without scripts; `errors` has what their pages complained of. */
  office: async ({ server, browser }, use) => {
    await setUpSite(server, 0);
    const printed = await server.run('account', 'add', '--login', LOGIN, '--name', '周调度');
    const password = /(?:密码|password) ([^\s（]+)/.exec(printed)[1];
    const contexts = [];
    await use(async (options = {}) => {
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
    });
    for (const context of contexts) await context.close();
  },
});

/** From 此刻 to the form, as a coordinator finds it. */
async function openForm(page) {
  await page.locator('nav').getByRole('link', { name: '人员和手机' }).click();
  await page.getByRole('link', { name: '做上岗卡' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('做上岗卡');
}

async function makeCards(page, names) {
  await openForm(page);
  await page.getByLabel('姓名，一行一个').fill(names);
  await page.getByRole('button', { name: '做卡' }).click();
  await expect(page).toHaveURL(/\/desk\/people\/sheet\//);
}

const papers = (page) => page.locator('.paper');
const digits = async (page, name) => {
  const text = await papers(page).filter({ hasText: name }).locator('.code').innerText();
  expect(text).toMatch(/^\d{4} \d{4}$/);
  return text.replace(' ', '');
};
const row = (page, name) => page.locator('table.people tbody tr').filter({ hasText: name });
const people = (page, server) => page.goto(`${server.url}/desk/people`);

/** What a phone's camera reads. */
async function scan(locator) {
  const { data, width, height } = PNG.sync.read(await locator.screenshot());
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

const refused = (server, code) => expect(Device.enrol(server.url, code)).rejects;

test('names become a sheet; a code enrols one phone, once; signed off, the phone says so and its records still come in', async ({ server, office, phone }) => {
  const desk = await office();
  await makeCards(desk, '李梅\n王芳、 张强\n');
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('3 张上岗卡');
  await expect(papers(desk).locator('.name')).toHaveText(['李梅', '王芳', '张强']);
  const code = await digits(desk, '李梅');
  expect(await scan(papers(desk).first().locator('.qr'))).toBe(`${server.url}/app/#c=${code}`);
  for (const said of ['月亮湾', '在浏览器打开', 'Open in browser', '扫码截止']) await expect(papers(desk).first()).toContainText(said);

  await enrol(phone.page, server.url, code);
  await refused(server, code).toThrow(/410/);
  await people(desk, server);
  await expect(row(desk, '李梅')).toContainText('已上岗');
  await expect(row(desk, '王芳')).toContainText('未用');
  await expect(row(desk, '王芳')).toContainText('前用');

  await row(desk, '李梅').getByRole('link', { name: '停用: 李梅' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('停用 李梅 的手机？');
  await expect(desk.getByText('没传的记录不会丢')).toBeVisible();
  await desk.getByRole('button', { name: '停用', exact: true }).click();
  await expect(desk.getByText('已停用。这部手机没传的记录仍会传上来')).toBeVisible();
  await expect(row(desk, '李梅').locator('.state')).toHaveText('已停用');
  await expect(phone.page.locator('.strip')).toContainText('手机已停用');

  await visitNext(phone.page);
  const heard = async () => (await fetch(`${server.url}/metrics`)).text();
  await expect.poll(heard).toMatch(/held[^\n]* [1-9]/);
  expect(desk.errors).toEqual([]);
});

test('a phone that is signed off leaves 此刻 by itself', async ({ server, office }) => {
  const desk = await office();
  await makeCards(desk, '李梅');
  await Device.enrol(server.url, await digits(desk, '李梅'));
  const now = await desk.context().newPage();
  await now.goto(`${server.url}/desk/`);
  await expect(now.getByText('自动更新')).toBeVisible();
  await expect(now.locator('table.phones')).toContainText('李梅');
  await people(desk, server);
  await row(desk, '李梅').getByRole('link', { name: /停用/ }).click();
  const stopped = Date.now();
  await desk.getByRole('button', { name: '停用', exact: true }).click();
  await expect(now.locator('table.phones .trouble').or(now.getByText('还没有手机上岗'))).toBeVisible();
  expect(Date.now() - stopped).toBeLessThan(5_000);
});

test('one bad line and nothing is made; what was typed stays', async ({ server, office }) => {
  const desk = await office();
  await makeCards(desk, '李梅');
  await openForm(desk);
  const typed = `王芳\n李梅\n王芳\n${'很'.repeat(21)}`;
  await desk.getByLabel('姓名，一行一个').fill(typed);
  await desk.getByRole('button', { name: '做卡' }).click();
  const alert = desk.getByRole('alert');
  await expect(alert).toContainText('一张也没做');
  await expect(alert).toContainText('第 3 行「王芳」：和第 1 行重复');
  await expect(alert).toContainText('第 4 行');
  await expect(desk.getByLabel('姓名，一行一个')).toHaveValue(typed);

  await desk.getByLabel('姓名，一行一个').fill('王芳\n李梅');
  await desk.getByRole('button', { name: '做卡' }).click();
  await expect(alert).toContainText('第 2 行「李梅」：已经有一张没用的卡');
  await desk.getByLabel('姓名，一行一个').fill('王芳');
  await desk.getByLabel('只知道人数').fill('3');
  await desk.getByRole('button', { name: '做卡' }).click();
  await expect(alert).toContainText('姓名和人数只填一样');
  await desk.getByLabel('姓名，一行一个').fill('');
  await desk.getByLabel('只知道人数').fill('201');
  await desk.getByRole('button', { name: '做卡' }).click();
  await expect(alert).toContainText('1 到 200');
  await people(desk, server);
  await expect(desk.locator('table.people tbody tr')).toHaveCount(1);
});

test('a number of people is counted on, and eight whole cards stand on each page of paper', async ({ office }) => {
  const desk = await office();
  await openForm(desk);
  await expect(desk.getByText('会从「外援01」接着编号')).toBeVisible();
  await desk.getByLabel('只知道人数').fill('40');
  await desk.getByRole('button', { name: '做卡' }).click();
  await expect(papers(desk)).toHaveCount(40);
  await expect(papers(desk).locator('.name').first()).toHaveText('外援01');
  await expect(papers(desk).locator('.name').last()).toHaveText('外援40');
  const pdf = (await desk.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(5);
  // Pages break between cards only, and each holds four rows.
  const heights = await desk.locator('.sheet').evaluateAll((sheets) => sheets.map((sheet) => sheet.children.length));
  expect(heights).toEqual([8, 8, 8, 8, 8]);

  await openForm(desk);
  await expect(desk.getByText('会从「外援41」接着编号')).toBeVisible();
});

test('a form that is sent twice makes its cards once, and the sheet is its maker’s alone', async ({ server, office }) => {
  const desk = await office();
  await openForm(desk);
  const once = await desk.locator('input[name=once]').getAttribute('value');
  const send = () => desk.request.post(`${server.url}/desk/people/cards`, {
    headers: { origin: server.url },
    form: { once, names: '李梅', count: '', days: '3' },
    maxRedirects: 0,
  });
  const answers = await Promise.all([send(), send()]);
  for (const answer of answers) {
    expect(answer.status()).toBe(303);
    expect(answer.headers().location).toBe(`/desk/people/sheet/${once}`);
    expect(answer.headers()['cache-control']).toBe('no-store');
  }
  await desk.goto(`${server.url}/desk/people/sheet/${once}`);
  await expect(papers(desk)).toHaveCount(1);
  await people(desk, server);
  await expect(desk.locator('table.people tbody tr')).toHaveCount(1);

  const elsewhere = await desk.request.post(`${server.url}/desk/people/cards`, {
    headers: { origin: 'https://evil.example' },
    form: { once, names: '王芳', count: '', days: '3' },
  });
  expect(elsewhere.status()).toBe(403);
  const gone = await desk.goto(`${server.url}/desk/people/sheet/${'0f'.repeat(32)}`);
  expect(gone.status()).toBe(410);
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('这些码已经看不到了');
});

test('without JavaScript cards are made, redone, voided and used, and a phone is signed off', async ({ server, office }) => {
  const desk = await office({ javaScriptEnabled: false });
  await makeCards(desk, '李梅\n王芳\n张强');
  const [old, voided] = [await digits(desk, '李梅'), await digits(desk, '王芳')];

  await people(desk, server);
  await row(desk, '李梅').getByRole('link', { name: '作废重做' }).click();
  await expect(desk.getByRole('checkbox', { name: '李梅' })).toBeChecked();
  await expect(desk.getByRole('checkbox', { name: '王芳' })).not.toBeChecked();
  await desk.getByRole('button', { name: '作废重做' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('1 张上岗卡');
  const fresh = await digits(desk, '李梅');
  await refused(server, old).toThrow(/410/);

  await people(desk, server);
  await row(desk, '王芳').getByRole('link', { name: '作废重做' }).click();
  await desk.getByRole('button', { name: '只作废' }).click();
  await expect(desk.getByText('已作废，那些卡扫不了了。')).toBeVisible();
  await refused(server, voided).toThrow(/410/);
  await expect(row(desk, '王芳').locator('.state')).toHaveText('已作废');

  await Device.enrol(server.url, fresh);
  await desk.goto(`${server.url}/desk/people?state=on-duty`);
  await expect(desk.locator('table.people tbody tr')).toHaveCount(1);
  await row(desk, '李梅').getByRole('link', { name: /停用/ }).click();
  await desk.getByRole('button', { name: '停用', exact: true }).click();
  // Beside it stands the card that was redone.
  await expect(row(desk, '李梅').locator('.state')).toHaveText(['已停用', '已作废']);

  await desk.getByLabel('按姓名找').fill('强');
  await desk.getByRole('button', { name: '找', exact: true }).click();
  await expect(desk.locator('table.people tbody tr')).toHaveCount(1);
  await expect(row(desk, '张强')).toBeVisible();
});

test('a card used while somebody redoes it stays used, and the others are left for another press', async ({ server, office }) => {
  const desk = await office();
  await makeCards(desk, '李梅\n王芳');
  const code = await digits(desk, '李梅');
  await people(desk, server);
  await desk.getByRole('link', { name: '未用的卡' }).click();
  await expect(desk.getByRole('checkbox', { checked: false })).toHaveCount(2);
  await desk.getByRole('button', { name: '作废重做' }).click();
  await expect(desk.getByRole('alert')).toContainText('一张也没勾');
  await desk.getByRole('link', { name: '全部勾上' }).click();
  await expect(desk.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await Device.enrol(server.url, code);
  await desk.getByRole('button', { name: '作废重做' }).click();
  await expect(desk.getByRole('alert')).toContainText('刚刚有人扫码上岗了：李梅');
  await expect(desk.getByRole('checkbox')).toHaveCount(1);
  await desk.getByRole('button', { name: '作废重做' }).click();
  await expect(papers(desk).locator('.name')).toHaveText(['王芳']);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ server, office }) => {
      const desk = await office({ locale, colorScheme });
      const here = `${server.url}/desk/people`;
      const check = async () => expect(await faults(desk)).toEqual([]);
      await desk.goto(here);
      await expect(desk.locator('.panel .empty')).toBeVisible();
      await check();
      await desk.goto(`${here}/cards`);
      await check();
      await desk.locator('button.primary').click();
      await expect(desk.getByRole('alert')).toBeVisible();
      await check();
      await desk.locator('textarea').fill('李梅\n王芳\n张强');
      await desk.locator('button.primary').click();
      await expect(papers(desk)).toHaveCount(3);
      await check();
      const used = await Device.enrol(server.url, await digits(desk, '李梅'));
      await desk.goto(`${here}/unused`);
      await check();
      await desk.goto(`${here}/stop?phone=${used.id}`);
      await check();
      await desk.locator('button.danger').click();
      await expect(desk.locator('table.people tbody tr')).toHaveCount(3);
      await check();
      await desk.goto(`${here}?name=nobody`);
      await check();
      for (const gone of ['/sheet/0', '/stop?phone=0']) {
        await desk.goto(here + gone);
        await check();
      }
    });
  }
}
