import { isAccessKeyId } from '../domain/bounds.ts';
import { durationText } from './duration-text.ts';
import { duration } from './duration.ts';
import { filePath } from './file-path.ts';
import { leaf } from './leaf.ts';
import { ruled, section } from './section.ts';
import { listOf } from './text-list.ts';

const api = section({
  accessKeyFile: leaf('the path of a file that holds ID:SECRET', (raw, fault) => {
    if (typeof raw !== 'string' || raw.trim() === '' || raw.includes('\0')) return undefined;
    // What stands where a path belongs is shown in messages.
    if (isAccessKeyId(raw.split(':')[0] ?? '') && raw.includes(':')) {
      return fault('expected the path of a file, found an access key itself; write it to a file and name that');
    }
    return raw;
  }),
  every: duration({ minMs: 1000 }).prefault('5m'),
  rootKeys: listOf('the id of an access key, 20 letters and digits', (text) => (isAccessKeyId(text) ? text : undefined)).prefault(
    [],
  ),
});

/** Where the state of a panel comes from; its files unless it is said. */
export const stateSection = ruled(
  section({
    files: filePath('the path of the folder with the files of the panel').optional(),
    api: api.optional(),
    static: filePath('the path of a file').optional(),
    maxAge: duration({ minMs: 1 }).prefault('10m'),
  }),
  ({ files, api: asked, static: file, maxAgeMs }, fault) => {
    const sources = [files, asked, file].filter((source) => source !== undefined);
    if (sources.length > 1) fault([], 'expected one of files, api and static');
    // So much later than `every` a round may begin: gateways do not ask one panel at the same moment.
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
