// Watches three folders with FolderWatches of the program in the first argument, in a process that has no watch left, or no descriptor, and
// prints what is told: at first, after one watch has become free, and when it is over. Started in a user namespace of its own, whose limit this
// process may set.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [program = '', what = ''] = process.argv.slice(2);
const { FolderWatches } = await import(`${program}/dist/modules/src/state/follow/folder-watches.js`);
const folders = Array.from({ length: 3 }, () => mkdtempSync(join(tmpdir(), 'watched-')));
const limit = (watches) => writeFileSync('/proc/sys/user/max_inotify_watches', `${watches}\n`);
const takenUp = [];
const take = {
  watches: () => limit(0),
  descriptors: () => {
    try {
      for (;;) takenUp.push(openSync('/dev/null'));
    } catch {
      // That was the last one.
    }
  },
};
const giveBack = {
  watches: () => limit(1000),
  descriptors: () => takenUp.splice(0).forEach((descriptor) => closeSync(descriptor)),
};
/** Resolves when the next change is noticed. */
let noticed = () => undefined;
const next = () => new Promise((resolve) => (noticed = resolve));
take[what]();
const watches = new FolderWatches({ changed: () => noticed(), everyMs: 30_000, retryMs: 20 });
const isNew = watches.follow(folders.map((folder) => ({ folder, file: undefined })));
const first = watches.faults();
const isOver = next();
giveBack[what]();
// Nothing else keeps this process: watches and their retries do not.
const alive = setInterval(() => undefined, 1_000);
await isOver;
const last = watches.faults();
const isChanged = next();
writeFileSync(join(folders[2] ?? '', 'file'), '');
await isChanged;
clearInterval(alive);
watches.close();
process.stdout.write(JSON.stringify({ isNew, first, last }));
for (const folder of folders) rmSync(folder, { recursive: true });
