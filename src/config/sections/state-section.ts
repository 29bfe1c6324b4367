import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { durationText } from '../units/duration-text.ts';
import { duration } from '../values/duration.ts';
import { filePath } from '../values/file-path.ts';
import { leaf } from '../values/leaf.ts';
import { textForm } from '../text/written-form.ts';
import { ruled, section } from '../setting/section.ts';
import { listOf } from '../values/text-list.ts';
import { paragraph } from '../text/paragraph.ts';

const api = section({
  accessKeyFile: leaf(
    'the path of a file that holds ID:SECRET',
    (raw, fault) => {
      if (typeof raw !== 'string' || raw.trim() === '' || raw.includes('\0')) return undefined;
      // What stands where a path belongs is shown in messages.
      if (isAccessKeyId(raw.split(':')[0] ?? '') && raw.includes(':')) {
        return fault('expected the path of a file, found an access key itself; write it to a file and name that');
      }
      return raw;
    },
    textForm('path'),
  ).describe(
    paragraph(
      "Instead of `files`: ask the panel's API with the access key in this file, `ID:SECRET`. **Such a key is as good",
      'as root**, for it can read the secret of every other; prefer `static`.',
    ),
  ),
  every: duration({ minMs: 1000 })
    .describe(
      paragraph(
        "How often its two lists are asked for; at least `1s`. Each question is a line in the history of the panel's root",
        'user: see [how much it asks](panel-state.md#how-much-stateapi-asks).',
      ),
    )
    .prefault('5m'),
  rootKeys: listOf('the id of an access key, 20 letters and digits', (text) => (isAccessKeyId(text) ? text : undefined))
    .describe(
      paragraph(
        "Ids of the root user's keys that may have no profile, and so may do everything. The API lists a broken key as",
        'one of those, so only the ones named here count.',
      ),
    )
    .prefault([]),
});

/** Where the state of a panel comes from; its files unless it is said. */
export const stateSection = ruled(
  section({
    files: filePath('the path of the folder with the files of the panel')
      .describe(
        paragraph(
          "Root of the panel's files, from which keys, profiles and users are read. It is `/usr/local/hestia` where neither",
          'this nor the next two are given.',
        ),
      )
      .optional(),
    api: api.optional(),
    static: filePath('the path of a file')
      .describe("Instead of `files`: the file that `hearthgate collect` writes, for example on the panel's host; see below.")
      .optional(),
    maxAge: duration({ minMs: 1 })
      .describe(
        paragraph(
          'When what was read is older than this, calls are refused. The files are read every 30 s, so write a minute or',
          'more; with `api`, more than `every` and a fifth, which is when the next round begins at the latest.',
        ),
      )
      .prefault('10m'),
  }),
  ({ files, api: asked, static: file, maxAgeMs }, fault) => {
    const sources = [files, asked, file].filter((source) => source !== undefined);
    if (sources.length > 1) fault([], 'expected one of files, api and static');
    // Random delay of a round beyond `every`, so that gateways do not ask one panel at the same moment.
    const latestMs = asked === undefined ? 0 : Math.ceil(asked.everyMs * 1.2);
    if (maxAgeMs <= latestMs) {
      const latest = durationText(latestMs);
      fault(
        ['maxAge'],
        `expected longer than api.every and a fifth more (${latest}): the state would be too old before it is read again`,
      );
    }
  },
);
