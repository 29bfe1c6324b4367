import { urlHost } from '../../domain/address/url-host.ts';
import { authSection } from './auth-section.ts';
import { clientsSection } from './clients-section.ts';
import { duration } from '../values/duration.ts';
import { flag } from '../values/flag.ts';
import { parseHost } from '../values/host-name.ts';
import { isMapping } from '../text/is-mapping.ts';
import { leaf } from '../values/leaf.ts';
import { limitsSection } from './limits-section.ts';
import { panelFilesRoot } from '../text/panel-files-root.ts';
import { panelUrl } from '../urls/panel-url.ts';
import { partsOf } from '../setting/inherited-settings.ts';
import { reportSettings } from './report-settings.ts';
import { ruled, section } from '../setting/section.ts';
import { stateSection } from './state-section.ts';
import { listOf } from '../values/text-list.ts';
import { trustSection } from './trust-section.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

/** One panel, with the way to it, the place of its state, and what differs there from the top level. */
export const panelSection = ruled(
  section({
    name: leaf('a name of letters, digits, ".", "_" and "-", at most 64', parseName)
      .describe('Name of the panel in logs: letters, digits, `.`, `_` and `-`. Each panel has its own.')
      .prefault('main'),
    hosts: listOf('a host name or an address, without a port', parseServedHost)
      .describe(
        paragraph(
          'Host names and addresses, without a port, under which clients call this panel. Case, a dot at the end and the',
          'spelling of an address make no difference; an internationalised name is taken, and is shown as the `xn--` name',
          'that it becomes. A single panel without any is called under every name; of several, only the default may be',
          'without.',
        ),
      )
      .prefault([]),
    default: flag()
      .describe(
        "`true`: also called under names that are no panel's. At most one panel is. Without one, other names are refused.",
      )
      .prefault(false),
    url: panelUrl()
      .describe('The panel: scheme, host and port. `http://` only to a loopback address.')
      .prefault('https://127.0.0.1:8083'),
    tls: trustSection.optional(),
    concurrency: section({
      calls: wholeNumber('a whole number above zero', { min: 1 })
        .describe(
          paragraph(
            'Calls in flight at a time. The panel has four workers for its API and its own pages together. From 2 on, one of',
            'them is kept for short reading commands.',
          ),
        )
        .prefault(3),
      queue: wholeNumber('a whole number, zero or above', { min: 0 }).describe('Calls that wait for a place.').prefault(32),
      wait: duration({ minMs: 0 }).describe('How long they wait. Clients give up after 5 s at the earliest.').prefault('4s'),
    }).prefault({}),
    timeout: duration({ minMs: 1 })
      .describe(
        paragraph(
          "How long to wait for the panel's answer. The panel itself gives up after 600 s. A command that has not answered",
          'is not cut and keeps its place; an answer that has begun, and does not end within the same time again, is cut.',
        ),
      )
      .prefault('610s'),
    state: stateSection.prefault({}),
    clients: clientsSection.part.meta({
      overrides: 'clients',
      description: 'What of `clients` differs for this panel; see below.',
    }),
    auth: authSection.part.meta({ overrides: 'auth', description: 'The same for `auth`.' }),
    limits: limitsSection.part.meta({ overrides: 'limits', description: 'The same for `limits`, without `maxEntries`.' }),
    ...partsOf(reportSettings),
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
