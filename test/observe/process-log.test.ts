import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createProcessLog, type ProcessLogOptions } from '../../src/observe/process-log.ts';

function logInto(lines: string[], level: ProcessLogOptions['level'] = 'debug') {
  return createProcessLog({ level, destination: { write: (line) => lines.push(line) } });
}

describe('a line of the log', () => {
  test('is one JSON object with time, level, message and fields', () => {
    const lines: string[] = [];

    logInto(lines).warn('the panel\'s state is "old"\nby far', {
      panel: 'main',
      ageMs: 5,
      stale: true,
      parts: ['keys', 'users'],
      none: undefined,
    });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'warn',
      msg: 'the panel\'s state is "old"\nby far',
      panel: 'main',
      ageMs: 5,
      stale: true,
      parts: ['keys', 'users'],
    });
  });

  test('is never a format: what looks like one stays as it is', () => {
    const lines: string[] = [];

    logInto(lines).info('100 %s %d %%', { path: '%s' });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: '100 %s %d %%', path: '%s' });
  });
});

test.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('at %s the log has %j', (level, expected) => {
  const lines: string[] = [];
  const log = logInto(lines, level);

  for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]('said');

  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
});

test('a line that is written just before the process ends is there, on standard error', () => {
  const log = new URL('../../dist/observe/process-log.js', import.meta.url);
  const program = `import { createProcessLog } from ${JSON.stringify(log.href)};
    const log = createProcessLog({ level: 'info' });
    for (let line = 0; line < 1000; line += 1) log.info('line', { line });
    process.exit(7);`;

  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });

  expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
  expect(stderr.trim().split('\n')).toHaveLength(1000);
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ msg: 'line', line: 999 });
});
