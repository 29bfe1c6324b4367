import { describe, expect, it } from 'vitest';
import { call, type Host, panels, stateOfHost } from './host.ts';

// Setup is killed at one step after the other: a change of a file, or the beginning or the end of a program that it runs.

const modes = [
  { mode: 'beside', port: 8483 },
  { mode: 'inside', port: 8083 },
] as const;

describe.each(panels.flatMap((panel) => modes.map((mode) => Object.assign({}, panel, mode))))(
  'setup $mode a panel whose commands are $kind',
  ({ isSkipped, open, mode, port }) => {
    /** Some of the steps of making it; the host is then as it was. */
    function steps(at: Host): readonly number[] {
      const [, count = '0'] = /^steps: (\d+)$/m.exec(at.killedSetup(0, '--apply', '--mode', mode).text) ?? [];
      expect(Number(count)).toBeGreaterThan(minSteps);
      at.mustSetup('--undo');
      return Array.from({ length: Math.ceil(Number(count) / stride) }, (_, index) => index * stride + 1);
    }

    it.skipIf(isSkipped)('takes back what was killed at any step', async () => {
      const at = await open();
      const before = at.shell(stateOfHost).text;
      for (const step of steps(at)) {
        expect(at.killedSetup(step, '--apply', '--mode', mode).code, `killed at step ${step}`).not.toBe(0);
        expect(at.setup('--undo').text, `after step ${step}`).toMatch(isUndone);
        expect(at.shell(stateOfHost).text, `after step ${step}`).toBe(before);
      }
    });

    it.skipIf(isSkipped)('goes on with what was killed at any step, and with taking it back', async () => {
      const at = await open();
      const before = at.shell(stateOfHost).text;
      for (const step of steps(at)) {
        at.killedSetup(step, '--apply', '--mode', mode);
        at.mustSetup('--apply', '--mode', mode);
        expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:${port}/api/`).text).toBe('answered 127.0.0.1');
        at.killedSetup(step, '--undo');
        expect(at.setup('--undo').text, `after step ${step}`).toMatch(isUndone);
        expect(at.shell(stateOfHost).text, `after step ${step}`).toBe(before);
      }
    });
  },
);

const isUndone = /^(?:stays: |taken back|hearthgate: setup has changed nothing|$)/;
const minSteps = 40;
/** Many steps where properties are tried in full; else some of them. */
const stride = process.env['PROPERTY_RUNS'] === 'full' ? 31 : 61;
