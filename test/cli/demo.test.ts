import { execFile, execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../src/cli/demo.ts';
import { tourParts } from '../../src/demo/tour/tour-parts.ts';
import { denials } from '../../src/domain/call/denials.ts';

/** They need a second panel, a false certificate, and a failure of the gateway itself. */
const notProvoked = ['key_panel', 'panel_untrusted', 'panel_circuit_open', 'gateway_failed'];

describe('hearthgate demo --once', () => {
  it('plays a tour in which every call ends as expected', async () => {
    const { stdout, stderr } = sinks();

    const code = await runDemo({ once: true, stdout, stderr });

    expect(stdout.text().match(/^.*WRONG.*$/gm)).toBeNull();
    expect(code).toBe(0);
    expect(stdout.text().match(/^ ?[0-9]+ .* ok$/gm)?.length).toBeGreaterThanOrEqual(25);
    expect(stderr.text()).toBe('');
  });

  it('shows every reason that can be provoked, on at most 80 columns', async () => {
    const { stdout, stderr } = sinks();

    await runDemo({ once: true, stdout, stderr });

    const rows = stdout.text().match(/^ ?[0-9]+ .* ok$/gm) ?? [];
    const unseen = Object.keys(denials).filter((reason) => !rows.some((row) => row.includes(` ${reason} `)));
    expect(unseen).toEqual(notProvoked);
    expect(
      Math.max(
        ...stdout
          .text()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('ends with 1 and says what came where a call does not end as expected', async () => {
    const { stdout, stderr } = sinks();

    const code = await runDemo({
      once: true,
      stdout,
      stderr,
      parts: (keys) => {
        const [, , bodies] = tourParts(keys);
        const [first] = bodies?.cases ?? [];
        if (first === undefined) throw new TypeError('the tour has a case for bodies');
        return [{ theme: 'Injected', cases: [{ ...first, expected: { ...first.expected, reason: 'body_too_slow' } }] }];
      },
    });

    expect(code).toBe(1);
    expect(stdout.text()).toContain('WRONG');
    expect(stdout.text()).toContain('came: body_too_large: 413   2 Error: Request is too large');
  });
});

describe('hearthgate demo', () => {
  it('prints lines that work when they are pasted, tells of each call, and ends on Ctrl-C', async (context) => {
    if (!hasCurl()) return context.skip('curl is missing');
    const { stdout, stderr } = sinks();
    const signals = new EventEmitter();
    const ended = runDemo({ once: false, stdout, stderr, signals });
    await expect.poll(() => stdout.text()).toContain('Ctrl-C ends');

    const statuses: string[] = [];
    for (const line of linesToPaste(stdout.text())) statuses.push(await statusOf(line));

    expect(statuses).toEqual(['200 0', '200 0', '401 10', '401 10', '200 0', '204 0', '502 15']);
    expect(stdout.text()).toMatch(/127\.0\.0\.1 +v-list-web-domains +refused: command_not_allowed \(401, exit code 10\)/);
    signals.emit('SIGINT');
    expect(await ended).toBe(0);
    expect(existsSync(/removes (\S+)\./.exec(stdout.text())?.[1] ?? '.')).toBe(false);
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('prints nothing that is wider than 110 columns', async () => {
    const { stdout, stderr } = sinks();
    const signals = new EventEmitter();
    const ended = runDemo({ once: false, stdout, stderr, signals });
    await expect.poll(() => stdout.text()).toContain('Ctrl-C ends');
    signals.emit('SIGTERM');
    await ended;

    expect(
      Math.max(
        ...stdout
          .text()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(110);
  });
});

class Sink extends PassThrough {
  readonly #chunks: string[] = [];

  constructor() {
    super();
    this.on('data', (chunk: Buffer) => this.#chunks.push(chunk.toString()));
  }

  text(): string {
    return this.#chunks.join('');
  }
}

function sinks(): { readonly stdout: Sink; readonly stderr: Sink } {
  return { stdout: new Sink(), stderr: new Sink() };
}

function linesToPaste(text: string): readonly string[] {
  const [, after = ''] = text.split('Lines to paste:');
  const [lines = ''] = after.split('Three commands');
  return lines.split(/^# .*$/m).filter((line) => line.includes('curl'));
}

async function statusOf(line: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  const [, status = '?'] = /^HTTP\/1\.1 ([0-9]+)/.exec(stdout) ?? [];
  const [, exitCode = '-'] = /^hestia-exit-code: (.*)\r$/m.exec(stdout) ?? [];
  return `${status} ${exitCode}`;
}

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not installed.
    return false;
  }
}
