// Real Chromium against the real server. `cargo xtask test` builds both and says where they are:
// DABAI_BIN (the server), DABAI_ASSETS (the web assets), CHROMIUM (the browser).
import { defineConfig } from '@playwright/test';
import { LAUNCH } from './harness/browser.js';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ...(process.env.DABAI_REPORT ? [['json', { outputFile: process.env.DABAI_REPORT }]] : [])],
  use: { actionTimeout: 20_000, launchOptions: LAUNCH, viewport: { width: 360, height: 740 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', trace: 'retain-on-failure' },
});
