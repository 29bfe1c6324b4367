import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCollector } from '../../../src/collector.ts';
import { createStaticState } from '../../../src/state/static/static-state.ts';
import { makePanelFolder } from '../../support/panel-folder.ts';
import { aliceKey, describeSource, rootKey, type SourceAdapter } from './contract.ts';
import { movableClock } from './movable-clock.ts';
import { silentLog } from './silent-log.ts';

describeSource('the file that the collector writes', async (): Promise<SourceAdapter> => {
  const folder = await makePanelFolder({ keys: [rootKey, aliceKey], users: { bob: 'active' } });
  onTestFinished(folder.remove);
  const { clock, advance } = movableClock();
  const file = join(folder.root, 'panel.state');
  const collect = async (): Promise<void> => {
    const fault = await createCollector({ from: folder.root, to: file, clock, log: silentLog }).once();
    if (fault !== undefined) throw new Error(fault);
  };
  const writeKey: SourceAdapter['appear'] = async (key) => {
    folder.writeKey(key);
    await collect();
  };
  await collect();
  return {
    source: createStaticState({
      settings: { file },
      parse: () => {
        throw new Error('the collector writes no YAML');
      },
      clock,
      log: silentLog,
    }),
    clock,
    appear: writeKey,
    change: writeKey,
    vanish: async (id) => {
      folder.removeKey(id);
      await collect();
    },
    halfWrittenIs: 'key_unknown',
    halfWritten: async (key) => {
      await writeKey(key);
      const whole = readFileSync(file);
      // As a copy that was cut off: in place, at the end of a line, with the key in it and others missing.
      writeFileSync(file, whole.subarray(0, whole.subarray(0, -1).lastIndexOf('\n') + 1));
    },
    unreadable: () => renameSync(file, `${file}.away`),
    stale: advance,
    backAgain: collect,
    whatIsUnreadable: /panel\.state does not exist: state\.static must name the file/,
  };
});
