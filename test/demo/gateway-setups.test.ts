import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { configurationOf } from '../../src/demo/panel/gateway-setups.ts';

const places = {
  panelUrl: 'http://127.0.0.1:4001',
  deadUrl: 'http://127.0.0.1:4002',
  panelFolder: '/demo/panel',
  rootOnlyFolder: '/demo/other',
  missingFolder: '/demo/none',
};

describe("a configuration of the demonstration's gateways", () => {
  it.each(['main', 'limited', 'guarded', 'deprecated', 'busy', 'narrow', 'blind', 'alone'] as const)(
    'opens nothing but a free port of this machine, and writes into its own folder only: %s',
    (name) => {
      const settings = readSettings(configurationOf(name, places), { file: `/demo/${name}.yaml`, env: {} });

      expect(settings.listen.map(({ at }) => at)).toEqual([
        { kind: 'tcp', host: '127.0.0.1', port: 0, tls: { kind: 'plaintext' }, proxyProtocol: false },
      ]);
      expect(settings.admin?.at).toEqual({ kind: 'socket', path: `/demo/${name}.sock` });
      expect(settings.data).toEqual({ folder: `/demo/${name}-data`, isRequired: true });
      expect(settings.audit).toEqual({ file: `/demo/${name}-audit.log`, authLog: undefined });
    },
  );
});
