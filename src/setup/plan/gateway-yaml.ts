import { parseAddress } from '../../domain/address/address.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import type { Facts } from './facts.ts';
import { insideSocket } from './inside-nginx.ts';

const reportDays = 14;
const dayMs = 86_400_000;

/** The configuration that setup writes: what the panel allows today, and two weeks in which the gateway's own rules are only reported. */
export function gatewayYaml(facts: Facts): string {
  const { panel, mode } = facts;
  const { allow, skipped } = clientsOf(panel.list, mode === 'inside' ? facts.ownAddresses : []);
  const remark =
    skipped.length > 0 ? `\n  # On the panel's list, but no plain addresses, so they allow nobody: ${skipped.join(' ')}` : '';
  const url = `https://127.0.0.1:${mode === 'beside' ? panel.port : facts.port}`;
  return `# yaml-language-server: $schema=/usr/share/hearthgate/schema.json
# Written by "hearthgate setup". Change it as you like; then: hearthgate check, hearthgate reload.

listen:
${listenLines(facts)}
clients:
  allow: ${listText(allow)} # who may call; the panel's list of API addresses of the day of setup
  before: ${listText(allow)} # who could call until then; with report-only a shorter \`allow\` is tried first${remark}${neverBanLine(facts)}

mode: report # what the gateway adds to the panel's rules is reported in place of refused: hearthgate report
reportUntil: ${new Date(facts.nowMs + reportDays * dayMs).toISOString().slice(0, 10)} # from then on all of it is enforced

panels:
  - name: main
    url: ${url}
    tls: # exactly the key in this file, followed as it changes
      verify: panel
      cert: ${panelPaths.certificate}
    state:
      static: /var/lib/hearthgate-collect/panel.state # as hearthgate-collect.service writes it

audit:
  file: /var/log/hearthgate/audit.log
`;
}

function listenLines({ mode, port }: Facts): string {
  if (mode === 'inside') return `  - socket: ${insideSocket} # from the panel's own web server\n`;
  return `  - host: '::' # every address of this machine, IPv4 too
    port: ${port}
    tls: # the certificate that the panel itself shows, followed as it is renewed
      cert: ${panelPaths.certificate}
      key: ${panelPaths.certificateKey}
`;
}

/** Customers' scripts on the host call from its addresses, and so does the panel's sign-on to phpMyAdmin. */
function neverBanLine({ mode, ownAddresses }: Facts): string {
  if (mode === 'beside') return '';
  return `\n  neverBan: ${listText(ownAddresses)} # this host itself`;
}

/**
 * Plain addresses of the panel's list, in which nothing else allows anybody; or everyone.
 *
 * @param own addresses of the host itself, from which its sign-on to phpMyAdmin calls
 */
function clientsOf(
  list: string,
  own: readonly string[],
): { readonly allow: readonly string[]; readonly skipped: readonly string[] } {
  if (list === 'allow-all') return { allow: ['allow-all'], skipped: [] };
  const entries = list.split(',').filter((entry) => entry !== '');
  const plain = entries.filter((entry) => isPlain(entry));
  return {
    allow: [...new Set([...plain, ...own])],
    skipped: entries.filter((entry) => !plain.includes(entry)).map((entry) => JSON.stringify(entry)),
  };
}

/** The unspecified address is no client's. */
function isPlain(entry: string): boolean {
  const address = parseAddress(entry);
  return address !== undefined && !/^[46]0+$/.test(address.sortable);
}

function listText(entries: readonly string[]): string {
  return `[${entries.map((entry) => (entry.includes(':') ? `'${entry}'` : entry)).join(', ')}]`;
}
