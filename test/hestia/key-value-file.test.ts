import { describe, expect, it } from 'vitest';
import { readKeyValueLines, readStrictValues } from '../../src/hestia/files/key-value-file.ts';

describe('a line of a key-value file', () => {
  it.each([
    ["K='v'\n", 'K', 'v'],
    ["_k9=''\n", '_k9', ''],
    ["K='a = b # c \" \\ $(d) '\n", 'K', 'a = b # c " \\ $(d) '],
    ["K='\xc3\xa4'\n", 'K', '\xc3\xa4'],
    ["K='a\tb'\n", 'K', 'a\tb'],
    ["K='\t'\n", 'K', '\t'],
  ])('is strict: %j', (text, name, value) => {
    expect(readKeyValueLines(text)).toEqual([{ kind: 'strict', number: 1, name, value }]);
  });

  it.each([
    'USER admin\n',
    "K='v\n",
    'K=v # c\n',
    "K='v' # c\n",
    "K='v' \n",
    " K='v'\n",
    "K ='v'\n",
    "K= 'v'\n",
    "K\t='v'\n",
    "K=='v'\n",
    'K="v"\n',
    'K=v\n',
    'K=\n',
    'K\n',
    '\n',
    "# K='v'\n",
    "9K='v'\n",
    "K-L='v'\n",
    "='v'\n",
    "K='a'b'\n",
    "K=''v''\n",
    "K='a^#b'\n",
    "K='a\vb'\n",
    "K='a\x1bb'\n",
    "K='a\x7fb'\n",
    "K='a'\t\n",
    "K='v'\r\n",
    "K='a\0b'\n",
    "export K='v'\n",
  ])('is odd: %j', (text) => {
    expect(readKeyValueLines(text)).toMatchObject([{ kind: 'odd', number: 1 }]);
  });

  it('is odd without its line feed', () => {
    expect(readKeyValueLines("A='1'\nB='2'")).toMatchObject([
      { kind: 'strict', name: 'A' },
      { kind: 'odd', number: 2, fault: 'does not end with a line feed' },
    ]);
  });

  it('is counted from one', () => {
    expect(readKeyValueLines("A='1'\n\nB='2'\n").map((line) => [line.kind, line.number])).toEqual([
      ['strict', 1],
      ['odd', 2],
      ['strict', 3],
    ]);
  });
});

describe('a file that must be strict', () => {
  it('gives its values by name', () => {
    expect(readStrictValues("A='1'\nB=''\n")).toEqual({
      kind: 'values',
      values: new Map([
        ['A', '1'],
        ['B', ''],
      ]),
    });
  });

  it.each([
    ["A='1'\r\nB='2'\r\n", /^it has lines that end with CRLF.*sed -i -e 's\/\\r\$\/\/'$/],
    ["\xef\xbb\xbfA='1'\nB='2'\n", /^it begins with a byte order mark \(BOM\).*sed -i -e '1s/],
    ["\xef\xbb\xbfA='1'\r\n", /^it begins with a byte order mark \(BOM\) and has lines that end with CRLF/],
  ])('says what another system made of its lines, before their faults: %j', (text, first) => {
    const read = readStrictValues(text);
    expect(read.kind === 'faults' ? read.faults : []).toEqual([
      expect.stringMatching(first),
      ...(read.kind === 'faults' ? read.faults.slice(1) : []),
    ]);
    expect(read).toMatchObject({ kind: 'faults', faults: expect.arrayContaining(["line 1 is not of the form NAME='value'"]) });
  });

  it('has every fault named at once, without a value', () => {
    expect(readStrictValues("A='1'\nhidden words\nA='2'\nB='3'")).toEqual({
      kind: 'faults',
      faults: ["line 2 is not of the form NAME='value'", 'line 3 sets A a second time', 'line 4 does not end with a line feed'],
    });
  });
});
