import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { configurationSchema } from '../../src/config/shape/configuration-schema.ts';
import { settingsIn } from '../config/settings-in.ts';
import { settingsTable } from './settings-table.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

test("the manual's table is what the lines of the settings say; `npm run settings` writes it", async () => {
  const manual = readFileSync(pathOf('docs/configuration.md'), 'utf8');
  const table = settingsTable(settingsIn(configurationSchema()));

  await expect(manual.replace(/^\| setting .*\n(?:\|.*\n)+/m, () => `${table}\n`)).toMatchFileSnapshot(
    pathOf('docs/configuration.md'),
  );
});

test('config/schema.json is what the lines of the settings say; `npm run settings` writes it', async () => {
  const schema = `${JSON.stringify(configurationSchema(), undefined, 2)}\n`;

  await expect(schema).toMatchFileSnapshot(pathOf('config/schema.json'));
});
