import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Denial } from '../../../src/domain/call/denial.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { AuditRecord } from '../../../src/observe/audit/audit-record.ts';
import { fieldsText, recordLine } from '../../../src/observe/audit/record-line.ts';
import { arrivalWith, callWith } from '../../support/facts.ts';
import { openLog } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { answeredWith, refusedWith, subjectWith } from './requests.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const nasty = [
  '\n',
  '\r\n',
  '\0',
  '\u001b[2J',
  '\u007f',
  '\u0085',
  '\u00ff',
  '"',
  '\\',
  '"}\n{"event":"sent"}\n',
  '\u2028',
  '\u2029',
  '\ud800',
];
const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('alice', 'example.com', 'v-list-user'),
);

const subjects = fc.record({
  arrival: fc.record({ method: text, contentType: fc.option(text, { nil: undefined }) }).map((changes) => arrivalWith(changes)),
  call: fc
    .record({
      command: fc.oneof(text, fc.constantFrom('v-add-dns-domain', 'v-list-user')),
      args: fc.array(text, { maxLength: 13 }),
      credential: fc.record({
        kind: fc.constant('access-key' as const),
        id: text,
        secret: text.map((bytes) => new Secret(bytes)),
      }),
    })
    .map((changes) => callWith(changes)),
  keyId: fc.option(text, { nil: undefined }),
  user: fc.option(text, { nil: undefined }),
});

describe('nothing that a client sends', () => {
  test('breaks a line or forges another', () => {
    const { audit, lines, clock } = openLog();
    let expected = 0;
    fc.assert(
      fc.property(subjects, text, (changes, odd) => {
        clock.pass(1000);
        const denial: Denial = { reason: 'command_not_allowed', key: odd, command: odd };
        audit.ended(refusedWith(denial, changes));
        void audit.sending(subjectWith(changes));
        audit.ended(answeredWith({ exitCode: odd, contentType: odd, body: Buffer.from(odd) }, changes));
        expected += 3;
      }),
      { numRuns: propertyRuns(10_000) },
    );
    expect(lines().flatMap(faultsOf)).toEqual([]);
    expect(lines()).toHaveLength(expected);
  });
});

test.each(nasty)('a line writes %j as printable ASCII, and gives it back', (odd) => {
  const record: AuditRecord = {
    time: odd,
    event: 'folded',
    reason: 'key_unknown',
    prefix: odd,
    count: 1,
    from: odd,
    to: odd,
  };
  const { time, ...fields } = record;
  const line = recordLine(time, fieldsText(fields));
  expect(line).toMatch(/^[ -~]+$/);
  expect(JSON.parse(line)).toEqual(record);
});
