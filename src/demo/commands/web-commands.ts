import { type DemoCommand, done, failed, userCommand } from './demo-command.ts';
import { listed } from './list-output.ts';

export const webCommands: readonly DemoCommand[] = [
  userCommand('v-list-web-domains', 'USER [FORMAT]', (user, [format]) =>
    listed(new Map([...user.webDomains].map(([name, { ip, createdAt }]) => [name, { IP: ip, DATE: createdAt }])), format),
  ),
  userCommand('v-add-web-domain', 'USER DOMAIN [IP] [RESTART] [ALIASES] [PROXY_EXTENSIONS]', (user, [domain = '', ip = '']) => {
    if (!isDomain(domain)) return failed(2, `invalid domain format :: ${domain}`);
    if (user.webDomains.has(domain)) return failed(4, `Web domain ${domain} exists`);
    user.webDomains.set(domain, { ip: ip === '' ? '192.0.2.10' : ip, createdAt: '2026-01-01' });
    return done();
  }),
  userCommand('v-delete-web-domain', 'USER DOMAIN [RESTART]', (user, [domain = '']) =>
    user.webDomains.delete(domain) ? done() : failed(3, `web domain ${domain} doesn't exist`),
  ),
];

function isDomain(text: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(text);
}
