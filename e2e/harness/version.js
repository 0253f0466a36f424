// Further versions of the web assets, made from the built ones: what an update looks like to a phone.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ASSETS } from './server.js';

const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

/**
 * A folder with another version of the phone, whose bundle is `script`; the caller removes the folder.
 * `served`: what comes instead when that script is asked for.
 */
export function newVersion(name, script, served = script) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dabai-web-'));
  fs.cpSync(ASSETS, folder, { recursive: true });
  const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');
  const write = (file, text) => {
    for (const packed of ['.br', '.gz']) fs.rmSync(path.join(folder, file + packed), { force: true });
    fs.writeFileSync(path.join(folder, file), text);
  };

  const manifest = JSON.parse(read('assets.json'));
  const oldScript = manifest.assets['app/field.js'];
  const newScript = oldScript.replace('.js', `-${name}.js`);
  write(newScript, served);
  manifest.assets['app/field.js'] = newScript;

  const index = read('app/index.html').replaceAll(oldScript, newScript).replaceAll(manifest.version, name);
  write('app/index.html', index);
  const offer = JSON.parse(read('app/files.json'));
  offer.version = name;
  offer.files = offer.files.map((file) => {
    if (file.url === `/${oldScript}`) return { url: `/${newScript}`, sha256: sha256(script) };
    return file.url === '/app/' ? { ...file, sha256: sha256(index) } : file;
  });
  write('app/files.json', JSON.stringify(offer));
  manifest.version = name;
  write('assets.json', JSON.stringify(manifest));
  return folder;
}
