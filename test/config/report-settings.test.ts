import { describe, expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const nowMs = Date.parse('2030-01-01T00:00:00Z');
const reportUntil = '2030-01-15';
const noEnd = 'expected the day on which reporting ends and everything is enforced, found nothing';

function faults(configuration: object): readonly string[] {
  return faultsOf(configuration, {}, nowMs);
}

function reported(configuration: object): readonly (readonly string[])[] {
  return readConfiguration(configuration).panels.map(({ policy }) => Array.from(policy.report.reasons));
}

function clients(before: unknown): object {
  return { clients: { allow: ['192.0.2.1'], before } };
}

describe('what is reported only', () => {
  test('has an end, that of the panel or of the top level', () => {
    expect(faults({ mode: 'report', reportUntil })).toEqual([]);
    expect(faults({ mode: 'report' })).toEqual([`reportUntil: ${noEnd}`]);
    expect(
      faults({
        report: ['key_rate'],
        panels: [
          { name: 'a', hosts: ['a'] },
          { name: 'b', hosts: ['b'] },
        ],
      }),
    ).toEqual([`reportUntil: ${noEnd}`]);
    expect(faults({ panels: [{ mode: 'report' }] })).toEqual([`panels[0].reportUntil: ${noEnd}`]);
    expect(faults({ panels: [{ report: ['key_rate'], reportUntil }] })).toEqual([]);
    expect(faults({ mode: 'report', panels: [{ mode: 'enforce' }] })).toEqual([]);
  });

  test('ends within 90 days; an end that has passed is none that is wrong', () => {
    expect(faults({ mode: 'report', reportUntil: '2030-04-01' })).toEqual([]);
    expect(faults({ mode: 'report', reportUntil: '2029-01-01' })).toEqual([]);
    expect(faults({ mode: 'report', reportUntil: '2030-04-01T00:01Z' })).toEqual([
      'reportUntil: expected a time at most 90 days ahead, which is 2030-04-01; reading the configuration again later moves it on',
    ]);
    expect(faults({ mode: 'report', reportUntil, panels: [{ reportUntil: '2031-01-01' }] })).toEqual([
      'panels[0].reportUntil: expected a time at most 90 days ahead, which is 2030-04-01; reading the configuration again later moves it on',
    ]);
  });

  test.each(['soon', '2030-02-30', '2030-13-01', '2030-01-15T10:00', '2030-01-15 10:00Z', '14d'])(
    'does not end at %s',
    (text) => {
      expect(faults({ mode: 'report', reportUntil: text })).toEqual([
        `reportUntil: expected a day such as 2030-12-31, or a time such as 2030-12-31T18:00Z, found ${JSON.stringify(text)}`,
      ]);
    },
  );

  test('is never what the panel refuses, too', () => {
    const names =
      'address_not_allowed, address_banned, address_rate, api_disabled, key_panel, key_address, key_hours, key_expired, key_used_up, key_rate, command_not_allowed, key_command, key_user, argument_refused or command_rate';
    expect(faults({ report: ['secret_wrong', 'user_mismatch'], reportUntil })).toEqual([
      `report[0]: expected ${names}, found "secret_wrong"`,
      `report[1]: expected ${names}, found "user_mismatch"`,
    ]);
  });

  test('is the list of clients only where the list of before is known', () => {
    const before = ['192.0.2.0/24', '203.0.113.7'];
    expect(faults({ report: ['address_not_allowed'], reportUntil })).toEqual([
      'report: address_not_allowed goes with clients.before, the list of clients that is enforced meanwhile',
    ]);
    expect(faults({ report: ['address_not_allowed'], reportUntil, clients: { allow: ['192.0.2.1'], before } })).toEqual([]);
    expect(reported({ mode: 'report', reportUntil: '2020-01-01' })[0]).not.toContain('address_not_allowed');
    expect(reported({ mode: 'report', reportUntil: '2020-01-01', clients: { allow: [], before } })[0]).toContain(
      'address_not_allowed',
    );
  });

  test('is said by a panel for itself', () => {
    const panels = [
      { name: 'a', hosts: ['a'] },
      { name: 'b', hosts: ['b'], mode: 'enforce', report: [] },
      { name: 'c', hosts: ['c'], mode: 'enforce', report: ['command_rate'] },
    ];
    const [a = [], ...others] = reported({ mode: 'report', reportUntil: '2020-01-01', panels });
    expect([a.length, ...others]).toEqual([14, [], ['command_rate']]);
  });

  test('reads the list of before as the panel writes it', () => {
    expect(faults(clients('allow-all'))).toEqual([]);
    expect(faults(clients('192.0.2.1,203.0.113.0/24'))).toEqual([]);
    expect(faults(clients(['allow-all', '192.0.2.1']))).toHaveLength(1);
    expect(faults(clients(['0.0.0.0']))).toEqual([
      'clients.before[0]: "0.0.0.0" was the address of nobody; where everyone could call write allow-all, alone',
    ]);
    const [panel] = readConfiguration(clients('allow-all')).panels;
    expect(panel?.policy.clients.before?.everyone).toBe(true);
  });
});
