import { existsSync } from 'node:fs';
import { panelPaths } from '../../host/panel-paths.ts';
import { mustRun } from '../../host/run-program.ts';
import type { Effect } from './change.ts';

/** Tells who has to know that a file has changed. The panel's web server gets no configuration that it would not start with. */
export async function takeEffect(effect: Effect | undefined): Promise<void> {
  switch (effect) {
    case 'service-manager':
      await mustRun('systemctl', ['daemon-reload']);
      return;
    case 'panel-web-server':
      await mustRun(panelPaths.nginx, ['-t', '-q']);
      // One that does not run reads it when it starts.
      if (existsSync(panelPaths.nginxPid)) await mustRun(panelPaths.nginx, ['-s', 'reload']);
      return;
    case undefined:
      return;
  }
}
