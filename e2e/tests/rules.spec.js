// What a site asks of its phones and how long it keeps things, changed at the desk by an administrator.
import { faults } from '../harness/axe.js';
import { addSite, signIn } from '../harness/people.js';
import { expect, test as base } from '../harness/test.js';

const test = base.extend({
  /** An administrator's window, at the form. */
  chief: async ({ server, office }, use) => {
    await addSite(server, '月亮湾');
    let count = 0;
    await use(async (options) => {
      count += 1;
      const desk = await signIn(server, await office(options), { login: `chief-${count}`, name: `主任${count}`, role: 'administrator' });
      await desk.goto(`${server.url}/desk/rules`);
      return desk;
    });
  },
});

const save = (desk) => desk.getByRole('button', { name: '保存' }).click();

test('an administrator changes the rules without a script; phones and retention go by them, the audit has who it was', async ({ server, chief }) => {
  const desk = await chief({ javaScriptEnabled: false });
  await desk.goto(`${server.url}/desk/logins`);
  await desk.getByRole('link', { name: '小区规定' }).click();
  await expect(desk.getByLabel('上岗要输 6 位密码')).not.toBeChecked();
  await expect(desk.getByLabel('不联网最多看几小时')).toHaveValue('72');
  await desk.getByLabel('上岗要输 6 位密码').check();
  await desk.getByLabel('不联网最多看几小时').fill('48');
  await desk.getByLabel('上门记录和检查单的答案').fill('90');
  await save(desk);
  await expect(desk.getByRole('status')).toContainText('已保存');
  await expect(desk.getByLabel('上岗要输 6 位密码')).toBeChecked();
  expect(await server.run('site', 'set')).toMatch(/(上岗要 PIN，离线最多看 48 小时|PIN on, 48 hours)/);
  expect(await server.run('site', 'keep')).toMatch(/(上门和答案 90 天|visits and answers 90 days)/);
  await desk.goto(`${server.url}/desk/audit`);
  const lines = desk.locator('table.audit tbody tr', { hasText: '主任1' });
  await expect(lines.filter({ hasText: '改手机的规定' })).toHaveCount(1);
  await expect(lines.filter({ hasText: '90' })).toHaveCount(1);
});

test('what can not be is refused and stays in the form; what somebody else has changed meanwhile is shown, not overwritten', async ({ server, chief }) => {
  const [one, other] = [await chief(), await chief()];
  await one.locator('form.rules').evaluate((form) => { form.noValidate = true; });
  await one.getByLabel('不联网最多看几小时').fill('721');
  await save(one);
  await expect(one.getByRole('alert')).toContainText('1 到 720');
  await expect(one.getByLabel('不联网最多看几小时')).toHaveValue('721');
  await one.locator('form.rules').evaluate((form) => { form.noValidate = true; });
  await one.getByLabel('不联网最多看几小时').fill('24');
  await one.getByLabel('操作记录').fill('29');
  await save(one);
  await expect(one.getByRole('alert')).toContainText('30 到 36500');
  await other.getByLabel('操作记录').fill('365');
  await save(other);
  await expect(other.getByRole('status')).toContainText('已保存');
  await one.getByLabel('操作记录').fill('400');
  await save(one);
  await expect(one.getByRole('alert')).toContainText('刚刚有别人改过');
  await expect(one.getByLabel('操作记录')).toHaveValue('365');
  await expect(one.getByLabel('不联网最多看几小时')).toHaveValue('72');
  await one.getByLabel('不联网最多看几小时').fill('24');
  await save(one);
  await expect(one.getByRole('status')).toContainText('已保存');
  expect(await server.run('site', 'set')).toContain('24');
});

test('a coordinator neither sees nor changes them', async ({ server, chief, office }) => {
  await chief();
  const desk = await signIn(server, await office());
  await desk.goto(`${server.url}/desk/rules`);
  await expect(desk.getByRole('heading', { level: 1 })).toContainText('只有管理员');
  await expect(desk.locator('main form')).toHaveCount(0);
  const form = { pin: 'on', lease_h: '1', visits_days: '30', audit_days: '30', conflicts_days: '30', was: 'false 72 180 730 365' };
  const answer = await desk.request.post(`${server.url}/desk/rules`, { headers: { origin: server.url }, form });
  expect(answer.status()).toBe(403);
  expect(await server.run('site', 'set')).toMatch(/72/);
});

for (const locale of ['zh-CN', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing: ${locale}, ${colorScheme}`, async ({ chief }) => {
      const desk = await chief({ locale, colorScheme });
      expect(await faults(desk)).toEqual([]);
      await desk.locator('form.rules').evaluate((form) => { form.noValidate = true; });
      await desk.locator('input[name=lease_h]').fill('0');
      await desk.locator('main button.primary').click();
      await expect(desk.getByRole('alert')).toBeVisible();
      expect(await faults(desk)).toEqual([]);
    });
  }
}
