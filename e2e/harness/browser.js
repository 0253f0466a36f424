// The browser: which one, with which switches, and a profile that outlives it.
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium that is already there; without one Playwright looks for its own. */
const executablePath = process.env.CHROMIUM || USUAL_PLACES.find((file) => fs.existsSync(file));

export const LAUNCH = {
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** The browser that runs on a profile; its helpers, which have a type, end with it. */
function processOf(profile) {
  const lines = execFileSync('ps', ['-axo', 'pid=,args=']).toString().split('\n');
  const line = lines.find((text) => text.includes(`--user-data-dir=${profile}`) && !text.includes('--type='));
  return Number(/\d+/.exec(line)[0]);
}

/** A phone as the tests see it: its own profile folder, which survives `close()` and `open()`. */
export class Phone {
  #profile = fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-phone-'));
  #options;
  #init;
  #context;
  /** Errors its pages wrote to the console, and exceptions nobody caught; for all its runs. */
  errors = [];

  /** `options`: of a Playwright browser context. `init`: run in every page of it before its own scripts. */
  constructor({ init, ...options }) {
    this.#options = options;
    this.#init = init;
  }

  /** Another phone with a copy of this one's profile, neither of them opened. */
  async copy() {
    await this.close();
    const other = new Phone({ init: this.#init, ...this.#options });
    fs.cpSync(this.#profile, other.#profile, { recursive: true });
    return other;
  }

  /** The folder its browser runs on. */
  get profile() {
    return this.#profile;
  }

  /** Starts the browser; returns its context. */
  async open() {
    this.#context = await chromium.launchPersistentContext(this.#profile, { ...LAUNCH, ...this.#options });
    if (this.#init) await this.#context.addInitScript(this.#init);
    this.#context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`${message.text()} ${message.location().url}`);
    });
    this.#context.on('weberror', (error) => this.errors.push(String(error.error())));
    return this.#context;
  }

  /** The first tab. */
  get page() {
    return this.#context.pages()[0];
  }

  get context() {
    return this.#context;
  }

  /** Ends the browser as a person would; the profile stays. */
  async close() {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** Kills the browser outright, as a phone without power does. */
  async kill() {
    const closed = new Promise((resolve) => { this.#context.once('close', resolve); });
    process.kill(processOf(this.#profile), 'SIGKILL');
    await closed;
    this.#context = undefined;
  }

  /** Ends the browser and starts it again on the same profile. */
  async restart() {
    await this.close();
    return this.open();
  }

  async dispose() {
    await this.close();
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }
}
