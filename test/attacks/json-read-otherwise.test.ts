/*
 * The story: the gateway finds its fields in JSON without building the values around them. Where its scan and a JSON parser disagree on
 * where a value ends, an attacker writes a command into a text that the gateway skips, or makes it skip the command that PHP reads.
 *
 * What must hold: the scan accepts what `JSON.parse` accepts and the contract allows, finds the same fields with the same values in it, and
 * refuses all else. And a call that it reads in a body is the one that PHP reads in that body. `BODY_SEED` repeats a run.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allFields } from '../../src/hestia/call/fields.ts';
import { readJsonBody } from '../../src/hestia/call/json-body.ts';
import { forwardedCall } from '../support/forwarded-call.ts';
import { jsonCalls, jsonTexts } from '../support/json-texts.ts';
import { type JsonOracle, readByParsing } from '../support/json-oracle.ts';
import { meaningOfCall, meaningOfReading } from '../support/meaning.ts';
import { type PhpPanel, startPhpPanel } from '../support/php-panel.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { describeWith } from '../support/servers.ts';

const runs = propertyRuns(40_000);
const seed = Number(process.env['BODY_SEED'] ?? Date.now() % 2 ** 31);

it('the scan of JSON reads what JSON.parse reads, by the rules of the contract', { timeout: 600_000 }, () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(jsonTexts, jsonCalls), (body) => {
      const scanned = readByScanning(body);
      if (typeof scanned !== 'string') accepted += 1;
      expect(scanned).toEqual(readByParsing(body, allFields));
    }),
    { numRuns: runs, seed },
  );
  expect(accepted).toBeGreaterThan(0.2 * runs);
  expect(accepted).toBeLessThan(0.9 * runs);
});

describeWith('php-cgi', 'a call that is read in JSON', () => {
  let panel: PhpPanel;
  beforeAll(async () => {
    panel = await startPhpPanel();
  });
  afterAll(() => panel.stop());

  it('is the one that PHP reads in it', { timeout: 600_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(jsonCalls, async (body) => {
        const sent = { contentType: 'application/json', body };
        const call = forwardedCall(sent);
        if (call === undefined) return;
        accepted += 1;
        expect(meaningOfReading(await panel.read(sent))).toEqual(meaningOfCall(call));
      }),
      { numRuns: runs, seed },
    );
    expect(accepted).toBeGreaterThan(0.2 * runs);
  });
});

function readByScanning(body: Buffer): JsonOracle {
  const reading = readJsonBody(body);
  if (reading === undefined) return 'no JSON';
  return reading.fault === undefined ? Object.fromEntries(reading.fields) : 'too many names';
}
