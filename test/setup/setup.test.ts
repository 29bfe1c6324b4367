import { afterEach, describe, expect, inject, it } from 'vitest';
import { findServer } from '../support/find-server.mjs';
import { Host } from './host.ts';

// A host with a panel and its files, changed by its own commands: by the real ones where a checkout of the panel is at hand, else by played ones.

const program = inject('program');
const source = process.env['HESTIA_SOURCE'];
const needed = ['curl', 'ip', 'iptables', 'nginx', 'php-cgi', 'setfacl'] as const;
const canLayOut = process.getuid?.() === 0 && needed.every((name) => findServer(name) !== undefined);

const conf = '/usr/local/hestia/conf/hestia.conf';
const rules = '/usr/local/hestia/data/firewall/rules.conf';
const configuration = '/etc/hearthgate/gateway.yaml';

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

/** A checkout of the panel brings its own commands and its web server's configuration. */
const panels = [
  ['played', undefined],
  ['its own', source],
] as const;

/** Everything that setup may change: content, owner, mode, access control lists, units. The order of lines in the panel's file has no meaning. */
const stateOfHost = `
  sort ${conf}; cat ${rules} ${configuration} /usr/local/hestia/nginx/conf/nginx.conf
  getfacl --numeric --absolute-names ${conf} ${rules} ${configuration} /usr/local/hestia/nginx/conf/nginx.conf
  find /etc/hearthgate /etc/systemd/system /etc/hestiacp /usr/local/hestia/data/firewall /var/lib/hearthgate-setup 2>/dev/null | sort
  find /run/units | sort; iptables -S OUTPUT; cat /usr/local/hestia/data/firewall/custom.sh`;

const call = `curl --silent --insecure --max-time 10 --data access_key=BILLINGKEY0000000001 --data secret_key=${'S'.repeat(40)} --data cmd=v-list-users`;

describe.each(panels)('setup beside a panel whose commands are %s', (kind, from) => {
  const isSkipped = !canLayOut || (kind === 'its own' && from === undefined);

  async function open(): Promise<Host> {
    host = await Host.open({ program, source: from, env: { ACL_OF_CONF: 'yes' } });
    return host;
  }

  it.skipIf(isSkipped)('says what it would change, and changes nothing', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;
    const { code, text } = at.setup();
    expect(text).toContain('Panel 1.9.4 on port 8083');
    expect(text).toContain('v-change-sys-config-value API_ALLOWED_IP 192.0.2.10,127.0.0.5,127.0.0.1');
    expect(text).toContain('v-add-firewall-rule ACCEPT 0.0.0.0/0 8483 TCP HEARTHGATE');
    expect(code).toBe(0);
    expect(at.shell(stateOfHost).text).toBe(before);
  });

  it.skipIf(isSkipped)('sets up, closes, bypasses, resumes and takes everything back', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;

    at.mustSetup('--apply');
    expect(at.read(rules)).toContain("RULE='8' ACTION='ACCEPT' PROTOCOL='TCP' PORT='8483' IP='0.0.0.0/0' COMMENT='HEARTHGATE'");
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8483/api/`).text).toBe('answered 127.0.0.1');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    expect(at.shell(`${call} --interface 127.0.0.6 https://127.0.0.1:8483/api/`).text).not.toContain('answered');

    const refused = at.setup('--close');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.text).toContain('127.0.0.5: 1 calls');
    at.shell(': > /var/log/hestia/nginx-access.log');
    at.mustSetup('--close');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='127.0.0.1'\n");
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toContain('IP is not allowed');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8483/api/`).text).toBe('answered 127.0.0.1');

    // The gateway, its configuration and its folder are broken; the journal is enough.
    at.shell(
      `systemctl stop hearthgate.service; echo '{' > ${configuration}.broken; cp ${configuration} /tmp/kept; : > ${configuration}`,
    );
    at.mustSetup('--bypass');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    at.shell(`cat /tmp/kept > ${configuration}; rm ${configuration}.broken`);

    at.mustSetup('--resume');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toContain('IP is not allowed');

    at.mustSetup('--undo');
    expect(at.shell(stateOfHost).text).toBe(before);
  });

  it.skipIf(isSkipped)('takes back what was killed at any step', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;
    for (const step of steps(at)) {
      expect(at.killedSetup(step, '--apply').code, `killed at step ${step}`).not.toBe(0);
      expect(at.setup('--undo').text, `after step ${step}`).toMatch(/^(?:taken back|hearthgate: setup has changed nothing|$)/);
      expect(at.shell(stateOfHost).text, `after step ${step}`).toBe(before);
    }
  });

  it.skipIf(isSkipped)('goes on with what was killed at any step, and with taking it back', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;
    for (const step of steps(at)) {
      at.killedSetup(step, '--apply');
      at.mustSetup('--apply');
      expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8483/api/`).text).toBe('answered 127.0.0.1');
      at.killedSetup(step, '--undo');
      expect(at.setup('--undo').text, `after step ${step}`).toMatch(/^(?:taken back|hearthgate: setup has changed nothing|$)/);
      expect(at.shell(stateOfHost).text, `after step ${step}`).toBe(before);
    }
  });
});

/** Some of the steps of making it, each a change of a file, or the beginning or the end of a program; the host is then as it was. */
function steps(at: Host): readonly number[] {
  const [, count = '0'] = /^steps: (\d+)$/m.exec(at.killedSetup(0, '--apply').text) ?? [];
  expect(Number(count)).toBeGreaterThan(minSteps);
  at.mustSetup('--undo');
  return Array.from({ length: Math.ceil(Number(count) / stride) }, (_, index) => index * stride + 1);
}

const minSteps = 40;
/** Many steps where properties are tried in full; else some of them. */
const stride = process.env['PROPERTY_RUNS'] === 'full' ? 9 : 31;
