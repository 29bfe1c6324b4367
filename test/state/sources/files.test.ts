import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFilesState } from '../../../src/state/files/files-state.ts';
import { makePanelFolder } from '../../support/panel-folder.ts';
import { aliceKey, describeSource, rootKey, type SourceAdapter } from './contract.ts';
import { silentLog } from './silent-log.ts';
import { movableClock } from './movable-clock.ts';

describeSource("the panel's files", async (): Promise<SourceAdapter> => {
  const folder = await makePanelFolder({ keys: [rootKey, aliceKey], users: { bob: 'active' } });
  onTestFinished(folder.remove);
  const { clock, advance } = movableClock();
  const conf = join(folder.root, 'conf', 'hestia.conf');
  const keyFile = (id: string): string => join(folder.root, 'data', 'access-keys', id);
  return {
    source: createFilesState({ settings: { root: folder.root, readApiKeys: false }, clock, log: silentLog }),
    clock,
    appear: folder.writeKey,
    change: folder.writeKey,
    vanish: folder.removeKey,
    halfWrittenIs: 'state_unavailable',
    halfWritten: ({ id, secret }) => {
      writeFileSync(keyFile(id), `SECRET_ACCESS_KEY='${secret}'\n`, { mode: 0o640 });
      appendFileSync(keyFile(id), "USER='admin'\n");
    },
    unreadable: () => renameSync(conf, `${conf}.away`),
    stale: advance,
    backAgain: () => renameSync(`${conf}.away`, conf),
    whatIsUnreadable: /\/conf\/hestia\.conf does not exist/,
  };
});
