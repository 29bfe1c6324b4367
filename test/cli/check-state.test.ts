import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { captureTerminal } from './capture-terminal.ts';

const key = { id: 'ALICEALICEALICEALICE', secret: 's'.repeat(40), user: 'alice', permissions: 'billing' };
const bob = 'BOBBOBBOBBOBBOBBOBBO';

async function spoiltPanel(): Promise<string> {
  const folder = await makePanelFolder({ keys: [key] });
  onTestFinished(folder.remove);
  writeFileSync(join(folder.root, 'data/access-keys', bob), "USER='bob'\n", { mode: 0o640 });
  writeFileSync(join(folder.root, 'data/api/billing'), 'ROLE="admin"\nCOMMANDS=\'\'\n');
  return folder.root;
}

async function warningsOf(root: string, state: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<string> {
  const file = join(root, 'gateway.yaml');
  const panels = [{ name: 'main', url: 'http://127.0.0.1:8083', state }];
  writeFileSync(file, JSON.stringify({ listen: [{ port: 8483, plaintext: true }], clients: { allow: ['127.0.0.1'] }, panels }));
  const terminal = captureTerminal();
  await run(['check', '--config', file, ...options], terminal);
  return terminal.err();
}

describe('a check', () => {
  test('names keys that are off and profiles that allow nothing, of a panel on this host', async () => {
    const root = await spoiltPanel();
    const warnings = await warningsOf(root, { files: root });

    expect(warnings).toContain(
      `warning: panel main: 1 of 2 keys can be read; ${join(root, 'data/access-keys', bob)}: the key is off: `,
    );
    expect(warnings).toContain(`warning: panel main: ${join(root, 'data/api/billing')}: the profile allows nothing: line 1 `);
  });

  test('names keys that the collector could not read', async () => {
    const root = await spoiltPanel();
    const to = join(root, 'panel.state');
    await createCollector({ from: root, to, clock: systemClock, log: silentLog }).once();

    expect(await warningsOf(root, { static: to })).toContain(
      `warning: panel main: 1 of 2 keys can be read; ${to}: the collector could not read the key ${bob}`,
    );
  });

  test('reads no state where the files are those of another host', async () => {
    const root = await spoiltPanel();

    expect(await warningsOf(root, { files: root }, '--no-files')).not.toContain('panel main: ');
  });
});
