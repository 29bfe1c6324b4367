import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createProcessLog, type ProcessLogOptions } from '../../src/observe/process-log.ts';
import { openUnreadPipe } from '../support/unread-stream.ts';
import { until } from '../support/until.ts';

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
  const log = new URL('../../dist/modules/src/observe/process-log.js', import.meta.url);
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

test('what nobody reads is dropped beyond a bound, and said once when it is read again', async () => {
  const log = new URL('../../dist/modules/src/observe/process-log.js', import.meta.url);
  const program = `import { createStandardErrorLog } from ${JSON.stringify(log.href)};
    const { log, part } = createStandardErrorLog('info');
    const say = () => process.stdout.write(JSON.stringify({ heldMiB, lost: part.readings[1].read()[0].value, health: part.health() }) + '\\n');
    gc();
    const before = process.memoryUsage();
    for (let line = 0; line < 200_000; line += 1) log.info('line', { line });
    gc();
    const after = process.memoryUsage();
    const heldMiB = (after.heapUsed + after.external - before.heapUsed - before.external) / 2 ** 20;
    say();
    process.stdin.on('data', () => { log.info('read again'); say(); process.exit(0); });`;
  const pipe = openUnreadPipe();
  onTestFinished(pipe.remove);

  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', pipe.writeEnd],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  pipe.started();
  const [first] = await once(streamOf(child.stdout), 'data');
  const full = shown.parse(JSON.parse(String(first)));

  let text = '';
  await until(() => {
    text += pipe.read();
    return text.includes('"dropped"');
  });
  const ended = once(child, 'exit');
  streamOf(child.stdin).write('x');
  const [second] = await once(streamOf(child.stdout), 'data');
  await ended;
  text += pipe.read();

  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => z.object({ msg: z.string(), dropped: z.number().optional() }).parse(JSON.parse(line)));
  const written = lines.filter(({ msg }) => msg === 'line').length;
  const said = lines.filter(({ dropped }) => dropped !== undefined);
  expect(full.heldMiB).toBeLessThan(4);
  expect(full.lost + written).toBe(200_000);
  expect(full.health).toMatchObject([
    { isFault: false, words: expect.stringMatching(/EAGAIN.*standard error does not keep up/) },
  ]);
  expect(said).toMatchObject([{ msg: 'lines of the process log were dropped: standard error took none', dropped: full.lost }]);
  expect(lines.at(-1)?.msg).toBe('read again');
  expect(shown.parse(JSON.parse(String(second)))).toMatchObject({ lost: full.lost, health: [{ isFault: false }] });
});

const shown = z.object({
  heldMiB: z.number(),
  lost: z.number(),
  health: z.array(z.object({ isFault: z.boolean(), words: z.string().optional() })),
});

function streamOf<Stream>(stream: Stream | null): Stream {
  if (stream === null) throw new Error('the program has no such stream');
  return stream;
}
