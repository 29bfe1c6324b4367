import { describe, expect, it } from 'vitest';
import { call, panelFiles, panels } from './host.ts';

// What others do meanwhile: other administrators, customers of the host, and the panel itself.

const { conf, nginx } = panelFiles;
const customer = 'setpriv --reuid nobody --regid nogroup --clear-groups';
const hook = '/etc/hestiacp/hooks/nginx/pre_install.sh';

const modes = [{ mode: 'beside' }, { mode: 'inside' }] as const;

describe.each(panels)('setup at a panel whose commands are $kind', ({ isSkipped, open }) => {
  it.skipIf(isSkipped)('closes the list exactly, and leaves one that somebody narrowed', async () => {
    const at = await open();
    at.shell(write('allow-all'));
    at.mustSetup('--apply');
    at.mustSetup('--close');
    at.mustSetup('--bypass');
    at.shell(write('allow-all'));
    at.mustSetup('--resume');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='127.0.0.1'\n");

    at.shell(write('203.0.113.9,127.0.0.1'));
    expect(at.mustSetup('--undo')).toContain('stays: ');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='203.0.113.9,127.0.0.1'\n");
  });

  it.skipIf(isSkipped)('keeps an address that came onto the list while it was broken off', async () => {
    const at = await open();
    const [, count = '0'] = /^steps: (\d+)$/m.exec(at.killedSetup(0, '--apply').text) ?? [];
    at.mustSetup('--undo');
    for (let step = 31; step < Number(count); step += 31) at.killedSetup(step, '--apply');
    at.shell(write('192.0.2.10,127.0.0.5,198.51.100.7'));
    at.mustSetup('--apply');
    expect(at.read(conf)).toMatch(/API_ALLOWED_IP='[^']*198\.51\.100\.7/);
    at.mustSetup('--undo');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='192.0.2.10,127.0.0.5,198.51.100.7'");
  });

  it.skipIf(isSkipped)('lets no customer stand in its way', async () => {
    const at = await open();
    const before = at.read(conf);
    at.shell(`chmod 1777 /tmp; ${customer} mkdir /tmp/updconf`);
    expect(at.setup('--apply').text).toContain('/tmp/updconf is in the way');
    expect(at.read(conf)).toBe(before);
    at.shell(`rmdir /tmp/updconf`);
    at.killedSetup(60, '--apply');
    at.shell(`HEARTHGATE_SETUP=yes ${customer} sleep 3600 > /dev/null 2>&1 &`);
    at.mustSetup('--undo');
  });

  it.skipIf(isSkipped)('does not close where it cannot know who calls directly', async () => {
    const at = await open();
    at.mustSetup('--apply');
    at.shell('echo x | gzip | head -c 10 > /var/log/hestia/nginx-access.log.2.gz');
    expect(at.setup('--close')).toMatchObject({
      code: 71,
      text: expect.stringContaining('nginx-access.log.2.gz cannot be read'),
    });
    at.shell('rm /var/log/hestia/nginx-access.log.2.gz; touch /var/log/hestia/auth.log.1.xz');
    expect(at.setup('--close')).toMatchObject({ code: 71, text: expect.stringContaining('auth.log.1.xz is packed') });
  });

  it.skipIf(isSkipped)('closes all the same where it is told to, and names whom the panel refuses then', async () => {
    const at = await open();
    at.mustSetup('--apply');
    at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`);
    expect(at.setup('--close')).toMatchObject({ code: 1, text: expect.stringContaining('hearthgate setup --close --anyway') });
    expect(at.mustSetup('--close', '--anyway')).toContain('127.0.0.5: 1 call,');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='127.0.0.1'\n");
    // It is told as long as it is set up.
    expect(at.read('/var/lib/hearthgate-setup/journal.json')).toMatch(/"overridden": \[\s*\{\s*"address": "127\.0\.0\.5"/);
    expect(at.setup().text).toContain('although called directly by 127.0.0.5 (made)');
  });

  it.skipIf(isSkipped).each(modes)('opens the direct way $mode also where the disk of /var is full', async ({ mode }) => {
    const at = await open();
    at.mustSetup('--apply', '--mode', mode);
    at.mustSetup('--close');
    at.shell(`mkdir -p /tmp/kept/lib /tmp/kept/log; cp -a /var/lib/hearthgate-setup /var/lib/nginx /tmp/kept/lib; cp -a /var/log/hestia /tmp/kept/log
      mount -t tmpfs -o size=256k,mode=0755 full /var; cp -a /tmp/kept/. /var; dd if=/dev/zero of=/var/filler bs=1k status=none`);
    expect(at.shell('echo x > /var/more').text).toContain('No space left');
    expect(at.setup('--bypass').text).toContain('The direct way is open');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');

    // With room again everything is taken back.
    at.shell('rm /var/filler');
    at.mustSetup('--undo');
    expect(at.read(conf)).toContain("API_ALLOWED_IP='192.0.2.10,127.0.0.5'\n");
  });

  it.skipIf(isSkipped).each(modes)('takes back what is left $mode where the panel itself was removed', async ({ mode }) => {
    const at = await open();
    at.mustSetup('--apply', '--mode', mode);
    at.shell('pkill -x nginx; rm -rf /usr/local/hestia');
    const { code, text } = at.setup('--undo');
    expect(text).not.toMatch(/^\s+at /m);
    expect([
      code,
      at.shell('ls -d /var/lib/hearthgate-setup /etc/hearthgate/inside /run/units/hearthgate* 2> /dev/null').text,
    ]).toEqual([0, '']);
  });

  it.skipIf(isSkipped)('lets nobody inside name an address by any header', async () => {
    const at = await open();
    at.mustSetup('--apply', '--mode', 'inside');
    for (const header of ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip']) {
      at.shell(
        `sed -i -e '/^  header: /d' -e 's/^clients:/&\\n  header: ${header}/' /etc/hearthgate/gateway.yaml; hearthgate reload`,
      );
      expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.1');
      const forged = `-H '${header}: 127.0.0.5' -H 'Forwarded: for=127.0.0.5'`;
      expect(at.shell(`${call} ${forged} --interface 127.0.0.6 https://127.0.0.1:8083/api/`).text).toContain('not allowed');
    }
  });

  it.skipIf(isSkipped)('finds its lines inside however they are indented, and says how to go on', async () => {
    const at = await open();
    expect(at.setup('--mode', 'inside').text).toContain('hearthgate setup --apply --mode inside --port 18083');
    at.killedSetup(60, '--apply', '--mode', 'inside');
    at.mustSetup('--apply');
    at.shell(
      `sed -i 's/^\\t*include .etc.hearthgate/    &/' ${nginx}; echo nonsense > /etc/hearthgate/inside/http.conf; systemctl stop hearthgate.service`,
    );
    expect(at.mustSetup('--bypass')).toContain('The direct way is open');
    expect(at.shell(`${call} --interface 127.0.0.5 https://127.0.0.1:8083/api/`).text).toBe('answered 127.0.0.5');
    expect(at.setup('--close').text).toContain('--resume');

    // A hook of ours that stays because somebody wrote into it does not come to call itself.
    at.shell(`echo '# mine' >> ${hook}`);
    at.shell('kill -9 $(cat /run/hestia-nginx.pid)');
    expect(at.mustSetup('--undo')).toContain(`${hook} was changed since`);
    at.shell('rm -rf /etc/hearthgate/inside /run/hestia-nginx.pid; pkill -P 1 nginx; /usr/local/hestia/nginx/sbin/hestia-nginx');
    at.mustSetup('--apply', '--mode', 'inside');
    expect(at.shell(`timeout 60 ${hook}`).code).toBe(0);
  });
});

/** As the settings page of the panel does it. */
function write(list: string): string {
  return `HESTIA=/usr/local/hestia /usr/local/hestia/bin/v-change-sys-config-value API_ALLOWED_IP ${list}`;
}
