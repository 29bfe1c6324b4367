import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

describe('check, of what is not at its usual place,', () => {
  const usual = `
listen: [{ port: 8443, tls: panel }]
clients: { allow: [192.0.2.1] }
audit: { file: /var/log/hearthgate/audit.log }
panels:
  - { name: a, hosts: [a.test] }
  - { name: b, hosts: [b.test], url: "https://b.test:8083", state: { static: /var/lib/hearthgate-collect/panel.state } }
`;

  test('says what to do, and not to correct a path that stands nowhere', async ({ skip }) => {
    skip(['/usr/local/hestia', '/var/log/hearthgate', '/var/lib/hearthgate-collect'].some(existsSync), 'it is there');
    const folder = mkdtempSync(join(tmpdir(), 'usual-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'gateway.yaml'), usual);
    const terminal = captureTerminal();
    await run(['check', '--config', join(folder, 'gateway.yaml')], terminal);
    const told = terminal
      .err()
      .split('\n')
      .filter((line) => line.includes('does not exist'));
    const panels = "it belongs to the panel: name the panel's folder in state.files, or";
    const went = '; the gateway starts, and goes on without it until it can be read';

    expect(told).toEqual([
      `warning: listen[0].tls: /usr/local/hestia/ssl/certificate.crt does not exist; ${panels} a certificate in listen[0].tls${went}`,
      `warning: listen[0].tls: /usr/local/hestia/ssl/certificate.key does not exist; ${panels} a certificate in listen[0].tls${went}`,
      `warning: panels[0].tls: /usr/local/hestia/ssl/certificate.crt does not exist; ${panels} what to verify the panel by in panels[0].tls${went}`,
      `warning: panels[0].state.files: /usr/local/hestia does not exist; name the folder in which the panel is installed in panels[0].state.files${went}`,
      `warning: panels[1].state.static: /var/lib/hearthgate-collect/panel.state does not exist; start the collector (hearthgate collect), which writes it${went}`,
      'fault: audit.file: /var/log/hearthgate does not exist; make the folder, and give it to the user that the gateway runs as',
    ]);
  });
});
