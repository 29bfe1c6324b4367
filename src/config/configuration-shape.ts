import { z } from 'zod';
import { adminSection } from './admin-section.ts';
import { authSection } from './auth-section.ts';
import { choice } from './choice.ts';
import { clientsSection } from './clients-section.ts';
import { commandName } from './command-name.ts';
import { duration } from './duration.ts';
import { filePath } from './file-path.ts';
import { isMapping } from './is-mapping.ts';
import { judgeAllow } from './judge-allow.ts';
import { judgeLimits } from './judge-limits.ts';
import { judgeListen } from './judge-listen.ts';
import { judgeTotals } from './judge-totals.ts';
import { judgePanels } from './judge-panels.ts';
import { limitsSection } from './limits-section.ts';
import { listenSection } from './listen-section.ts';
import { panelSection } from './panel-section.ts';
import { ruled, section } from './section.ts';
import { size } from './size.ts';
import { storeSection } from './store-section.ts';
import { logFilePath } from './log-file-path.ts';
import { wholeNumber } from './whole-number.ts';

/** A body is held as one text, and Node's texts end at 512 MiB. */
const maxTextBytes = 256 * 1024 ** 2;

/** Every setting with its default. Times become milliseconds, sizes bytes. */
export const configurationShape = ruled(
  section({
    data: filePath('the path of a folder').optional(),
    listen: z.array(listenSection).prefault([{ tls: 'panel' }]),
    admin: adminSection.optional(),
    clients: clientsSection.whole,
    auth: authSection.whole,
    limits: limitsSection.whole,
    store: storeSection.prefault({}),
    body: ruled(
      section({
        maxBytes: size({ maxBytes: maxTextBytes }).prefault('1MiB'),
        timeout: duration({ minMs: 1 }).prefault('10s'),
        refusedMaxBytes: size({ maxBytes: maxTextBytes }).prefault('64KiB'),
        refusedTimeout: duration({ minMs: 1 }).prefault('2s'),
        totalBytes: size().prefault('64MiB'),
        totalBytesPerClient: size().optional(),
      }),
      (bounds, fault) => judgeTotals(bounds, 'one body of maxBytes', fault),
    ).prefault({}),
    answer: ruled(
      section({
        maxBytes: size({ maxBytes: maxTextBytes }).prefault('16MiB'),
        totalBytes: size().prefault('128MiB'),
        totalBytesPerClient: size().optional(),
      }),
      (bounds, fault) => judgeTotals(bounds, 'one answer of maxBytes', fault),
    ).prefault({}),
    stop: section({ grace: duration({ minMs: 0 }).prefault('600s') }).prefault({}),
    commands: section({
      extra: z
        .record(commandName, section({ user: wholeNumber('the position of the user argument, or 0', { min: 0, max: 99 }) }))
        .prefault({}),
    }).prefault({}),
    panels: z.array(panelSection),
    audit: section({
      file: logFilePath('the path of a file, or "-"', 'write "-" for standard output').prefault('-'),
      authLog: logFilePath('the path of a file', 'name a file that fail2ban can follow').optional(),
    }).prefault({}),
    log: section({ level: choice('debug', 'info', 'warn', 'error').prefault('info') }).prefault({}),
  }),
  ({ listen, admin, clients, limits, panels }, fault) => {
    const known = Array.isArray(panels) ? panels : [];
    if (Array.isArray(panels)) judgePanels(known, fault);
    if (isMapping(limits) && known.every(isMapping)) judgeLimits(limits, known, fault);
    if (!isMapping(clients)) return;
    if (known.every(isMapping)) judgeAllow(clients, known, fault);
    if (Array.isArray(listen) && known.every(isMapping)) judgeListen({ listen, admin, clients, panels: known }, fault);
  },
);

export type Configuration = z.output<typeof configurationShape>;
