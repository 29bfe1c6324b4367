import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/secret.ts';
import { readAccessKeyFile } from '../../src/hestia/files/access-key-file.ts';
import { panelLists, type PanelQuestion } from '../../src/hestia/lists/panel-lists.ts';

const id = 'ALICEALICEALICEALICE';
const secret = 'alicesecretalicesecretalicesecretalices1';
const facts = '"USER": "alice", "PERMISSIONS": ["billing"], "COMMENT": "", "TIME": "10:00:00", "DATE": "2026-01-31"';
const keyText = `{"ACCESS_KEY_ID": "${id}", "SECRET_ACCESS_KEY": "${secret}", ${facts}}`;
const keysText = `{"${id}": {"ACCESS_KEY_ID": "${id}", ${facts}}}`;
const confText =
  '{"config": {"API": "yes", "API_SYSTEM": "1", "API_ALLOWED_IP": "192.0.2.1,10.0.0.0/8", "ROOT_USER": "admin", "VERSION": "1.10.2"}}';
const profileText = '{"API": "billing", "ROLE": "admin", "COMMANDS": ["v-add-user", " v-list-user ", ""]}';
const userText = '{"alice": {"NAME": "Alice", "SUSPENDED": "no", "U_USERS": "3"}}';

describe('what the panel is asked', () => {
  it.each([
    [panelLists.sysConfig, 'v-list-sys-config', ['json']],
    [panelLists.accessKeys, 'v-list-access-keys', ['', 'json']],
    [panelLists.accessKey(id), 'v-list-access-key', [id, 'json']],
    [panelLists.profileNames, 'v-list-apis', ['json']],
    [panelLists.profile('billing'), 'v-list-api', ['billing', 'json']],
    [panelLists.user('alice'), 'v-list-user', ['alice', 'json']],
  ])('%# is a command with these arguments', (question, command, args) => {
    expect([question.command, question.args]).toEqual([command, args]);
  });
});

describe('what the panel answers', () => {
  it('is, of its configuration, the switches, the addresses, the root user and the version', () => {
    const { conf, version } = factsOf(panelLists.sysConfig, confText);

    expect(conf.api).toEqual({ accessKeys: 'root', deprecated: true });
    expect(conf.rootUser).toBe('admin');
    expect(conf.allowedAddresses).toMatchObject({ everyone: false, set: { size: 1 } });
    expect(conf.reports.join()).toMatch(/^v-list-sys-config: API_ALLOWED_IP: "10\.0\.0\.0\/8"/);
    expect(version).toBe('1.10.2');
  });

  it('is, of a key, its facts and the digest of its secret', () => {
    const { listed, secretDigest } = factsOf(panelLists.accessKey(id), keyText);

    expect(listed).toMatchObject({ id, user: 'alice', permissions: { kind: 'profiles', names: ['billing'] }, isDated: true });
    expect(secretDigest).toEqual(digestOf(secret));
    expect(factsOf(panelLists.accessKeys, keysText).get(id)).toEqual(listed);
  });

  it('is no digest of a secret that has not the form of one', () => {
    expect(factsOf(panelLists.accessKey(id), keyText.replace(secret, 'short')).secretDigest).toBeUndefined();
  });

  it.each(['USER', 'PERMISSIONS', 'COMMENT', 'TIME', 'DATE'])('is another key where %s differs', (name) => {
    const changed = keysText.replace(new RegExp(`("${name}": \\[?")`), '$1x');
    const [before, after] = [keysText, changed].map((text) => factsOf(panelLists.accessKeys, text).get(id)?.fingerprint);

    expect(after).not.toBe(before);
  });

  it('is, of a profile, its role and commands', () => {
    expect(factsOf(panelLists.profile('billing'), profileText)).toEqual({
      kind: 'profile',
      profile: { role: 'admin', commands: new Set(['v-add-user', 'v-list-user']) },
    });
  });

  it.each(['', 'Admin', 'root'])('is a profile that allows nothing where its ROLE is %j', (role) => {
    expect(factsOf(panelLists.profile('billing'), profileText.replace('admin', role)).kind).toBe('faults');
  });

  it.each([
    ['no', 'active'],
    ['yes', 'suspended'],
    ['', 'neither'],
    ['No', 'neither'],
  ])('is, of a user whose SUSPENDED is %j, %s', (text, status) => {
    expect(factsOf(panelLists.user('alice'), userText.replace('"no"', `"${text}"`))).toBe(status);
  });

  it.each(['', '{}', '[]', '{\n}'])('is none where a list is empty and comes as %j', (text) => {
    expect(factsOf(panelLists.accessKeys, text).size).toBe(0);
    expect(factsOf(panelLists.profileNames, text)).toEqual([]);
  });
});

describe('PERMISSIONS', () => {
  it.each(['billing', 'a,b', ' a , b', '/x/billing', ',', ' ', 'a,,b', '*', '/'])(
    '%j in a list is what it is in a file',
    (text) => {
      const lines = `SECRET_ACCESS_KEY='${secret}'\nUSER='alice'\nPERMISSIONS='${text}'\n`;
      const inFile = readAccessKeyFile(id, lines);
      const list = JSON.stringify(text.split(','));
      const inList = factsOf(panelLists.accessKeys, keysText.replace('["billing"]', list)).get(id)?.permissions;

      expect(inFile).toMatchObject({ kind: 'key', key: { permissions: inList } });
    },
  );

  it('is everything where the list is empty, and never where its names are', () => {
    expect(permissionsFrom('[]')).toEqual({ kind: 'everything' });
    expect(permissionsFrom('[""]')).toEqual({ kind: 'profiles', names: [] });
    expect(permissionsFrom('["", ""]')).toEqual({ kind: 'profiles', names: [] });
  });
});

const questions: readonly (readonly [string, PanelQuestion<unknown>, string])[] = [
  ['the configuration', panelLists.sysConfig, confText],
  ['the keys', panelLists.accessKeys, keysText],
  ['a key', panelLists.accessKey(id), keyText],
  ['the names of profiles', panelLists.profileNames, '{"billing": {"COMMANDS": ["v-add-user"], "ROLE": "admin"}}'],
  ['a profile', panelLists.profile('billing'), profileText],
  ['a user', panelLists.user('alice'), userText],
];

describe.each(questions)('the answer on %s', (_, question, text) => {
  const last = text.lastIndexOf('"');

  it.each([
    ['is cut off', text.slice(0, -1)],
    ['goes on after its end', `${text}{}`],
    ['is HTML', '<html><h1>Internal Server Error</h1></html>'],
    ['is a number', '0'],
    ['is null', 'null'],
    ['is a list', `[${text}]`],
    ['has a comma too many', text.replace(/\}$/, ',}')],
    ['has an unescaped quote in a value', `${text.slice(0, last)}"${text.slice(last)}`],
    ['has a value that ends in a backslash', text.replace(/"([,\]])/, '\\"$1')],
    ['has a line feed in a value', text.replace(/: (\[?)"/, ': $1"\n')],
    ['has a number for a text', text.replace(/: \[?"[^"]*"\]?/, ': 1')],
    ['has an object for a text', text.replace(/: \[?"[^"]*"\]?/, ': {}')],
    ['says something twice', text.replace(/\}+$/, (end) => `, ${/"[A-Z_]+": [^{]*?(?=, "|\})/.exec(text)?.[0] ?? ''}${end}`)],
    ['says something else beside', text.replace(/\}+$/, (end) => `, "unknown": "x"${end}`)],
    ['has a name that is written with an escape', text.replace(/"(A|C|N)/, '"\\u0041')],
    ['is deeper than any list', '['.repeat(100_000)],
  ])('is a fault where it %s', (_what, broken) => {
    expect(broken).not.toBe(text);
    expect(question.read(text).kind).toBe('facts');
    expect(question.read(broken).kind).toBe('fault');
  });

  it('is told of in words that repeat nothing of it', () => {
    const hidden = text.replaceAll(/"[^"]*"/g, '"hunter2"');
    const reading = question.read(hidden);

    expect(reading).toMatchObject({ kind: 'fault' });
    expect(JSON.stringify(reading)).not.toContain('hunter2');
  });
});

describe('a value', () => {
  it('is what stands between its quotes, and no escape means anything', () => {
    const text = keysText.replace('"alice"', '"\\u0061lice"').replace('"COMMENT": ""', '"COMMENT": "C:\\dir \\" x"');

    expect(factsOf(panelLists.accessKeys, text).get(id)?.user).toBe('\\u0061lice');
  });

  it('may hold bytes that are no UTF-8', () => {
    expect(panelLists.accessKeys.read(keysText.replace('"COMMENT": ""', '"COMMENT": "caf\xe9 \x85"')).kind).toBe('facts');
  });
});

describe('an answer about something else', () => {
  it.each([
    ['a key', panelLists.accessKey('BOBBOBBOBBOBBOBBOBBO'), keyText],
    ['a profile', panelLists.profile('mail-accounts'), profileText],
    ['a user', panelLists.user('bob'), userText],
    ['a key under another name', panelLists.accessKeys, keysText.replace(id, 'BOBBOBBOBBOBBOBBOBBO')],
    ['a name that is not an id', panelLists.accessKeys, keysText.replaceAll(id, 'alice')],
  ] as const)('is a fault: %s', (_what, question: PanelQuestion<unknown>, text) => {
    expect(question.read(text).kind).toBe('fault');
  });

  it.each(['API', 'API_SYSTEM', 'API_ALLOWED_IP', 'ROOT_USER'])('is a fault where the configuration lacks %s', (name) => {
    expect(panelLists.sysConfig.read(confText.replace(`"${name}"`, '"OTHER"')).kind).toBe('fault');
  });
});

function permissionsFrom(list: string): unknown {
  return factsOf(panelLists.accessKeys, keysText.replace('["billing"]', list)).get(id)?.permissions;
}

function factsOf<Facts>(question: PanelQuestion<Facts>, text: string): Facts {
  const reading = question.read(text);
  if (reading.kind === 'fault') throw new Error(reading.fault);
  return reading.facts;
}
