import { afterEach, describe, expect, inject, it } from 'vitest';
import { findServer } from '../support/find-server.mjs';
import { Host } from './host.ts';

// The panel's own web server keeps its port and hands the API to the gateway: a real nginx, a real firewall of the host, other users of it.

const program = inject('program');
const source = process.env['HESTIA_SOURCE'];
const needed = ['curl', 'ip', 'iptables', 'nginx', 'php-cgi', 'setfacl'] as const;
const canLayOut = process.getuid?.() === 0 && needed.every((name) => findServer(name) !== undefined);

const nginxConf = '/usr/local/hestia/nginx/conf/nginx.conf';
const stateOfHost = `
  sort /usr/local/hestia/conf/hestia.conf; cat ${nginxConf} /etc/hearthgate/gateway.yaml
  getfacl --numeric --absolute-names /usr/local/hestia/conf/hestia.conf ${nginxConf} /etc/hearthgate/gateway.yaml
  find /etc/hearthgate /etc/systemd/system /etc/hestiacp /usr/local/hestia/data/firewall /var/lib/hearthgate-setup /run/hearthgate-inside 2>/dev/null | sort
  find /run/units | sort; iptables -S OUTPUT`;

const call = `curl --silent --insecure --max-time 10 --data access_key=BILLINGKEY0000000001 --data secret_key=${'S'.repeat(40)} --data cmd=v-list-users`;
/** Of curl. */
const couldNotConnect = 7;
const asCustomer = 'setpriv --reuid nobody --regid nogroup --clear-groups';

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

describe.each([
  ['played', undefined],
  ['its own', source],
] as const)('setup inside a panel whose commands are %s', (kind, from) => {
  const isSkipped = !canLayOut || (kind === 'its own' && from === undefined);

  async function open(): Promise<Host> {
    host = await Host.open({ program, source: from, env: { ACL_OF_CONF: 'yes' } });
    return host;
  }

  it.skipIf(isSkipped)('hands the API to the gateway, and nothing else', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;
    at.mustSetup('--apply', '--mode', 'inside');

    // The panel sees the gateway, and the gateway the client.
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.1');
    expect(at.read('/var/log/hearthgate/audit.log')).toContain('"address":"127.0.0.5"');
    expect(at.shell(`${call} --interface 127.0.0.6 -H 'X-Forwarded-For: 127.0.0.5' https://127.0.0.1:8083/api/`).text).toContain(
      'not allowed',
    );
    expect(at.shell('curl --silent --insecure --interface 127.0.0.6 https://127.0.0.1:8083/login/').text).toBe(
      'page for 127.0.0.6',
    );

    // A customer's shell on the host: neither the inner port nor the socket, and no other name than the host's own.
    expect(at.shell(`${asCustomer} ${call} https://127.0.0.1:18083/api/`).code).toBe(couldNotConnect);
    expect(at.shell(`${asCustomer} ${call} --unix-socket /run/hearthgate-inside/api.sock http://x/api/`).code).toBe(
      couldNotConnect,
    );
    at.shell(`${asCustomer} ${call} -H 'X-Forwarded-For: 127.0.0.5' https://127.0.0.1:8083/api/`);
    expect(at.shell('tail -n 1 /var/log/hearthgate/audit.log').text).toContain('"address":"127.0.0.1"');

    at.mustSetup('--bypass');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    at.mustSetup('--resume');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.1');

    at.mustSetup('--undo');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    expect(at.shell(stateOfHost).text).toBe(before);
  });
});
