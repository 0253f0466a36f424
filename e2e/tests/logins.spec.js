// Accounts of the desk: an administrator lets people in and out; everybody changes their own password.
import { addSite } from '../harness/people.js';
import { faults } from '../harness/axe.js';
import { table, taken } from '../harness/file.js';
import { expect, test as base } from '../harness/test.js';

const test = base.extend({
  office: async ({ browser }, use) => {
    const contexts = [];
    await use(async (options = {}) => {
      // No page of these needs a script.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', javaScriptEnabled: false, ...options });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  admin: async ({ server }, use) => {
    await addSite(server, '月亮湾');
    const printed = await server.run('account', 'add', '--login', 'guanli', '--name', '吴管理', '--role', 'administrator');
    await use(/(?:密码|password) ([^\s（]+)/.exec(printed)[1]);
  },
});

async function signIn(page, server, login, password) {
  await page.goto(`${server.url}/desk/sign-in`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button.primary').click();
}

const heading = (page) => page.getByRole('heading', { level: 1 });
const row = (page, name) => page.locator('table.logins tr').filter({ hasText: name });

async function add(page, { name = '李调度', login = 'lidiaodu', password = '第一个密码要长一点' } = {}) {
  const form = page.locator('form').filter({ hasText: '添加账号' });
  await form.getByLabel('姓名').fill(name);
  await form.getByLabel('用户名').fill(login);
  await form.getByLabel('密码').fill(password);
  await form.getByRole('button', { name: '添加', exact: true }).click();
}

test('somebody is let in, changes their password, gets another role, and is let out', async ({ server, office, admin }) => {
  const [page, theirs] = [await office(), await office()];
  await signIn(page, server, 'guanli', admin);
  await page.getByRole('link', { name: '账号' }).click();
  await expect(row(page, '吴管理')).toContainText('（本人）');
  await add(page, { login: 'guanli' });
  await expect(page.getByRole('alert')).toContainText('这个用户名有人用了');
  await expect(page.getByLabel('姓名')).toHaveValue('李调度');
  await add(page);
  await expect(page.getByRole('status')).toContainText('已添加');
  await expect(row(page, '李调度')).toContainText('还没登录过');

  await signIn(theirs, server, 'lidiaodu', '第一个密码要长一点');
  await theirs.getByRole('link', { name: '改密码' }).click();
  await theirs.getByLabel('现在的密码').fill('不是这个密码呀');
  await theirs.getByLabel('新密码').fill('自己改过的新密码');
  await theirs.getByRole('button', { name: '改密码' }).click();
  await expect(theirs.getByRole('alert')).toContainText('现在的密码不对');
  await theirs.getByLabel('现在的密码').fill('第一个密码要长一点');
  await theirs.getByLabel('新密码').fill('自己改过的新密码');
  await theirs.getByRole('button', { name: '改密码' }).click();
  await expect(theirs).toHaveURL(/\/desk\/sign-in$/);
  await signIn(theirs, server, 'lidiaodu', '自己改过的新密码');
  await expect(theirs).toHaveURL(/\/desk\/$/);
  // A coordinator has no business there.
  await expect(theirs.getByRole('link', { name: '账号' })).toHaveCount(0);
  expect((await theirs.goto(`${server.url}/desk/logins`)).status()).toBe(403);

  await page.reload();
  await row(page, '李调度').getByRole('link').click();
  await page.getByLabel('角色').selectOption('administrator');
  await page.getByRole('button', { name: '改角色' }).click();
  await expect(row(page, '李调度')).toContainText('管理员');
  await page.getByRole('link', { name: '导出' }).click();
  const file = table((await taken(page, 'csv')).bytes);
  expect(file.map((line) => [line.姓名, line.用户名, line.角色])).toContainEqual(['李调度', 'lidiaodu', '管理员']);
  await page.goto(`${server.url}/desk/logins`);
  await theirs.goto(`${server.url}/desk/`);
  await expect(theirs, 'signed out by it').toHaveURL(/\/desk\/sign-in/);
  await signIn(theirs, server, 'lidiaodu', '自己改过的新密码');
  await expect(theirs.getByRole('link', { name: '账号' })).toBeVisible();

  await row(page, '李调度').getByRole('link').click();
  await page.getByRole('button', { name: '停用', exact: true }).click();
  await expect(row(page, '李调度')).toContainText('已停用');
  await theirs.goto(`${server.url}/desk/`);
  await expect(theirs).toHaveURL(/\/desk\/sign-in/);
  await signIn(theirs, server, 'lidiaodu', '自己改过的新密码');
  await expect(theirs).toHaveURL(/\/desk\/sign-in/);

  // All of it is on record.
  await page.goto(`${server.url}/desk/audit`);
  for (const deed of ['加账号', '改密码', '改角色', '停用账号']) await expect(page.locator('tr[data-line]').filter({ hasText: deed }).first()).toBeVisible();
});

for (const locale of ['zh-CN', 'en-GB']) {
  test(`axe finds nothing: ${locale}`, async ({ server, office, admin }) => {
    const page = await office({ locale, javaScriptEnabled: true });
    await signIn(page, server, 'guanli', admin);
    await server.run('account', 'add', '--login', 'desk', '--name', '周调度');
    for (const path of ['/desk/logins', '/desk/password']) {
      await page.goto(`${server.url}${path}`);
      await expect(heading(page)).toBeVisible();
      expect(await faults(page), path).toEqual([]);
    }
    await page.goto(`${server.url}/desk/logins`);
    await row(page, '周调度').getByRole('link').click();
    expect(await faults(page)).toEqual([]);
  });
}
