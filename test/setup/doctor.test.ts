import { describe, expect, it } from 'vitest';
import { fieldsOf, itemsOf, textOf } from '../../src/domain/text/json-fields.ts';
import { type Host, panelFiles, panels } from './host.ts';

// Each is something that the panel's own commands do, or an upgrade, and that doctor is to notice. By the real commands where a checkout of the
// panel is at hand, else by played ones.

const { conf, rules, configuration } = panelFiles;
const chains = '/usr/local/hestia/data/firewall/chains.conf';
/** The panel's own commands are called with it. */
const commands = 'export HESTIA=/usr/local/hestia PATH=$PATH:/usr/local/hestia/bin';

/** What doctor says of a part, a line for each finding: its grade, what was found, and what mends it. */
function told(at: Host, part: string, ...args: readonly string[]): readonly string[] {
  const { text } = at.run('/usr/bin/hearthgate', 'doctor', '--json', ...args);
  return itemsOf(fieldsOf(JSON.parse(text))['findings'])
    .map(fieldsOf)
    .filter((finding) => finding['part'] === part)
    .map(({ grade, what, mend }) => [grade, what, mend].map(textOf).join('; '));
}

const stateOfHost = `
  sha256sum ${conf} ${rules} ${configuration} /usr/local/hestia/nginx/conf/nginx.conf /var/lib/hearthgate-setup/journal.json
  getfacl --numeric --absolute-names ${conf} ${rules} ${configuration}
  find /etc/hearthgate /etc/systemd/system /usr/local/hestia/data /var/lib/hearthgate-setup /var/lib/hearthgate-doctor 2>/dev/null | sort
  find /run/units | sort`;

describe.each(panels)('doctor at a panel whose commands are $kind', ({ kind, isSkipped, open: openPlain }) => {
  async function open(env: Readonly<Record<string, string>> = {}): Promise<Host> {
    const at = await openPlain(env);
    at.shell('chmod o= /usr/local/hestia/data/access-keys');
    expect(at.setup('--apply')).toMatchObject({ code: 0 });
    return at;
  }

  it.skipIf(isSkipped)('finds well what setup has made and closed, and changes nothing', async () => {
    const at = await open();
    expect(told(at, 'list')).toEqual([
      'warning; may call the panel around the gateway: 192.0.2.10, 127.0.0.5; hearthgate setup --close',
    ]);
    expect(at.setup('--close')).toMatchObject({ code: 0 });
    const before = at.shell(stateOfHost).text;

    const parts = ['configuration', 'gateway', 'ports', 'setup', 'panel', 'pin', 'port', 'list', 'keys', 'profiles'];
    expect(parts.flatMap((part) => told(at, part)).map((line) => line.split(';')[0])).toEqual(parts.map(() => 'well'));
    expect(at.shell(stateOfHost).text).toBe(before);
  });

  it.skipIf(isSkipped)('says that the port of the panel has moved', async () => {
    const at = await open();
    at.shell(`echo "CHAIN='HESTIA' PORT='8083' PROTOCOL='TCP'" >${chains}; sed -i "/HESTIA/s|0.0.0.0/0|192.0.2.0/24|" ${rules}`);
    expect(told(at, 'port')).toEqual(['well; the panel is on port 8083; ?']);

    at.shell(`${commands}; v-change-sys-port 8099`);
    expect(at.read(rules)).toContain("PORT='8099' IP='0.0.0.0/0' COMMENT='HESTIA'");
    expect(at.read(chains)).toBe("CHAIN='HESTIA' PORT='8099' PROTOCOL='TCP'\n");

    expect(told(at, 'port')).toEqual([
      `fault; the panel is on port 8099, and the url of main in ${configuration} says https://127.0.0.1:8083; write url: https://127.0.0.1:8099; then: hearthgate reload`,
      'warning; the firewall of the panel opens port 8099 to everyone; if it did not before, narrow its rule HESTIA: v-list-firewall, v-change-firewall-rule',
    ]);
    at.shell(`sed -i s/127.0.0.1:8083/127.0.0.1:8099/ ${configuration}`);
    expect(told(at, 'port')).toEqual(['well; the panel is on port 8099; ?']);
  });

  it.skipIf(isSkipped)('says who can no longer read the configuration of the panel, and when everybody can', async () => {
    const at = await open({ ACL_OF_CONF: 'yes' });
    // Without the right to read everything, as the unit's own remark has it.
    at.shell(
      "sed -i 's/^\\(Ambient\\|CapabilityBounding\\)\\(.*\\)=CAP_.*/\\1\\2=/' /usr/lib/systemd/system/hearthgate-collect.service",
    );
    at.shell('setfacl -R -m u:hearthgate-collect:rX /usr/local/hestia/data');
    const ofCollector = (): readonly string[] => told(at, 'permissions').filter((line) => line.includes('hearthgate-collect'));
    expect(ofCollector()).toEqual([expect.stringMatching(/^well; hearthgate-collect reads every file that it needs/)]);

    at.shell(`${commands}; umask 027; v-change-sys-config-value THEME dark`);
    expect(ofCollector()).toEqual([
      expect.stringMatching(`^fault; hearthgate-collect may not read ${conf}; .*SupplementaryGroups=root`),
    ]);

    at.shell(`${commands}; umask 022; v-change-sys-config-value THEME light`);
    expect(told(at, 'permissions')).toContain(`warning; every user of this host may read or write ${conf}; chmod o= ${conf}`);
  });

  it.skipIf(isSkipped)(
    'sees that the rule of the gateway stands when the firewall is built anew, and when it is gone',
    async () => {
      const at = await open();
      at.shell(`${commands}; v-update-firewall`);
      expect(told(at, 'ports')).toEqual(['well; port 8483 is listened on, and the firewall of the panel opens it; ?']);

      at.shell(`${commands}; v-delete-firewall-rule 8`);
      const mend = 'v-add-firewall-rule ACCEPT 0.0.0.0/0 8483 TCP HEARTHGATE';
      expect(told(at, 'ports')).toEqual([`fault; the firewall of the panel lets nobody reach port 8483; ${mend}`]);
      expect(told(at, 'setup')).toEqual([expect.stringMatching(`^fault; made, and undone since: clients reach .*; ${mend}$`)]);
      at.shell(`${commands}; ${mend}`);
      expect(told(at, 'setup')).toEqual([expect.stringMatching(/^well; /)]);
    },
  );

  it.skipIf(isSkipped)('finds no way around behind the web server of the panel, until that is bypassed', async () => {
    const at = await openPlain({});
    expect(at.setup('--apply', '--mode', 'inside')).toMatchObject({ code: 0 });
    const parts = ['panel', 'pin', 'port', 'setup', 'list', 'around'];
    expect(parts.flatMap((part) => told(at, part)).map((line) => line.split(';')[0])).toEqual(parts.map(() => 'well'));

    at.setup('--bypass');
    expect(told(at, 'setup')).toContainEqual(expect.stringMatching(/^fault; opened by a bypass/));
    expect(told(at, 'list')).toEqual([expect.stringMatching(/^warning; may call the panel around the gateway/)]);
    expect(told(at, 'around')).toEqual([expect.not.stringMatching(/hands its API/)]);
  });

  it.skipIf(isSkipped)('says what has opened the direct way again', async () => {
    const at = await open();
    at.setup('--close');
    at.shell(`${commands}; v-change-sys-config-value API_ALLOWED_IP allow-all`);
    expect(told(at, 'list')).toEqual([
      'fault; API_ALLOWED_IP has allow-all: every address may call the panel around the gateway; hearthgate setup --close',
    ]);
    expect(told(at, 'setup')).toEqual([
      'fault; made, and undone since: only this host itself calls the panel directly; v-change-sys-config-value API_ALLOWED_IP 127.0.0.1',
    ]);
    at.shell(`${commands}; v-change-sys-config-value API_ALLOWED_IP 127.0.0.1`);
    expect(told(at, 'setup')).toEqual([expect.stringMatching(/^well; /)]);

    at.setup('--bypass');
    expect(told(at, 'setup')).toEqual([expect.stringMatching(/^fault; opened by a bypass: .*; hearthgate setup --resume$/)]);
  });

  it.skipIf(isSkipped)('says that the panel shows another key than the one in its file', async () => {
    const at = await open();
    const ssl = '/usr/local/hestia/ssl';
    at.shell(
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj /CN=panel.test -keyout ${ssl}/new.key -out ${ssl}/new.crt`,
    );
    at.shell(`cat ${ssl}/new.crt >${ssl}/certificate.crt`);
    expect(told(at, 'pin')).toEqual([
      expect.stringMatching(/^fault; main shows sha256\/.*certificate\.crt has another; systemctl restart hestia$/),
    ]);
    expect(told(at, 'certificates')).toEqual([expect.stringMatching(/^fault; the key in .* is not that of the certificate/)]);
    at.shell(`cat ${ssl}/new.key >${ssl}/certificate.key`);
    expect(told(at, 'certificates')).toEqual([expect.stringMatching(/^warning; .* is valid for 2 more days/)]);
  });

  it.skipIf(isSkipped)('knows which addresses the panel never bans', async () => {
    const at = await open();
    at.shell(
      `echo "FIREWALL_EXTENSION='fail2ban'" >>${conf}; sed -i "s/^API_ALLOWED_IP=.*/API_ALLOWED_IP='192.0.2.50'/" ${conf}`,
    );
    expect(told(at, 'fail2ban')).toEqual(['well; it never bans the gateway; ?']);

    // The gateway of this panel is on another host.
    const elsewhere = ['--config', '/etc/hearthgate/none.yaml'];
    expect(told(at, 'fail2ban', ...elsewhere)).toEqual([
      'unknown; 192.0.2.50 may call the API and be banned; is it a gateway?; if so: echo 192.0.2.50 >> /usr/local/hestia/data/firewall/excludes.conf',
    ]);
    at.shell('echo 192.0.2.50 >> /usr/local/hestia/data/firewall/excludes.conf');
    expect(told(at, 'fail2ban', ...elsewhere)).toEqual(['well; it never bans the gateway; ?']);
    if (kind === 'played') return;
    // As the panel itself judges them.
    at.shell(`${commands}; for ip in 127.0.0.1 192.0.2.1 192.0.2.50 192.0.2.51; do v-add-firewall-ban $ip HESTIA; done`);
    expect(at.read('/usr/local/hestia/data/firewall/banlist.conf').match(/IP='[^']*'/g)).toEqual(["IP='192.0.2.51'"]);
  });

  it.skipIf(isSkipped)('says that the sign-on to phpMyAdmin calls a port that the panel has left', async () => {
    const at = await open();
    at.shell(signOn(kind));
    expect(at.read('/usr/share/phpmyadmin/hestia-sso.php')).toContain('"API_HESTIA_PORT", "8083"');
    expect(told(at, 'sign-on')).toEqual([expect.not.stringMatching(/^fault/)]);

    at.shell(`${commands}; v-change-sys-port 8099`);
    expect(told(at, 'sign-on')).toEqual([
      'fault; /usr/share/phpmyadmin/hestia-sso.php has port 8083, and the panel is on port 8099; v-delete-sys-pma-sso && v-add-sys-pma-sso',
    ]);
  });

  it.skipIf(isSkipped)('keeps its worst grade for the metrics, with no more rights than its unit has', async () => {
    const at = await open();
    const unit = at.read('/usr/lib/systemd/system/hearthgate-doctor.service');
    const [, rights = ''] = /^CapabilityBoundingSet=(.*)$/m.exec(unit) ?? [];
    const kept = rights.toLowerCase().replaceAll('cap_', '+').replaceAll(' ', ',');
    const asUnit = `setpriv --bounding-set=-all,${kept} --no-new-privs`;
    const metrics =
      'curl --silent --unix-socket /run/hearthgate/admin.sock http://hearthgate.invalid/metrics | grep ^hearthgate_doctor';
    expect(at.shell(metrics).text).toBe('');

    const { code, text } = at.shell(`umask 077; ${asUnit} hearthgate doctor --record`);
    expect(text).not.toMatch(/could not be looked at|\bfault\b/);
    expect(code).toBe(1);
    expect(at.shell(metrics).text).toMatch(/^hearthgate_doctor_grade 1\nhearthgate_doctor_last_run_timestamp_seconds \d+\n$/);

    at.shell('chown hearthgate /var/lib/hearthgate-doctor/grade');
    expect(at.shell(metrics).text).toBe('');
  });
});

/** The panel's own command for it, with what it needs of phpMyAdmin; or what it writes. */
function signOn(kind: 'played' | 'its own'): string {
  const folders = 'mkdir -p /usr/share/phpmyadmin /etc/phpmyadmin; : >/etc/phpmyadmin/config.inc.php; groupadd -f hestiamail';
  if (kind === 'its own') return `${commands}; ${folders}; v-add-sys-pma-sso`;
  return `${folders}; printf 'define("API_HOST_NAME", "%s");\\ndefine("API_HESTIA_PORT", "8083");\\n' "$(hostname)" >/usr/share/phpmyadmin/hestia-sso.php`;
}
