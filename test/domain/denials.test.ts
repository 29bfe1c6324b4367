import { expect, it } from 'vitest';
import { denials } from '../../src/domain/call/denials.ts';
import { readRecording } from '../support/transcripts.ts';

const rows = Object.entries(denials);

it('what the panel refuses itself may not be reported in place of refused, but for addresses: the gateway has a list of its own', () => {
  const refused = readRecording().transcripts.filter(({ response: { status, exitCode } }) => status >= 400 && exitCode !== null);
  const forms = new Set(refused.map(({ response: { status, exitCode } }) => `${status} ${exitCode}`));

  const reported = rows.filter(([, { status, exitCode, mayBeReported }]) => mayBeReported && forms.has(`${status} ${exitCode}`));

  expect(forms).toContain('401 9');
  expect(reported.map(([reason]) => reason)).toEqual(['address_not_allowed']);
});
