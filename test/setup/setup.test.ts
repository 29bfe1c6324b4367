import { describe, expect, it } from 'vitest';
import { call, panelFiles, panels, stateOfHost } from './host.ts';

// A host with a panel and its files, changed by its own commands: by the real ones where a checkout of the panel is at hand, else by played ones.

const { conf, rules, configuration } = panelFiles;

describe.each(panels)('setup beside a panel whose commands are $kind', ({ isSkipped, open }) => {
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
    expect(refused.text).toContain('127.0.0.5: 1 call,');
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

    const early = at.setup('--resume');
    expect(early).toMatchObject({ code: 71 });
    expect(early.text).toContain('the gateway is not ready');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    at.shell('systemctl enable --now hearthgate.service');
    at.mustSetup('--resume');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toContain('IP is not allowed');

    at.mustSetup('--undo');
    expect(at.shell(stateOfHost).text).toBe(before);
  });

  it.skipIf(isSkipped)('takes itself back when it is not confirmed in time, and not before', async () => {
    const at = await open();
    const before = at.shell(stateOfHost).text;
    at.mustSetup('--apply', '--confirm', '10m');
    expect(at.setup().text).toContain('unless it is kept: hearthgate setup --keep');
    // The timer looks while another setup is at work.
    at.shell("perl -e 'sleep 60' setup >/dev/null 2>&1 & echo -n $! > /var/lib/hearthgate-setup/lock");
    expect(at.setup('--undo', '--overdue')).toMatchObject({ code: 0, text: '' });
    at.shell('kill "$(cat /var/lib/hearthgate-setup/lock)"; rm /var/lib/hearthgate-setup/lock');
    expect(at.setup('--keep').text).toContain('It stays.');
    expect(at.setup('--undo', '--overdue')).toMatchObject({ code: 0, text: '' });
    at.mustSetup('--undo');

    at.mustSetup('--apply', '--confirm', '1ms');
    at.mustSetup('--undo', '--overdue');
    expect(at.shell(stateOfHost).text).toBe(before);
  });
});
