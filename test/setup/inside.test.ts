import { describe, expect, it } from 'vitest';
import { call, panelFiles, panels, stateOfHost } from './host.ts';

// The panel's own web server keeps its port and hands the API to the gateway: a real nginx, a real firewall of the host, other users of it.

const nginxConf = panelFiles.nginx;
/** Of curl. */
const couldNotConnect = 7;
const asCustomer = 'setpriv --reuid nobody --regid nogroup --clear-groups';

const innerPort = '18083 ';
const hook = '/etc/hestiacp/hooks/nginx/pre_install.sh';
const here = new URL('.', import.meta.url).pathname;

describe.each(panels)('setup inside a panel whose commands are $kind', ({ source, isSkipped, open }) => {
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

  it.skipIf(isSkipped)('never starts the gateway without its socket, and leaves no trace of direct calls', async () => {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell('systemctl stop hearthgate.service; systemctl stop hearthgate-inside.socket; systemctl start hearthgate.service');
    const ready = 'timeout 60 sh -c "until hearthgate ready > /dev/null 2>&1; do sleep 0.2; done"';
    expect(at.shell(`${ready}; ${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.1');
    expect(at.read('/var/log/hestia/hearthgate-access.log')).toContain('127.0.0.5');
    at.mustSetup('--undo');
    expect(at.setup().text).toContain('Nobody has called the panel directly within seven days.');
  });

  it.skipIf(isSkipped)('runs the API around the gateway by no spelling of its path', async () => {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    // Of setup itself, which asked until the gateway answered.
    at.shell('rm -f /var/log/api-calls');
    const [, answered, sent] = /^(\d+) of (\d+) answered/.exec(at.run(process.execPath, `${here}spellings.mjs`).text) ?? [];
    expect(answered).toBe(sent);
    expect(Number(sent)).toBeGreaterThan(100);
    const runs = at.read('/var/log/api-calls').trim().split('\n');
    expect(runs.filter((line) => !line.startsWith(innerPort))).toEqual([]);
    expect(runs.filter((line) => line.startsWith(innerPort)).length).toBeGreaterThan(0);
  });

  it.skipIf(isSkipped)('answers every client with a failure while the gateway is away, and serves the pages', async () => {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell('systemctl stop hearthgate.service');
    const answers =
      at.shell(`${call} https://127.0.0.1:8083/api/; echo; ${call} --data returncode=yes https://127.0.0.1:8083/api/; echo
      curl -sk -H 'Content-Type: application/json' -d '{"cmd":"x","returncode":"yes"}' https://127.0.0.1:8083/api/; echo
      curl -sk -F cmd=x -F returncode=yes https://127.0.0.1:8083/api/; echo; curl -sk https://127.0.0.1:8083/api/; echo
      curl -sk -o /dev/null -D - -d x https://127.0.0.1:8083/api/ | grep -iE '^(HTTP|hestia)'; curl -sk https://127.0.0.1:8083/login/`).text;
    expect(answers.split(/\r?\n/)).toEqual([
      'Error: The gateway is not available',
      '15',
      '15',
      '15',
      '15',
      expect.stringMatching(/^HTTP\/\S+ 502/),
      'Hestia-Exit-Code: 15',
      'page for 127.0.0.1',
    ]);
  });

  it.skipIf(isSkipped)(
    'puts its lines back when an upgrade of the web server takes them away, and keeps the hook that was there',
    async () => {
      const at = await open();
      at.shell(`mkdir -p /etc/hestiacp/hooks/nginx; cp ${nginxConf} /tmp/shipped.conf
      printf '#!/bin/sh\necho called >> /var/log/hook; exit 3\n' > ${hook}; chmod 0755 ${hook}`);
      const before = at.shell(stateOfHost).text;
      at.mustSetup('--apply', '--mode', 'inside');

      at.shell(`cp /tmp/shipped.conf ${nginxConf}`);
      expect(at.shell(hook)).toMatchObject({ code: 0, text: expect.stringContaining('made again') });
      expect(at.read('/var/log/hook')).toBe('called\n');
      expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.1');

      // Not even a configuration that the web server refuses makes the upgrade fail, and it is left as it came.
      at.shell(`sed 's/^http {/http { nonsense;/' /tmp/shipped.conf > ${nginxConf}`);
      expect(at.shell(hook).code).toBe(0);
      expect(at.read(nginxConf)).not.toContain('hearthgate');
      at.shell(`cp /tmp/shipped.conf ${nginxConf}`);

      at.mustSetup('--undo');
      expect(at.shell(stateOfHost).text).toBe(before);
    },
  );

  it.skipIf(isSkipped || source === undefined)('stays in place when the panel changes its port', async () => {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell(
      'printf "#!/bin/sh\\n" > /usr/bin/lsof; chmod +x /usr/bin/lsof; HESTIA=/usr/local/hestia /usr/local/hestia/bin/v-change-sys-port 8099',
    );
    at.shell('/usr/local/hestia/nginx/sbin/hestia-nginx -s reload');
    expect(at.read(nginxConf)).toMatch(/listen\s+8099 ssl;/);
    expect(at.shell(`${call} --retry 20 --retry-connrefused --interface 127.0.0.5 https://127.0.0.1:8099/api/`).text).toBe(
      'answered 127.0.0.1',
    );
    expect(at.shell('iptables -S OUTPUT').text).toContain('--dport 18083');
  });
});
