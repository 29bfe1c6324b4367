import type { DemoKey } from '../commands/demo-keys.ts';
import type { DemoSite } from '../panel/demo-site.ts';
import { tryItLines } from './try-it-lines.ts';

/** What `hearthgate demo` prints before it waits: where everything is, the keys, and lines to paste. */
export function tryItText(
  { keys, panel, places, pageToken, folder }: DemoSite,
  gatewayUrl: string,
  configurationFile: string,
): string {
  const lines = tryItLines(gatewayUrl, keys).flatMap(({ title, line }) => [`# ${title}`, line, '']);
  return `The demonstration: a gateway, and behind it a panel that is made up. Both listen on this machine only.

  gateway        ${gatewayUrl}/api/
  its page       http://127.0.0.1:${places.pagePort}/ (token: ${pageToken.reveal()})
  panel          ${panel.origin}/api/
  panel's files  ${places.panelFolder}
  configuration  ${configurationFile}

The panel's keys. They are the demonstration's own, made for this run, and worth nothing anywhere else.

${[
  keyText(keys.admin, 'the root user admin: every command'),
  keyText(keys.billing, 'admin, profile billing: users, and no web, mail or DNS'),
  keyText(keys.aliceMail, 'the user alice, profile mail-accounts: her own mail alone'),
].join('\n')}

Lines to paste:

${lines.join('\n')}
Three commands are the demonstration's own, and no real panel has them: v-demo-hang MILLISECONDS, v-demo-cut
and v-demo-garbage show what the gateway says of a panel that is late, goes away or answers nonsense.

Every call is told below, a refused one with the reason that its client is not told.
Ctrl-C ends the demonstration and removes ${folder}.

`;
}

function keyText({ id, secret }: DemoKey, what: string): string {
  return `  ${what}\n    access_key ${id}\n    secret_key ${secret.reveal()}`;
}
