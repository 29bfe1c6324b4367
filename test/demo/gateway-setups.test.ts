import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { configurationOf } from '../../src/demo/panel/gateway-setups.ts';

const places = {
  pagePort: 9180,
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
      expect(settings.audit).toEqual({ file: `/demo/${name}-audit.log`, authLog: undefined, chain: true });
    },
  );

  it('has its second listener on a port of this machine, for a browser, where it has a page', () => {
    const { admin } = readSettings(configurationOf('main', places, true), { file: '/demo/main.yaml', env: {} });
    expect(admin?.at).toMatchObject({ kind: 'tcp', host: '127.0.0.1', port: 9180, tokenFile: '/demo/admin.token' });
  });
});
