import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { byName } from '../../src/config/setting/by-name.ts';
import { choice } from '../../src/config/values/choice.ts';
import { duration } from '../../src/config/values/duration.ts';
import { flag } from '../../src/config/values/flag.ts';
import { inheritable } from '../../src/config/setting/inheritable.ts';
import { section } from '../../src/config/setting/section.ts';
import { size } from '../../src/config/values/size.ts';
import { listOf } from '../../src/config/values/text-list.ts';
import { wholeNumber } from '../../src/config/values/whole-number.ts';

const number = () => wholeNumber('a whole number', { min: 0 });
const names = () => listOf('a name', (text) => text);

const doors = inheritable(
  {
    width: number().prefault(1),
    names: names().prefault(['front']),
    namesFile: names().optional(),
    lock: inheritable({ turns: number().prefault(2), isOpen: flag().prefault(false) }),
  },
  { together: [['names', 'namesFile']] },
);

const top = { width: 3, names: ['back'], lock: { turns: 4 } };

test.each([
  [undefined, { width: 1, names: ['front'], lock: { turns: 2, isOpen: false } }],
  [{ width: 7 }, { width: 7, names: ['front'], lock: { turns: 2, isOpen: false } }],
  [{ lock: { isOpen: true } }, { width: 1, names: ['front'], lock: { turns: 2, isOpen: true } }],
])('the whole of %j has a default for everything else', (written, whole) => {
  expect(doors.whole.parse(written)).toEqual(whole);
});

test.each([undefined, {}, { width: 7 }, { lock: {} }, { lock: { turns: 7 } }])('a part of %j has nothing else', (written) => {
  expect(doors.part.parse(written)).toEqual(written);
});

test.each([
  [undefined, { width: 3, names: ['back'], lock: { turns: 4, isOpen: false } }],
  [{ width: 7 }, { width: 7, names: ['back'], lock: { turns: 4, isOpen: false } }],
  [{ names: [] }, { width: 3, names: [], lock: { turns: 4, isOpen: false } }],
  [{ lock: { isOpen: true } }, { width: 3, names: ['back'], lock: { turns: 4, isOpen: true } }],
])('where the part is %j, the rest is inherited', (own, held) => {
  expect(doors.held(doors.whole.parse(top), doors.part.parse(own))).toEqual(held);
});

test('of settings that are one, none is inherited where one is there', () => {
  const held = doors.held(doors.whole.parse(top), doors.part.parse({ namesFile: ['list'] }));

  expect(held).toMatchObject({ names: ['front'], namesFile: ['list'] });
});

describe('a duration', () => {
  const waits = inheritable(
    { least: duration({ minMs: 0 }).describe('At least.').prefault('1s'), most: duration({ minMs: 0 }).prefault('1m') },
    {
      ruleOfPart: (all, own, fault) => {
        if ((own.mostMs ?? all.mostMs) < (own.leastMs ?? all.leastMs)) fault(['most'], 'is too short');
      },
    },
  );
  const doorsWithWaits = inheritable({ waits });

  test('is read, inherited and judged under a name with its unit, and told by the name that the configuration has', () => {
    const all = doorsWithWaits.whole.parse({ waits: { most: '10s' } });
    const own = doorsWithWaits.part.parse({ waits: { least: '20s' } });
    const faults: unknown[] = [];
    doorsWithWaits.judge?.(all, own ?? {}, (...fault) => faults.push(fault));

    expect(all).toEqual({ waits: { leastMs: 1000, mostMs: 10_000 } });
    expect(doorsWithWaits.held(all, own)).toEqual({ waits: { leastMs: 20_000, mostMs: 10_000 } });
    expect(faults).toEqual([[['waits', 'most'], 'is too short']]);
  });
});

test('of settings by name an entry replaces that of its name, and what is preset holds for names that are not given', () => {
  const named = inheritable({
    rooms: byName(z.string(), section({ beds: number() }), { as: ({ beds }) => beds, presets: new Map([['attic', 1]]) }),
  });
  const all = named.whole.parse({ rooms: { hall: { beds: 2 }, cellar: { beds: 3 } } });
  const own = named.part.parse({ rooms: { hall: { beds: 4 } } });

  expect(named.held(all, own)).toEqual({
    rooms: new Map([
      ['attic', 1],
      ['hall', 4],
      ['cellar', 3],
    ]),
  });
});

test('a default that the setting cannot have is an error of its type', () => {
  // @ts-expect-error a text is no number
  number().prefault('1');
  // @ts-expect-error a number has no unit
  duration({ minMs: 0 }).prefault(10);
  // @ts-expect-error weeks are no unit
  duration({ minMs: 0 }).prefault('1w');
  // @ts-expect-error kilobytes are no unit
  size().prefault('1kB');
  // @ts-expect-error a word that is none of these
  choice('allow', 'deny').prefault('maybe');
  // @ts-expect-error a word is no list
  names().prefault('front');

  expect(choice('allow', 'deny').prefault('deny').parse(undefined)).toBe('deny');
});
