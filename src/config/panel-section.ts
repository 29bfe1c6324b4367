import { urlHost } from '../domain/url-host.ts';
import { authSection } from './auth-section.ts';
import { clientsSection } from './clients-section.ts';
import { duration } from './duration.ts';
import { flag } from './flag.ts';
import { parseHost } from './host-name.ts';
import { isMapping } from './is-mapping.ts';
import { leaf } from './leaf.ts';
import { limitsSection } from './limits-section.ts';
import { panelFilesRoot } from './panel-files-root.ts';
import { panelUrl } from './panel-url.ts';
import { ruled, section } from './section.ts';
import { stateSection } from './state-section.ts';
import { listOf } from './text-list.ts';
import { trustSection } from './trust-section.ts';
import { wholeNumber } from './whole-number.ts';

/** One panel, with the way to it, the place of its state, and what differs there from the top level. */
export const panelSection = ruled(
  section({
    name: leaf('a name of letters, digits, ".", "_" and "-", at most 64', parseName).prefault('main'),
    hosts: listOf('a host name or an address, without a port', parseServedHost).prefault([]),
    default: flag().prefault(false),
    url: panelUrl().prefault('https://127.0.0.1:8083'),
    tls: trustSection.optional(),
    concurrency: section({
      calls: wholeNumber('a whole number above zero', { min: 1 }).prefault(3),
      queue: wholeNumber('a whole number, zero or above', { min: 0 }).prefault(32),
      wait: duration({ minMs: 0 }).prefault('4s'),
    }).prefault({}),
    timeout: duration({ minMs: 1 }).prefault('610s'),
    state: stateSection.prefault({}),
    clients: clientsSection.part.meta({ overrides: 'clients' }),
    auth: authSection.part.meta({ overrides: 'auth' }),
    limits: limitsSection.part.meta({ overrides: 'limits' }),
  }),
  ({ url, tls, state }, fault) => {
    if (url.scheme === 'http' && tls !== undefined)
      fault(['tls'], 'has no meaning with an http:// URL; leave it out, or write https://');
    if (
      isMapping(tls) &&
      tls.verify === 'panel' &&
      tls.cert === undefined &&
      isMapping(state) &&
      panelFilesRoot(state) === undefined
    )
      fault(['tls', 'verify'], 'panel is the certificate file of state.files, which is not there; write system, ca or pin');
  },
);

/** As `readStrictHeaders` has the name in Host. */
function parseServedHost(text: string): string | undefined {
  const host = parseHost(text);
  return host === undefined ? undefined : urlHost(host);
}

function parseName(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(raw) ? raw : undefined;
}
