import { expect, it } from 'vitest';
import { z } from 'zod';
import { readProjectFile } from '../support/source-files.ts';

/**
 * `src/forward` imports two files of undici that are no part of its API, and depends on what its parser does when a connection ends. With another
 * version: read `lib/dispatcher/client.js`, `client-h1.js` and `core/connect.js` against `undici-parts.d.ts`, `lanes.ts`, `answer-stream.ts`
 * and `exchange.ts`, run `test/forward`, then write the version here.
 */
const readAgainst = '7.30.2';

it(`undici is the version whose inner files were read: ${readAgainst}`, () => {
  const installed = z.object({ version: z.string() }).parse(JSON.parse(readProjectFile('node_modules/undici/package.json')));
  const { dependencies } = z
    .object({ dependencies: z.object({ undici: z.string() }) })
    .parse(JSON.parse(readProjectFile('package.json')));
  expect([installed.version, dependencies.undici]).toEqual([readAgainst, readAgainst]);
});
