// The real server as a process of its own, on its own data folder; it can be stopped, killed and started again.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const BINARY = process.env.DABAI_BIN || path.join(root, 'target/debug/dabai');
export const ASSETS = process.env.DABAI_ASSETS || newest(['target/web', 'target/web-dev']);

/** Whichever of these was built last; for running a test by hand. */
function newest(folders) {
  const builtAt = (folder) => fs.statSync(path.join(folder, 'assets.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return folders.map((folder) => path.join(root, folder)).sort((a, b) => builtAt(b) - builtAt(a))[0];
}

const READY_WITHIN_MS = 20_000;
const STOPPED_WITHIN_MS = 10_000;

export class Server {
  /** The web assets it serves from its next start on. */
  assets = ASSETS;
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-data-'));
  #args;
  #child;
  #port;
  #log = '';

  /** `args`: further arguments of `dabai serve`. */
  constructor(args = []) {
    this.#args = args;
  }

  /** `http://127.0.0.1:port`, the same over all restarts. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Everything the server printed so far. */
  get log() {
    return this.#log;
  }

  /** Runs another command of the server on the same data folder, e.g. `run('demo', '--size', 'lively')`; resolves to its stdout. */
  async run(...command) {
    const { stdout } = await promisify(execFile)(BINARY, [...command, '--data', this.data]);
    return stdout;
  }

  /** Starts the server, on the port it had before, and waits until it is ready. */
  async start() {
    this.#port ??= await freePort();
    const args = ['serve', '--addr', `127.0.0.1:${this.#port}`, '--data', this.data, '--assets', this.assets, ...this.#args];
    this.#child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const pipe of [this.#child.stdout, this.#child.stderr]) pipe.on('data', (text) => { this.#log += text; });
    const child = this.#child;
    // A worker that Playwright gives up on runs no teardown.
    const onExit = () => child.kill('SIGKILL');
    process.once('exit', onExit);
    child.once('exit', () => process.off('exit', onExit));
    const ended = new Promise((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`the server ended: ${code ?? signal}\n${this.#log}`)));
    });
    ended.catch(() => {});
    await Promise.race([ended, this.#ready()]);
  }

  /** SIGTERM: the server finishes what it has begun. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** SIGKILL: the server finishes nothing. */
  kill() {
    return this.#end('SIGKILL');
  }

  async dispose() {
    await this.#end('SIGKILL');
    fs.rmSync(this.data, { recursive: true, force: true });
  }

  async #ready() {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms\n${this.#log}`);
  }

  async #end(signal) {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  }
}

/** A port nobody listens on now; chosen once, so that a restarted server is found where it was. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
