// A phone's profile as it lies on a disk: what somebody finds who copies it.
import fs from 'node:fs';
import path from 'node:path';

/** Every file below, as bytes. One that the browser removes meanwhile is none. */
export function* profileOf(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* profileOf(file);
    else if (entry.isFile()) {
      try {
        yield { file, bytes: fs.readFileSync(file) };
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
    }
  }
}

/** Where a word stands, as UTF-8 or as UTF-16. */
export function places(found, word) {
  const forms = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];
  return found.filter(({ bytes }) => forms.some((form) => bytes.includes(form))).map(({ file }) => file);
}
