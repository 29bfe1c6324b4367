import { expect, test } from 'vitest';
import { ConfigurationError } from '../../src/config/text/configuration-error.ts';
import { readSettings } from '../../src/config/resolve/read-settings.ts';

/** The lines of the message behind its first. */
function told(lines: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    readSettings(`${lines.join('\n')}\n`, { file: 'gateway.yaml', env });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

const good = ['clients: { allow: [192.0.2.1] }', 'panels: [{}]'];

test('a wrong value is told with its line and column', () => {
  expect(told([...good, 'log:', '  # how much is said', '  level:   loud'])).toEqual([
    expect.stringMatching(/^ {2}line 5, column 12: log\.level: expected .*, found "loud"$/),
  ]);
  expect(told(['clients:', '  allow:', '    - 192.0.2.1', '    - 192.0.2.300', 'panels: [{}]'])).toEqual([
    expect.stringMatching(/^ {2}line 4, column 7: clients\.allow\[1\]: expected an address/),
  ]);
});

test('an unknown key is told where the key stands, whatever its value', () => {
  expect(told([...good, 'limits:', '  "adress": { calls: 1 }'])).toEqual([
    '  line 4, column 3: limits.adress: unknown key; did you mean "address"?',
  ]);
});

test('what is missing is told where it is missing', () => {
  expect(told([...good, 'store:', '  redis: { sentinels: [redis://a] }'])).toEqual([
    expect.stringMatching(/^ {2}line 4, column 3: store\.redis\.name: /),
  ]);
  expect(told(['# nothing', 'clients:', '  allow: [192.0.2.1]'])).toEqual([
    expect.stringMatching(/^ {2}line 2, column 1: panels: /),
  ]);
});

test('a value from the environment is told where the file names it', () => {
  const lines = [...good, 'log:', '  level: ${LEVEL}'];

  expect(told(lines)).toEqual([
    expect.stringMatching(/^ {2}line 4, column 10: log\.level: the environment has no variable LEVEL/),
  ]);
  expect(told(lines, { LEVEL: 'secret' })).toEqual([
    expect.stringMatching(/^ {2}line 4, column 10: log\.level: expected .*, found the value of \$\{LEVEL\}$/),
  ]);
});

test('a value behind an alias is told where it is written', () => {
  expect(told(['clients:', '  allow: &list', '    - 192.0.2.1', '    - nowhere', '  deny: *list', 'panels: [{}]'])).toEqual([
    expect.stringMatching(/^ {2}line 4, column 7: clients\.allow\[1\]: /),
    expect.stringMatching(/^ {2}line 4, column 7: clients\.deny\[1\]: /),
  ]);
});
