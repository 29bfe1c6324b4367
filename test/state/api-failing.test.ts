import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { type ApiPanel, type ApiPanelMode, keyLines, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { apiSource, type ApiSourceOptions, recordingLog, stateOf } from './api-source.ts';
import { until } from '../support/until.ts';
import { aliceKey } from './sources/contract.ts';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
});

const sourceOf = (options: Omit<ApiSourceOptions, 'ask'> = {}): PanelStateSource =>
  apiSource({ ask: panelAsk(panel.origin), ...options });

const html = '<html><h1>Internal Server Error</h1></html>';
const failures: readonly (readonly [string, ApiPanelMode])[] = [
  ['hangs', 'hangs'],
  ['cuts the connection', 'cuts'],
  ['answers 500', { status: 500, body: html }],
  ['answers HTML with an exit code', { status: 200, exitCode: '0', body: html }],
  ['answers nothing', { status: 204, exitCode: '0', body: '' }],
  ['answers with a failure', { status: 400, exitCode: '12', body: 'Error: parsing' }],
  ['answers in halves', { status: 200, exitCode: '0', body: '{"config": {"API": "yes", ' }],
];

describe.each(failures)('a panel that %s', (_how, mode) => {
  it('leaves what was good in force, is told with the command, and is asked again', async () => {
    const source = sourceOf({ timings: { patienceMs: mode === 'hangs' ? 1000 : 60_000 } });
    await source.start();
    const before = stateOf(source);
    panel.modes.set('v-list-sys-config', mode);
    await source.refresh();

    expect(stateOf(source).api).toEqual(before.api);
    expect(stateOf(source).accessKeys).toEqual(before.accessKeys);
    expect(stateOf(source).readAtMs).toBe(before.readAtMs);
    expect(source.problems().join()).toMatch(/^the panel's API: v-list-sys-config json: /);
    expect(source.readings()).toEqual({ complete: 1, incomplete: 1 });
  });

  it('has no state as long as it was like that from the start', async () => {
    panel.modes.set('v-list-sys-config', mode);
    const source = sourceOf({ timings: { patienceMs: 50 } });
    await source.start();

    expect(source.current()).toBeUndefined();
    expect(source.problems().length).toBeGreaterThan(0);
  });
});

describe('a part that cannot be read', () => {
  it('leaves the others to be read', async () => {
    const source = sourceOf();
    await source.start();
    panel.modes.set('v-list-sys-config', { status: 200, exitCode: '0', body: html });
    panel.keys.delete(aliceKey.id);
    await source.refresh();

    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(false);
    expect(source.problems()).toHaveLength(1);
  });
});

describe('a panel that refuses connections', () => {
  it('is not asked the rest of the questions, and comes back by itself', async () => {
    const source = sourceOf({ timings: { firstRetryMs: 20 } });
    await source.start();
    await panel.close();
    await source.refresh();
    expect(source.problems()).toHaveLength(1);

    await panel.open();
    await until(() => source.problems().length === 0);
    expect(source.readings().complete).toBeGreaterThan(1);
  });
});

describe('a panel that hangs', () => {
  it('is asked nothing more until it has answered', async () => {
    const source = sourceOf({ timings: { patienceMs: 500, firstRetryMs: 10 } });
    await source.start();
    panel.asked.length = 0;
    panel.mode = 'hangs';
    await source.refresh();
    await until(() => source.readings().incomplete > 3);

    expect(panel.asked).toEqual(['v-list-sys-config json']);
    expect(source.problems().join()).toContain('an earlier v-list-sys-config is still not answered');
  });

  it('does not hold up the start, nor the stop', async () => {
    panel.mode = 'hangs';
    const source = sourceOf({ timings: { startMs: 20, patienceMs: 3_600_000 } });
    await source.start();
    await until(() => panel.asked.length === 1);

    const waiting = source.refresh();
    await source.stop();
    await waiting;
    expect(source.current()).toBeUndefined();
  });
});

describe("a panel that refuses the gateway's own key", () => {
  it('is asked once, and not earlier for anybody', async () => {
    const { log, logged } = recordingLog();
    const source = sourceOf({ log });
    await source.start();
    panel.asked.length = 0;
    panel.mode = { status: 401, exitCode: '10', body: "Error: Key X don't have permission to run the command" };
    await source.refresh();
    void source.refresh();
    void source.refresh();
    await source.stop();

    expect(panel.asked).toEqual(['v-list-sys-config json']);
    expect(source.problems().join()).toMatch(/refused \(status 401, exit code 10\): check the key in state\.api\.accessKeyFile/);
    expect(logged.join('\n')).toMatch(/^error panel state is not up to date/m);
  });
});
