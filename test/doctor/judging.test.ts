import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/doctor/gateway/gateway-examination.ts';
import { judgeClock } from '../../src/doctor/gateway/clock-examination.ts';
import { judgeValidity } from '../../src/doctor/gateway/certificates-examination.ts';
import { reachOf } from '../../src/doctor/gateway/reach-of.ts';
import { unitRights } from '../../src/doctor/gateway/unit-rights.ts';
import { readListening } from '../../src/doctor/look/listening.ts';
import type { Finding } from '../../src/doctor/look/finding.ts';
import { judgeVersion } from '../../src/doctor/panel/version-examination.ts';
import type { NumberedRule } from '../../src/host/firewall-rules.ts';

const grades = (findings: readonly Finding[]): readonly string[] => findings.map(({ grade }) => grade);

describe('the gateway', () => {
  const lines = ['state main: ok', 'panel main: ok', 'certificate /etc/gateway.crt: expires in 80 days', 'store: ok'];

  it('is well where each of its parts is', () => {
    expect(grades(judgeAnswer({ kind: 'answered', isReady: true, lines }))).toEqual(['well']);
  });

  it('is told part by part where not', () => {
    const odd = [
      ...lines,
      'audit log: the disk is full',
      'data: it cannot be written',
      'certificate /b.crt: warning: expires in 2 days',
    ];
    expect(grades(judgeAnswer({ kind: 'answered', isReady: false, lines: odd }))).toEqual(['fault', 'warning', 'warning']);
    expect(grades(judgeAnswer({ kind: 'answered', isReady: true, lines: odd }))).toEqual(['warning', 'warning', 'warning']);
  });

  it('is a fault where nobody answers', () => {
    expect(grades(judgeAnswer({ kind: 'silent', why: 'nobody answers' }))).toEqual(['fault']);
  });
});

describe('a certificate', () => {
  const dayMs = 86_400_000;
  const judged = (days: number): string =>
    judgeValidity('/etc/gateway.crt', { fromMs: 0, toMs: 100 * dayMs }, (100 - days) * dayMs).grade;

  it('is a warning in its last week, and a fault before and behind its time', () => {
    expect([80, 7, 6, 0, -1].map(judged)).toEqual(['well', 'well', 'warning', 'fault', 'fault']);
    expect(judgeValidity('/a', { fromMs: 5, toMs: 9 }, 1).grade).toBe('fault');
    expect(judgeValidity('/a', { fromMs: Number.NaN, toMs: 9 }, 1).grade).toBe('unknown');
  });
});

it('knows whether the clock is synchronized only where it is told', () => {
  expect(['yes', 'no', 'Failed to connect to bus', ''].map((said) => grades(judgeClock(said)))).toEqual([
    ['well'],
    ['warning'],
    ['unknown'],
    ['unknown'],
  ]);
});

it('takes a version of a series that was tried for well, and no other', () => {
  expect(['1.10.3', '1.10.0', '1.9.4', '1.11.0', '2.10', ''].map((version) => grades(judgeVersion(version)).join())).toEqual([
    'well',
    'well',
    'warning',
    'warning',
    'warning',
    'unknown',
  ]);
});

const rule = (number: string, changes: Partial<NumberedRule> = {}): NumberedRule => ({
  number,
  ports: '8483',
  port: 8483,
  from: '0.0.0.0/0',
  action: 'ACCEPT',
  protocol: 'TCP',
  comment: '',
  isSuspended: false,
  ...changes,
});

describe('rules of the firewall', () => {
  it.each([
    ['nobody', []],
    ['everyone', [rule('1')]],
    ['everyone', [rule('1', { ports: '80,8400-8500' })]],
    ['everyone', [rule('1', { ports: '0' })]],
    ['some', [rule('1', { from: '192.0.2.0/24' })]],
    ['nobody', [rule('1', { isSuspended: true })]],
    ['nobody', [rule('1', { protocol: 'UDP' })]],
    ['nobody', [rule('1', { ports: '8484' })]],
    ['nobody', [rule('9'), rule('10', { action: 'DROP' })]],
    ['everyone', [rule('9', { action: 'DROP' }), rule('10')]],
    ['some', [rule('9', { action: 'DROP' }), rule('10', { from: '192.0.2.1' })]],
  ] as const)('let %s reach the port: %#', (reach, rules) => {
    expect(reachOf(8483, rules)).toBe(reach);
  });
});

it('reads what a unit and its drop-ins may, the last one first', () => {
  const unit = '[Service]\nUser=hearthgate\nGroup=hearthgate\nSupplementaryGroups=mail\n#SupplementaryGroups=root\n';
  expect(unitRights(unit)).toEqual({ user: 'hearthgate', group: 'hearthgate', groups: ['mail'], readsEverything: false });
  expect(unitRights(`${unit}SupplementaryGroups=root adm\n`).groups).toEqual(['mail', 'root', 'adm']);
  expect(unitRights(`${unit}SupplementaryGroups=\nSupplementaryGroups=adm\n`).groups).toEqual(['adm']);
  expect(unitRights(`${unit}AmbientCapabilities=CAP_DAC_READ_SEARCH\n`).readsEverything).toBe(true);
  expect(unitRights(`${unit}AmbientCapabilities=CAP_DAC_READ_SEARCH\nAmbientCapabilities=\n`).readsEverything).toBe(false);
  expect(unitRights('[Service]\n')).toMatchObject({ user: 'root', readsEverything: true });
});

it('reads on which ports something listens', () => {
  const table = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:1F93 00000000:0000 0A 00000000:00000000
   1: 00000000:2123 00000000:0000 0A 00000000:00000000
   2: 0100007F:2123 0100007F:9C40 01 00000000:00000000
`;
  expect(readListening(table, 4)).toEqual([
    { family: 4, port: 8083, isLoopback: true },
    { family: 4, port: 8483, isLoopback: false },
  ]);
  expect(readListening('head\n 0: 00000000000000000000000001000000:1F93 0:0 0A\n', 6)).toEqual([
    { family: 6, port: 8083, isLoopback: true },
  ]);
});
