// Further versions of the web assets, made from the built ones: what an update looks like to a phone.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ASSETS } from './server.js';

const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

/** A module with nothing in it. */
export const EMPTY = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/**
 * A folder with another version of the phone, whose bundle is `script` and what comes after it `rest`; the caller removes the
 * folder. `served`: what comes instead when that script is asked for.
 */
export function newVersion(name, script, { served = script, rest = EMPTY } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-web-'));
  fs.cpSync(ASSETS, folder, { recursive: true });
  const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');
  const write = (file, text) => {
    for (const packed of ['.br', '.gz']) fs.rmSync(path.join(folder, file + packed), { force: true });
    fs.writeFileSync(path.join(folder, file), text);
  };

  const manifest = JSON.parse(read('assets.json'));
  let index = read('app/index.html').replaceAll(manifest.version, name);
  const offer = JSON.parse(read('app/files.json'));
  offer.version = name;
  for (const [asset, made, sent] of [['app/field.js', script, served], ['app/field_rest.wasm', rest, rest]]) {
    const before = manifest.assets[asset];
    const after = before.replace(/(\.\w+)$/, `-${name}$1`);
    write(after, sent);
    manifest.assets[asset] = after;
    index = index.replaceAll(before, after);
    offer.files = offer.files.map((file) => (file.url === `/${before}` ? { url: `/${after}`, sha256: sha256(made) } : file));
  }
  write('app/index.html', index);
  offer.files = offer.files.map((file) => (file.url === '/app/' ? { ...file, sha256: sha256(index) } : file));
  write('app/files.json', JSON.stringify(offer));
  manifest.version = name;
  write('assets.json', JSON.stringify(manifest));
  return folder;
}
