import type { ByteString } from '../../domain/call/call.ts';
import { type PanelConf, panelConfOf } from '../files/panel-conf.ts';
import { type ListReading, readList } from './read-list.ts';
import { shapeOfList } from './shape-of-list.ts';

/** What the panel says of itself. */
export interface SysConfig {
  readonly conf: PanelConf;
  /** Undefined: it says none. */
  readonly version: string | undefined;
}

/** Reads what `v-list-sys-config json` answers. Of the rest of it, secrets among it, nothing is kept. */
export function readSysConfigList(text: ByteString): ListReading<SysConfig> {
  return readList(text, (value) => {
    const [sheet] = shapeOfList.record(value, new Set(['config']), 'the whole').values();
    const members = shapeOfList.sheet(sheet ?? value, 'config');
    const candidates = (name: string): readonly string[] => [shapeOfList.text(members, name, 'config')];
    const conf = panelConfOf(
      {
        API_SYSTEM: candidates('API_SYSTEM'),
        API: candidates('API'),
        API_ALLOWED_IP: candidates('API_ALLOWED_IP'),
        ROOT_USER: candidates('ROOT_USER'),
      },
      'v-list-sys-config',
    );
    const version = members.has('VERSION') ? shapeOfList.text(members, 'VERSION', 'config') : '';
    return { conf, version: version === '' ? undefined : version };
  });
}
