import { expect, test } from 'vitest';
import { readProjectFile } from '../support/source-files.ts';

test('the page is built for the browsers that the manual names, which have all that it calls', () => {
  const [, targets = ''] = /target: \[('chrome[^\]]*)\]/.exec(readProjectFile('packaging/bundle.mjs')) ?? [];
  const [chrome = '', firefox = '', safari = ''] = [...targets.matchAll(/[\d.]+/g)].map(([version]) => version);
  expect(readProjectFile('docs/page.md')).toContain(
    `The page wants Chrome or Edge ${chrome}, Firefox ${firefox}, Safari ${safari}, or newer.`,
  );
  // From when on `toSorted` and `toReversed` are there, which no build adds.
  expect(Number(chrome)).toBeGreaterThanOrEqual(110);
  expect(Number(firefox)).toBeGreaterThanOrEqual(115);
  expect(Number(safari)).toBeGreaterThanOrEqual(16);
});
