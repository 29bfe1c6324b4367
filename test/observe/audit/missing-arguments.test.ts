import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { secretBehindDomain } from '../../../src/domain/panel/secret-behind-domain.ts';
import { readCall } from '../../../src/hestia/call/read-call.ts';
import recordedCommands from '../../fixtures/commands.json' with { type: 'json' };
import { callWith, idOfAlice } from '../../support/facts.ts';
import { openLog } from './opened-log.ts';
import { answeredWith } from './requests.ts';

describe('the arguments that are told', () => {
  // The panel closes the gap, and the password of a mailbox gets to where the domain belongs.
  test.each([
    ['v-add-mail-account', 'arg1=alice&arg4=Correct.Horse', '?'],
    ['v-add-mail-account', 'arg1=alice&arg2=Correct.Horse', 'alice'],
    ['v-change-mail-account-password', 'arg1=alice&arg3=info&arg4=Correct.Horse', '?'],
    ['v-change-mail-account-password', 'arg1=alice&arg2=info&arg3=Correct.Horse', 'alice'],
    ['v-add-web-domain-ftp', 'arg1=alice&arg4=Correct.Horse&arg5=%2Fpublic_html', '?'],
    ['v-add-sys-smtp', 'arg5=Correct.Horse', undefined],
    ['v-change-user-password', 'arg2=alice', '?'],
    ['v-add-dns-domain', 'arg1=alice&arg3=Correct.Horse', '?'],
  ])('are a mark where an argument is missing that could have moved a secret there: %s %s', (command, args, userArg) => {
    const body = `access_key=${idOfAlice}&secret_key=${'w'.repeat(40)}&cmd=${command}&${args}`;
    const reading = readCall('application/x-www-form-urlencoded', Buffer.from(body));
    if (reading.kind === 'denial') throw new Error(`not read: ${reading.denial.reason}`);
    const { audit, records, file } = openLog();
    audit.ended(answeredWith({}, { call: reading.call }));
    expect(readFileSync(file, 'latin1')).not.toContain('Correct.Horse');
    expect(records()[0]?.['userArg']).toBe(userArg);
  });

  test.each([
    ['v-add-mail-account', ['alice', 'example.com', 'info', 'Correct.Horse']],
    ['v-add-web-domain-ftp', ['alice', 'example.com', 'ftp', 'Correct.Horse', '/public_html']],
    ['v-list-web-domain', ['alice', 'example.com']],
  ])('are the user and the domain of a call that has what it needs: %s', (command, args) => {
    const { audit, records } = openLog();
    audit.ended(answeredWith({}, { call: callWith({ command, args }) }));
    expect(records()[0]).toMatchObject({ userArg: 'alice', domainArg: 'example.com' });
  });

  test('know of every command that takes a secret behind its domain', () => {
    const recorded = Object.entries(recordedCommands).flatMap(([name, { domainArg, secretArgs }]) => {
      const last = Math.max(0, ...secretArgs);
      return domainArg > 0 && last > domainArg ? [[name, last]] : [];
    });
    expect([...secretBehindDomain]).toEqual(recorded);
  });
});
