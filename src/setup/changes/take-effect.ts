import { reloadWebServer } from '../../host/reload-web-server.ts';
import { mustRun } from '../../host/run-program.ts';
import type { Effect } from './change.ts';

/** Tells who has to know that a file has changed. The panel's web server gets no configuration that it would not start with. */
export async function takeEffect(effect: Effect | undefined): Promise<void> {
  switch (effect) {
    case 'service-manager':
      await mustRun('systemctl', ['daemon-reload']);
      return;
    case 'panel-web-server':
      await reloadWebServer();
      return;
    case undefined:
      return;
  }
}
