// B13: the program as it is copied to a server: its size with the assets inside, how long it takes to answer over the stress
// set, and its memory once it has nothing to do. `DABAI_BIN` is that one file.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { median, size, spread, time } from './figure.js';

const BINARY = process.env.DABAI_BIN;
const STARTS = 5;
const SIZE_MB = 25;
const MEMORY_MB = 40;
/** Nothing is asked of it meanwhile. */
const AT_REST_MS = 3_000;

export async function binary(id) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-bench-'));
  try {
    await promisify(execFile)(BINARY, ['demo', '--size', 'stress', '--seed', '1', '--data', data]);
    const starts = [];
    let memory = 0;
    for (let n = 0; n < STARTS; n += 1) {
      const { ms, rest } = await once(data, n === STARTS - 1);
      starts.push(ms);
      memory = rest;
    }
    return [
      size(id, 'server, one file with its assets', fs.statSync(BINARY).size, { budget: SIZE_MB }),
      size(id, 'memory at rest, stress set', memory, { budget: MEMORY_MB, note: 'resident, after a start and a page' }),
      time(id, 'start to the first answer, stress set', median(starts), { note: spread(starts) }),
    ];
  } finally {
    fs.rmSync(data, { recursive: true });
  }
}

/** A start; `rests`: also its memory afterwards, in bytes. */
async function once(data, rests) {
  const began = performance.now();
  const child = spawn(BINARY, ['serve', '--addr', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (text) => {
        said += text;
        const found = /listening on (\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
      child.once('exit', (code) => reject(new Error(`the server ended: ${code}`)));
    });
    await (await fetch(`${url}/desk/sign-in`)).text();
    const ms = performance.now() - began;
    if (rests) await new Promise((resolve) => setTimeout(resolve, AT_REST_MS));
    return { ms, rest: resident(child.pid) };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Resident memory, bytes; `/proc` counts in units of 1,024. */
function resident(pid) {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) * 1024;
}
