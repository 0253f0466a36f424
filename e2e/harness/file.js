// Files that leave the desk.
import fs from 'node:fs';

/** Fills in the question for what it is wanted, on the page that asks it, and resolves to the file's bytes and name. */
export async function taken(page, format, more = async () => {}) {
  await page.locator('select[name=format]').selectOption(format);
  await page.locator('input[name=purpose]').fill('交街道日报');
  await more();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main button.primary').click()]);
  return { bytes: fs.readFileSync(await download.path()), name: download.suggestedFilename() };
}

/** The lines of a CSV file by its heading. Cells may hold commas, quotes and line breaks. */
export function table(bytes) {
  const cells = [[]];
  for (const [, quoted, plain, end] of bytes.toString('utf8').replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    cells.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') cells.push([]);
  }
  const [head, ...lines] = cells.filter((line) => line.length > 1);
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}
