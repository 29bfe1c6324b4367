import { expect, it } from 'vitest';
import { rightsInManual } from '../support/redis-rights.ts';
import { sourceFiles } from '../support/source-files.ts';

/** What the client and the connection need, beside the commands of scripts. */
const ofConnections = ['eval', 'evalsha', 'info', 'select'];
/** Reads names of the layout before, which a user with these rights may not. */
const ofOldLayout: ReadonlySet<string> = new Set(['hscan']);

it('the rights of a user of Redis in the manual are those that the scripts need, and no others', () => {
  const scripts = sourceFiles('src').flatMap(({ path, text }) => (path.startsWith('src/limits/redis/') ? [text] : []));
  const calls = scripts.flatMap((text) =>
    [...text.matchAll(/redis\.call\('([A-Z]+)'/g)].map(([, name = '']) => name.toLowerCase()),
  );
  const needed = [...new Set([...calls, ...ofConnections])].filter((name) => !ofOldLayout.has(name));
  const given = rightsInManual().flatMap((word) => (word.startsWith('+') ? [word.slice(1)] : []));
  expect(given.toSorted()).toEqual(needed.toSorted());
});
