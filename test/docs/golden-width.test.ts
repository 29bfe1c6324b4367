import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../golden/', import.meta.url);
const texts = readdirSync(folder).filter((file) => file.endsWith('.txt'));
/** Files and addresses that stand alone on their line, so that they can be copied. */
const alone = /^\S+$|^(?:COMMANDS|ROLE)=/;

test.each(texts)('%s fits into a terminal of 80 columns', (file) => {
  const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');

  expect(lines.filter((line) => line.length > 80 && !alone.test(line))).toEqual([]);
});
