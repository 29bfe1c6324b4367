import { describe, expect, it } from 'vitest';
import type { Host } from '../host.ts';
import {
  audited,
  canServePages,
  clientAddress,
  modes,
  onClient,
  openHostWithPages,
  panelAddress,
  takeCommands,
} from './host-with-pages.ts';

// The panel's own pages are used as before setup: a person signs in from another host, webmail changes a password, and phpMyAdmin signs on by the API.

const here = new URL('.', import.meta.url).pathname;

/** A person's browser. It calls the panel by name; what the panel binds to the address binds to that of the client's host. */
const browser = `curl -sk --resolve panel.example.net:8083:${panelAddress} -b /tmp/cookies -c /tmp/cookies -H 'Origin: https://panel.example.net:8083'`;
const origin = 'https://panel.example.net:8083';

/** Signs the root user in as the form does. @returns where the panel leads then */
function signIn(at: Host, password: string): string {
  const script = `rm -f /tmp/cookies
    token=$(${browser} ${origin}/login/ | sed -n 's/.*name="token" value="\\([^"]*\\)".*/\\1/p' | head -n 1)
    ${browser} --data-urlencode "token=$token" -d user=admin --data-urlencode 'password=${password}' -o /dev/null -w '%{http_code} %{redirect_url}' ${origin}/login/`;
  return onClient(at, script).text;
}

/** The link to phpMyAdmin on the panel's page of databases, of which the sign-on takes the query. */
function signOnQuery(at: Host): string {
  const decode = "php -r 'echo html_entity_decode(stream_get_contents(STDIN), ENT_QUOTES | ENT_HTML5);'";
  const page = onClient(at, `${browser} ${origin}/list/db/ | ${decode}`).text;
  const [, query] = /hestia-sso\.php\?([^"]+)/.exec(page) ?? [];
  if (query === undefined) throw new Error(`the page of databases has no link to phpMyAdmin: ${page}`);
  return query;
}

/** By the panel's own command, with what it needs of phpMyAdmin. */
function addSignOn(at: Host): void {
  at.shell(`groupadd -f hestiamail; mkdir -p /usr/share/phpmyadmin /etc/phpmyadmin; : > /etc/phpmyadmin/config.inc.php
    HESTIA=/usr/local/hestia /usr/local/hestia/bin/v-add-sys-pma-sso`);
}

/** Opens the page of the sign-on, which is served on the panel's host. */
function signOn(at: Host, query: string, cookie = ''): string {
  return at.run(
    'env',
    'GATEWAY_INTERFACE=CGI/1.1',
    'REDIRECT_STATUS=200',
    'REQUEST_METHOD=GET',
    'SCRIPT_FILENAME=/usr/share/phpmyadmin/hestia-sso.php',
    'SCRIPT_NAME=/phpmyadmin/hestia-sso.php',
    `REMOTE_ADDR=${clientAddress}`,
    `SERVER_ADDR=${panelAddress}`,
    `QUERY_STRING=${query}`,
    `HTTP_COOKIE=${cookie}`,
    'php-cgi',
  ).text;
}

describe.each(modes)('set up $mode', ({ mode }) => {
  it.skipIf(!canServePages)('lets a person sign in by the form, from the address that the panel sees', async () => {
    const at = await openHostWithPages();
    at.mustSetup('--apply', '--mode', mode);
    const ofSetup = audited(at);
    expect(signIn(at, 'wrong')).toBe('200 ');
    expect(signIn(at, 'p4ssw0rd')).toBe(`302 ${origin}/list/user/`);
    const page = onClient(at, `${browser} ${origin}/list/user/`).text;
    expect(page).toContain('href="/logout/?token=');
    expect(at.read('/usr/local/hestia/data/users/admin/auth.log')).toContain(
      `IP='${clientAddress}' ACTION='login' STATUS='success'`,
    );
    expect(audited(at)).toEqual(ofSetup);
  });

  it.skipIf(!canServePages)("lets webmail's own driver change a password", async () => {
    const at = await openHostWithPages();
    at.mustSetup('--apply', '--mode', mode);
    const ofSetup = audited(at);
    const driver = `php ${here}roundcube.php /usr/local/hestia/install/common/roundcube/hestia.php panel.example.net 8083`;
    expect(at.shell(`${driver} wrong-Secret1 new-Secret2`).text).toBe('PASSWORD_ERROR');
    expect(at.shell(`${driver} old-Secret1 new-Secret2`).text).toBe('PASSWORD_SUCCESS');
    expect(at.shell(`${driver} old-Secret1 new-Secret3`).text).toBe('PASSWORD_ERROR');
    expect(at.shell(`${driver} new-Secret2 new-Secret3`).text).toBe('PASSWORD_SUCCESS');
    // From elsewhere the page says nothing, as before.
    const data = '-d email=jane@example.net -d password=new-Secret3 -d new=x';
    expect(onClient(at, `${browser} ${data} ${origin}/reset/mail/`).text).toBe('');
    expect(audited(at)).toEqual(ofSetup);
  });

  it.skipIf(!canServePages)('lets phpMyAdmin sign on by the API, and off', async () => {
    const at = await openHostWithPages();
    addSignOn(at);
    at.mustSetup('--apply', '--mode', mode);
    const ofSetup = audited(at);
    expect(signIn(at, 'p4ssw0rd')).toContain('/list/user/');
    const answer = signOn(at, signOnQuery(at));
    const [, session = ''] = /^Set-Cookie: SignonSession=(\w+)/m.exec(answer) ?? [];
    expect(session).not.toMatch(/^(?:deleted)?$/);
    signOn(at, 'logout=1', `SignonSession=${session}`);
    expect(takeCommands(at)).toEqual([
      "v-add-database-temp-user 'admin' 'admin_shop' 'mysql' 'localhost'",
      "v-delete-database-temp-user 'admin' 'admin_shop' 'hestia_sso_x' 'mysql' 'localhost'",
    ]);
    expect(audited(at).length - ofSetup.length).toBe(mode === 'inside' ? 2 : 0);
  });
});

describe('set up inside, while the gateway is away', () => {
  it.skipIf(!canServePages)('lets a person sign in, and phpMyAdmin does not sign on', async () => {
    const at = await openHostWithPages();
    addSignOn(at);
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell('systemctl stop hearthgate.service');
    expect(signIn(at, 'p4ssw0rd')).toBe(`302 ${origin}/list/user/`);
    const answer = signOn(at, signOnQuery(at));
    expect(answer).toContain('Set-Cookie: SignonSession=deleted');
    expect(answer).not.toMatch(/^Set-Cookie: SignonSession=(?!deleted)\w+; path=\/$/m);
    expect(takeCommands(at)).toEqual([]);
  });
});
