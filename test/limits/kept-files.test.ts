import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepAside } from '../../src/disk/journal/put-aside.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ban, type KeptSite, keptSite, terms } from './kept-site.ts';

const minuteMs = 60_000;
const a = { kind: 'address', text: '192.0.2.1' } as const;
const b = { kind: 'address', text: '192.0.2.2' } as const;

let clock = new ManualClock();
let site: KeptSite;

beforeEach(() => {
  clock = new ManualClock();
  site = keptSite(clock);
});
afterEach(() => site.close());

const pathOf = (name: string): string => join(site.folder, name);
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

/** As one line of a journal. */
function line(text: string): string {
  const until = clock.wallMs() + minuteMs;
  return `${JSON.stringify({ panel: 'main', ban: { kind: 'address', text, cause: 'address', level: 1, until } })}\n`;
}

describe('the files', () => {
  it('are for their owner alone, and one whole file after a stop', async () => {
    const { failures, data } = await site.open();
    failures.strike(a, terms);
    failures.know('KEY', '198.51.100.7');
    await expect.poll(() => site.names()).toEqual(['bans.journal.1', 'prefixes.journal.1']);
    expect(statSync(pathOf('bans.journal.1')).mode & 0o777).toBe(0o600);
    await data.stop();
    expect(site.names()).toEqual(['bans.json', 'prefixes.json']);
    expect(JSON.parse(textOf('bans.json'))).toMatchObject({
      version: 1,
      panels: { main: { bans: [{ kind: 'address', text: '192.0.2.1', cause: 'address', level: 1 }] } },
    });
    expect(statSync(pathOf('bans.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    '',
    '{"version":1',
    'null',
    '[]',
    '"text"',
    '{"version":"1","panels":{}}',
    '{"version":1,"panels":[]}',
    '{"version":1,"panels":{"main":{"bans":{}}}}',
    '{"version":1,"panels":{"main":{"bans":[1,{"kind":"x"},{"kind":"address"}]}}}',
    '{"version":1,"panels":{"main":{"keys":[{"key":1}]}}}',
  ])('that hold no such thing (%j) are no reason not to start, and are kept', async (text) => {
    writeFileSync(pathOf('bans.json'), text);
    const { failures, data } = await site.open();
    expect(failures.bans()).toEqual([]);
    failures.strike(a, terms);
    await data.stop();
    expect([textOf('bans.json.broken'), site.log.length]).toEqual([text, 1]);
    expect(site.log[0]).toMatch(/^error .*bans\.json .* kept as|put aside as .*bans\.json\.broken/);
  });

  it('of which a part is understood count with that part', async () => {
    const until = clock.wallMs() + minuteMs;
    const bans = [{ kind: 'address', text: '192.0.2.1', cause: 'address', level: 1, until }, { kind: 'planet' }];
    writeFileSync(pathOf('bans.json'), JSON.stringify({ version: 1, panels: { main: { bans } } }));
    expect((await site.open()).failures.bannedMs(a)).toBe(minuteMs);
    expect(textOf('bans.json.broken')).toContain('planet');
  });

  it.each([
    ['bans.json', '{"version":1,"journal":1,"panels":{"main":{"bans":[5],"keys":[]}}}\n'],
    ['bans.json', '{"version":1,"panels":[]}'],
    ['prefixes.json', '{"version":1,"panels":{"main":{"known":[["KEY"]]}}}\n'],
  ])('that hold something that is not understood are kept once, and not at each start: %s %j', async (name, text) => {
    writeFileSync(pathOf(name), text);
    for (let start = 0; start < 4; start += 1) await (await site.open()).data.stop();
    expect(site.names().filter((each) => each.includes('.broken'))).toEqual([`${name}.broken`]);
    expect(site.log.filter((each) => each.startsWith('error'))).toHaveLength(1);
  });

  it('that are kept under another name already are not kept again', () => {
    writeFileSync(pathOf('bans.json'), 'text');
    expect([keepAside(pathOf('bans.json')), keepAside(pathOf('bans.json'))]).toEqual([
      pathOf('bans.json.broken'),
      pathOf('bans.json.broken'),
    ]);
  });

  it('that are put aside one after the other are all kept', async () => {
    for (const text of ['first', 'second', 'third']) {
      writeFileSync(pathOf('prefixes.json'), text);
      const { data } = await site.open();
      await data.stop();
    }
    const kept = ['prefixes.json.broken', 'prefixes.json.broken.2', 'prefixes.json.broken.3'];
    expect(site.names()).toEqual(kept);
    expect(kept.map(textOf)).toEqual(['first', 'second', 'third']);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'EISDIR'],
    ['a link to itself', (path: string) => symlinkSync(path, path), 'ELOOP'],
    ['a device', (path: string) => symlinkSync('/dev/zero', path), 'is no regular file'],
    ['a file of a newer version', (path: string) => writeFileSync(path, '{"version":2}\n'), 'a newer version'],
  ])('in whose place there is %s keep a gateway from starting, and are as they were', async (_what, make, words) => {
    for (const name of ['bans.json', 'prefixes.json', 'bans.journal.7', 'prefixes.journal.1']) {
      make(pathOf(name));
      await expect(site.open()).rejects.toMatchObject({ code: 'EDATASTART' });
      await expect(site.open()).rejects.toThrow(words);
      await expect(site.open()).rejects.toThrow(pathOf(name));
      expect(site.names()).toEqual([name]);
      rmSync(pathOf(name), { recursive: true });
    }
  });
});

describe('a journal', () => {
  it('whose end is missing counts up to there, and is kept', async () => {
    writeFileSync(pathOf('bans.journal.1'), `{"version":1}\n${line('192.0.2.1')}${line('192.0.2.2').slice(0, 30)}`);
    const { failures, data } = await site.open();
    expect([failures.bannedMs(a), failures.bannedMs(b)]).toEqual([minuteMs, undefined]);
    await data.stop();
    expect(site.names()).toEqual(['bans.journal.1.broken', 'bans.json']);
    expect((await site.open()).failures.bannedMs(a)).toBe(minuteMs);
  });

  it('with lines that are none, or are not understood, counts without them, and is kept', async () => {
    const lines = ['{"version":1}\n', line('192.0.2.1'), 'nonsense\n', '{"panel":"main","planet":1}\n', line('192.0.2.2')];
    writeFileSync(pathOf('bans.journal.3'), lines.join(''));
    const { failures, data } = await site.open();
    expect([failures.bannedMs(a), failures.bannedMs(b)]).toEqual([minuteMs, minuteMs]);
    await data.stop();
    expect([textOf('bans.journal.3.broken'), site.log]).toEqual([
      lines.join(''),
      [expect.stringContaining('has 2 lines that cannot be read')],
    ]);
  });

  it('that a process left behind between two steps does not bring back what a later one took back', async () => {
    writeFileSync(pathOf('bans.json'), `{"version":1,"journal":3,"panels":{}}`);
    writeFileSync(pathOf('bans.journal.2'), `{"version":1}\n${line('192.0.2.1')}`);
    writeFileSync(pathOf('bans.journal.3'), `{"version":1}\n${line('192.0.2.2')}`);
    expect((await site.open()).failures.bans().map(({ subject }) => subject)).toEqual([b]);
  });
});

describe('a folder that is not there', () => {
  it('keeps a gateway from starting where the configuration names it, in words', async () => {
    const at = join(site.folder, 'none');
    await expect(site.open({ at })).rejects.toMatchObject({ code: 'EDATASTART' });
    await expect(site.open({ at })).rejects.toThrow(`data: ${at} is no folder; create it`);
  });

  it('is said, and nothing else, where it is the usual place', async () => {
    const { failures, data } = await site.open({ at: join(site.folder, 'none'), isRequired: false });
    failures.strike(a, terms);
    await data.stop();
    expect(failures.bannedMs(a)).toBe(ban.firstMs);
    expect(site.log).toEqual([
      expect.stringMatching(/^warn bans are forgotten at a restart: .*none is no folder; create it; or name another/),
    ]);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, ''), 'is no folder'],
    ['a link to itself', (path: string) => symlinkSync(path, path), 'ELOOP'],
  ])('because there is %s is no folder that may be missing', async (_what, make, words) => {
    const at = pathOf('there');
    make(at);
    await expect(site.open({ at, isRequired: false })).rejects.toThrow(words);
    await expect(site.open({ at: join(at, 'below'), isRequired: false })).rejects.toThrow(/ENOTDIR|ELOOP/);
  });
});
