import { z } from 'zod';
import { isCommandName } from '../domain/bounds.ts';
import { adminSection } from './admin-section.ts';
import { allowedClients, deniedClients, trustedProxies } from './addresses.ts';
import { choice } from './choice.ts';
import { duration } from './duration.ts';
import { filePath } from './file-path.ts';
import { limitsSection } from './limits-section.ts';
import { listenSection } from './listen-section.ts';
import { notAvailableYet, notAvailableYetText, nothing } from './not-available-yet.ts';
import { panelSection } from './panel-section.ts';
import { type SectionFault, ruled, section } from './section.ts';
import { size } from './size.ts';
import { listOf } from './text-list.ts';
import { wholeNumber } from './whole-number.ts';

/** A body is held as one text, and Node's texts end at 512 MiB. */
const maxTextBytes = 256 * 1024 ** 2;

/** Every setting with its default. Times become milliseconds, sizes bytes. */
export const configurationShape = ruled(
  section({
    data: notAvailableYet(nothing),
    listen: z.array(listenSection).prefault([{ tls: 'panel' }]),
    admin: adminSection.optional(),
    clients: section({
      allow: allowedClients(),
      deny: deniedClients().prefault([]),
      neverBan: notAvailableYet(),
      trustedProxies: trustedProxies().prefault([]),
      header: choice('x-forwarded-for', 'x-real-ip', 'cf-connecting-ip').prefault('x-forwarded-for'),
      ipv6Prefix: wholeNumber('a whole number from 1 to 128', { min: 1, max: 128 }).prefault(64),
    }).prefault({ allow: undefined }),
    auth: section({
      accessKeys: choice('allow', 'deny').prefault('allow'),
      apiKeys: choice('allow', 'deny').prefault('deny'),
      password: choice('allow', 'deny').prefault('deny'),
      unscopedCommands: listOf('the name of a command', (text) => (isCommandName(text) ? text : undefined)).prefault([]),
    }).prefault({}),
    limits: limitsSection.prefault({}),
    store: section({ redis: notAvailableYet() }).prefault({}),
    body: ruled(
      section({
        maxBytes: size({ maxBytes: maxTextBytes }).prefault('1MiB'),
        timeout: duration({ minMs: 1 }).prefault('10s'),
        refusedMaxBytes: size({ maxBytes: maxTextBytes }).prefault('64KiB'),
        refusedTimeout: duration({ minMs: 1 }).prefault('2s'),
        totalBytes: size().prefault('64MiB'),
      }),
      ({ maxBytes, totalBytes }, fault) => {
        if (totalBytes < maxBytes) fault(['totalBytes'], 'expected room for at least one body of maxBytes');
      },
    ).prefault({}),
    answer: section({ maxBytes: size({ maxBytes: maxTextBytes }).prefault('16MiB') }).prefault({}),
    stop: section({ grace: duration({ minMs: 0 }).prefault('600s') }).prefault({}),
    commands: section({ extra: notAvailableYet() }).prefault({}),
    panels: z.array(panelSection),
    audit: section({
      file: filePath('the path of a file, or "-"').prefault('-'),
      authLog: filePath('the path of a file').optional(),
    }).prefault({}),
    log: section({ level: choice('debug', 'info', 'warn', 'error').prefault('info') }).prefault({}),
  }),
  ({ listen, panels }, fault) => {
    if (Array.isArray(listen)) judgeListen(listen, fault);
    if (Array.isArray(panels)) judgePanels(panels, fault);
  },
);

export type Configuration = z.output<typeof configurationShape>;

function judgeListen(listen: readonly { readonly host: string; readonly port: number }[], fault: SectionFault): void {
  if (listen.length === 0) fault(['listen'], 'expected at least one address to listen on, found an empty list');
  for (const [index, { host, port }] of listen.entries()) {
    const first = listen.findIndex((other) => other.host === host && other.port === port && port > 0);
    if (first !== -1 && first < index) fault(['listen', index], `has the host and port of listen[${first}]`);
  }
}

function judgePanels(panels: readonly unknown[], fault: SectionFault): void {
  if (panels.length === 0) fault(['panels'], 'expected one panel, found an empty list');
  for (const index of panels.keys()) {
    if (index > 0) fault(['panels', index], `more than one panel is ${notAvailableYetText}`);
  }
}
