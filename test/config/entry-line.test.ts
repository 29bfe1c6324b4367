import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { entryLine } from '../../src/config/read/entry-line.ts';

const text = `clients:
  allow:
    - 192.0.2.1
    - 192.0.2.2, 192.0.2.3
  deny: 203.0.113.0/24
panels:
  - name: one
  - name: two
    clients:
      allow: [inherit,
        192.0.2.1]
`;

test.each([
  ['one', 'allow', '192.0.2.1', 3],
  ['one', 'allow', '192.0.2.3', 4],
  ['one', 'deny', '203.0.113.0/24', 5],
  ['two', 'allow', '192.0.2.1', 11],
  ['two', 'deny', '203.0.113.0/24', 5],
  ['three', 'allow', '192.0.2.2', 4],
  ['one', 'allow', '192.0.2.9', undefined],
] as const)('at panel %s, the entry of %s for %s stands on line %s', (panel, list, entry, line) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthgate-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, text);
  expect(entryLine(file, { panel, list, text: entry })).toBe(line);
  expect(entryLine(join(folder, 'none.yaml'), { panel, list, text: entry })).toBeUndefined();
});
