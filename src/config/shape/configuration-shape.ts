import * as z from 'zod';
import { adminSection } from '../sections/admin-section.ts';
import { authSection } from '../sections/auth-section.ts';
import { choice } from '../values/choice.ts';
import { clientsSection } from '../sections/clients-section.ts';
import { commandName } from '../values/command-name.ts';
import { duration } from '../values/duration.ts';
import { flag } from '../values/flag.ts';
import { filePath } from '../values/file-path.ts';
import { isMapping } from '../text/is-mapping.ts';
import { judgeAllow } from './judge-allow.ts';
import { inheritedSections } from '../sections/inherited-sections.ts';
import { judgeKeyPolicies } from './judge-key-policies.ts';
import { judgeListen } from './judge-listen.ts';
import { judgeReport } from './judge-report.ts';
import { judgeTotals } from './judge-totals.ts';
import { judgePanels } from './judge-panels.ts';
import { keysSettings } from '../sections/keys-section.ts';
import { limitsSection } from '../sections/limits-section.ts';
import { noticesSection } from '../sections/notices-section.ts';
import { listenSection } from '../sections/listen-section.ts';
import { panelSection } from '../sections/panel-section.ts';
import { reportSettings } from '../sections/report-settings.ts';
import { wholesOf } from '../setting/inherited-settings.ts';
import { ruled, section } from '../setting/section.ts';
import { size } from '../values/size.ts';
import { storeSection } from '../sections/store-section.ts';
import { logFilePath } from '../sections/log-file-path.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

/** A body is held as one string, and Node's strings have at most 512 MiB. */
const maxTextBytes = 256 * 1024 ** 2;

/** Every setting with its default. Times become milliseconds, sizes bytes. */
export const configurationShape = ruled(
  section({
    data: filePath('the path of a folder')
      .describe(
        paragraph(
          'Folder for what outlives a restart: bans, where they are kept in memory, and the keys that panels showed last.',
          'One gateway writes in it at a time. Without it the gateway does not start. Where `data` is left out,',
          '`/var/lib/hearthgate` is used, if it is there; see [limits.md](limits.md#the-folder-data).',
        ),
      )
      .optional(),
    listen: z.array(listenSection).prefault([{ tls: 'panel' }]),
    admin: adminSection.optional(),
    clients: clientsSection.whole,
    auth: authSection.whole,
    limits: limitsSection.whole,
    ...wholesOf(reportSettings),
    ...keysSettings,
    store: storeSection.prefault({}),
    body: ruled(
      section({
        maxBytes: size({ maxBytes: maxTextBytes }).describe('Largest body of a request, at most 256MiB.').prefault('1MiB'),
        timeout: duration({ minMs: 1 }).describe('Time for the body to arrive.').prefault('10s'),
        refusedMaxBytes: size({ maxBytes: maxTextBytes })
          .describe('The same for a request that is refused already, whose body only tells in which form to answer.')
          .prefault('64KiB'),
        refusedTimeout: duration({ minMs: 1 }).describe('The same.').prefault('2s'),
        totalBytes: size().describe('All bodies together; at least `body.maxBytes`.').prefault('64MiB'),
        totalBytesPerClient: size()
          .describe(
            paragraph(
              'Bodies of one client; a quarter of `body.totalBytes` where this is left out, and at least `body.maxBytes`. See',
              '[limits.md](limits.md#what-clients-hold).',
            ),
          )
          .optional(),
      }),
      (bounds, fault) => judgeTotals(bounds, 'one body of maxBytes', fault),
    ).prefault({}),
    answer: ruled(
      section({
        maxBytes: size({ maxBytes: maxTextBytes })
          .describe(
            paragraph(
              'Largest answer of a panel, at most 256MiB. With everything around it, it may be twice as long on the wire, and',
              '64KiB more; beyond that its connection is cut.',
            ),
          )
          .prefault('16MiB'),
        totalBytes: size()
          .describe('All answers together that wait for their clients to take them; at least `answer.maxBytes`.')
          .prefault('128MiB'),
        totalBytesPerClient: size()
          .describe(
            paragraph(
              'Answers of one client, beyond which it is the first to give way; a quarter of `answer.totalBytes` where this is',
              'left out, and at least `answer.maxBytes`.',
            ),
          )
          .optional(),
      }),
      (bounds, fault) => judgeTotals(bounds, 'one answer of maxBytes', fault),
    ).prefault({}),
    stop: section({
      grace: duration({ minMs: 0 }).describe('How long calls in flight may go on when the gateway stops.').prefault('600s'),
    }).prefault({}),
    commands: section({
      extra: z
        .record(
          commandName,
          section({
            user: wholeNumber('the position of the user argument, or 0', { min: 0, max: 99 }).describe(
              paragraph(
                'Commands that the administrator has added to a panel with `state.api`: which argument of NAME is the user,',
                'counted from 1; `0` where none is. With the other sources they are found.',
              ),
            ),
          }),
        )
        .prefault({}),
    }).prefault({}),
    panels: z.array(panelSection),
    audit: section({
      file: logFilePath('the path of a file, or "-"', 'write "-" for standard output')
        .describe(
          'Where the audit lines go: `-` is standard output. Reopened on SIGHUP, by `hearthgate reload` and when it was moved.',
        )
        .prefault('-'),
      chain: flag()
        .describe(
          paragraph(
            'Each line has a number and a code by a key that is erased behind it, so that `hearthgate audit verify` finds lines that',
            'were changed, added or taken out. The keys are in the folder `data`. See [audit.md](audit.md#what-the-log-proves).',
          ),
        )
        .prefault(true),
      authLog: logFilePath('the path of a file', 'name a file that fail2ban can follow')
        .describe("File for lines in the form of the panel's fail2ban filter.")
        .optional(),
    }).prefault({}),
    notices: noticesSection.optional(),
    log: section({
      level: choice('debug', 'info', 'warn', 'error')
        .describe(
          paragraph(
            'What the process tells on standard error: `debug`, `info`, `warn` or `error`. Nothing waits for its reader:',
            'while it takes no lines, 256 KiB are kept, further lines are dropped, and their number is told when it reads',
            'again.',
          ),
        )
        .prefault('info'),
    }).prefault({}),
  }),
  ({ listen, admin, clients, auth, limits, panels, ...others }, fault) => {
    const known = Array.isArray(panels) ? panels : [];
    if (Array.isArray(panels)) judgePanels(known, fault);
    for (const [index, panel] of known.entries()) {
      inheritedSections.judge?.({ clients, auth, limits, ...others }, panel, (at, text) => fault(['panels', index, ...at], text));
    }
    if (known.every(isMapping)) judgeKeyPolicies(others, known, fault);
    if (!isMapping(clients)) return;
    if (known.every(isMapping)) judgeAllow(clients, known, fault);
    if (known.every(isMapping)) judgeReport({ ...others, clients }, known, fault);
    if (Array.isArray(listen) && known.every(isMapping)) judgeListen({ listen, admin, clients, panels: known }, fault);
  },
);

export type Configuration = z.output<typeof configurationShape>;
