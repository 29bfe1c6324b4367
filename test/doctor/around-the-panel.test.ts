import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/doctor/look/finding.ts';
import { type AroundFacts, judgeAround } from '../../src/doctor/panel/around-examination.ts';
import { judgeBans } from '../../src/doctor/panel/bans-examination.ts';
import { judgeList } from '../../src/doctor/panel/list-examination.ts';
import { judgePort } from '../../src/doctor/panel/port-examination.ts';
import { judgeSignOn } from '../../src/doctor/panel/sign-on-examination.ts';
import { judgeSwitch } from '../../src/doctor/panel/switch-examination.ts';

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ grade, what, mend }) => [grade, what, mend?.text].filter((text) => text !== undefined).join('; '));

const judgedList = (list: string, changes = {}): readonly string[] =>
  lines(
    judgeList({
      list,
      own: new Set(['127.0.0.1', '::1', '192.0.2.1']),
      gateway: ['127.0.0.1'],
      isSetUp: false,
      isInside: false,
      ...changes,
    }),
  );

describe('the list of API addresses', () => {
  it('is well with this host alone', () => {
    expect(judgedList('127.0.0.1,192.0.2.1')).toEqual(['well; only this host may call the panel: 127.0.0.1, 192.0.2.1']);
  });

  it.each(['allow-all', '0.0.0.0', '127.0.0.1,0.0.0.0'])('is open with %s', (list) => {
    expect(judgedList(list)).toEqual([
      expect.stringMatching(/^fault; .*; v-change-sys-config-value API_ALLOWED_IP 127\.0\.0\.1$/),
    ]);
    expect(judgedList(list, { isSetUp: true })).toEqual([expect.stringMatching(/; hearthgate setup --close$/)]);
  });

  it('takes no call of the gateway where it is not on it', () => {
    expect(judgedList('192.0.2.1')).toEqual([
      'fault; the panel refuses the gateway, which calls from 127.0.0.1; v-change-sys-config-value API_ALLOWED_IP 192.0.2.1,127.0.0.1',
    ]);
  });

  it('names who else may call, and what allows nobody', () => {
    expect(judgedList('127.0.0.1,198.51.100.7,192.0.2.0/24')).toEqual([
      'warning; may call the panel around the gateway: 198.51.100.7; v-change-sys-config-value API_ALLOWED_IP 127.0.0.1',
      'warning; allow nobody: "192.0.2.0/24"; the panel takes plain addresses: take them out of API_ALLOWED_IP',
    ]);
  });

  it('counts for the gateway alone where the web server of the panel hands all calls on', () => {
    const inside = { isSetUp: true, isInside: true };
    expect(judgedList('127.0.0.1,198.51.100.7', inside)).toEqual([expect.stringMatching(/^well; /)]);
    expect(judgedList('allow-all', inside)).toEqual([expect.stringMatching(/^well; /)]);
    expect(judgedList('198.51.100.7', inside)).toEqual([expect.stringMatching(/^fault; the panel refuses the gateway/)]);
  });

  it('does not know who is the gateway where it is on another host', () => {
    expect(judgedList('198.51.100.7', { gateway: undefined })).toEqual([expect.stringMatching(/^unknown; /)]);
  });
});

describe('the ways around the gateway', () => {
  const facts: AroundFacts = {
    isInside: false,
    port: 8083,
    hasFirewall: true,
    isOnIpv6: false,
    list: '127.0.0.1',
    customers: 0,
    callers: [],
  };
  const caller = { address: '198.51.100.7', keys: [], calls: 4, lastAtMs: 0 };
  const judged = (changes: Partial<AroundFacts>): readonly string[] => lines(judgeAround({ ...facts, ...changes }));

  it('are none where nobody called, or the web server of the panel hands calls on', () => {
    expect(judged({})).toEqual([expect.stringMatching(/^well; /)]);
    expect(judged({ isInside: true, customers: 4 })).toEqual([expect.stringMatching(/^well; /)]);
  });

  it('are those of callers that the list still allows', () => {
    expect(judged({ callers: [caller] })).toEqual([expect.stringMatching(/^well; /)]);
    expect(judged({ callers: [caller], list: '127.0.0.1,198.51.100.7' })).toEqual([
      expect.stringMatching(/^warning; .*198\.51\.100\.7 \(4\); let them call/),
    ]);
  });

  it('are IPv6, which the firewall of the panel does not see, where the list allows such addresses', () => {
    expect(judged({ isOnIpv6: true })).toEqual([expect.stringMatching(/^well; /)]);
    expect(judged({ isOnIpv6: true, list: 'allow-all' })).toEqual([expect.stringMatching(/^warning; port 8083 .* IPv6/)]);
    expect(judged({ isOnIpv6: true, list: '127.0.0.1,2001:db8::7' })).toEqual([expect.stringMatching(/^warning; /)]);
  });

  it('are scripts of customers on the host', () => {
    expect(judged({ customers: 3 })).toEqual([expect.stringMatching(/^warning; scripts of 3 users .*--mode inside/)]);
  });
});

describe("the panel's fail2ban", () => {
  const facts = { gateway: ['127.0.0.1'], others: [], exempt: new Set(['127.0.0.1', '192.0.2.1']), banned: [] };

  it('never bans an address of the panel, nor by IPv6', () => {
    expect(lines(judgeBans(facts))).toEqual(['well; it never bans the gateway']);
    expect(lines(judgeBans({ ...facts, gateway: ['192.0.2.1', '::1'] }))).toEqual(['well; it never bans the gateway']);
  });

  it('may ban another one, or has', () => {
    expect(lines(judgeBans({ ...facts, gateway: ['192.0.2.9'] }))).toEqual([
      'warning; 192.0.2.9, from which the gateway calls, may be banned; echo 192.0.2.9 >> /usr/local/hestia/data/firewall/excludes.conf',
    ]);
    const banned = [{ address: '192.0.2.9', chain: 'HESTIA' }];
    expect(lines(judgeBans({ ...facts, gateway: ['192.0.2.9'], banned }))).toEqual([
      'fault; 192.0.2.9, from which the gateway calls, is banned (HESTIA); v-delete-firewall-ban 192.0.2.9 HESTIA',
    ]);
  });
});

it('compares the port of the panel with every place in which it stands', () => {
  const facts = { port: 8099, configured: '8099', urls: [], rule: '8099', isRuleOpen: true, chain: '8099' };
  const url = { name: 'main', origin: 'https://[::1]:8083', port: 8083 };
  expect(lines(judgePort(facts, '/g.yaml'))).toEqual(['well; the panel is on port 8099']);
  const odd = lines(judgePort({ ...facts, configured: '8083', urls: [url], rule: '8083', chain: '8083' }, '/g.yaml'));
  expect(odd.map((line) => line.split(';')[0])).toEqual(['fault', 'warning', 'warning', 'warning', 'warning']);
  expect(odd[0]).toContain('write url: https://[::1]:8099; then: hearthgate reload');
});

describe('the sign-on to phpMyAdmin', () => {
  const text = 'define("API_HOST_NAME", "panel.test");\ndefine("API_HESTIA_PORT", "8083");\n';

  it.each([
    ['well', { port: 8083, list: '127.0.0.1', addresses: ['127.0.1.1'] }],
    ['well', { port: 8083, list: 'allow-all', addresses: ['192.0.2.1'] }],
    ['fault', { port: 8083, list: '127.0.0.1', addresses: ['192.0.2.1'] }],
    ['fault', { port: 8099, list: '127.0.0.1', addresses: ['127.0.1.1'] }],
    ['unknown', { port: 8083, list: '127.0.0.1', addresses: [] }],
  ] as const)('is %s: %#', (grade, facts) => {
    expect(judgeSignOn({ text, ...facts }).map((finding) => finding.grade)).toEqual([grade]);
  });
});

const conf = (api: string, system: string): string =>
  `API='${api}'\nAPI_SYSTEM='${system}'\nAPI_ALLOWED_IP='127.0.0.1'\nROOT_USER='admin'\n`;

describe('the switches of the API', () => {
  it.each([
    ['well', conf('no', '1')],
    ['well', conf('no', '2')],
    ['warning', conf('no', '0')],
    ['well, warning', conf('yes', '1')],
    ['well, warning', `${conf('no', '1')}ODD\n`],
  ])('are %s: %#', (grades, text) => {
    expect(
      judgeSwitch(text, undefined)
        .map(({ grade }) => grade)
        .join(', '),
    ).toBe(grades);
  });

  it('are a fault without a root user', () => {
    const text = conf('no', '1').replace("ROOT_USER='admin'\n", '');
    expect(judgeSwitch(text, undefined).map(({ grade }) => grade)).toContain('fault');
  });
});
