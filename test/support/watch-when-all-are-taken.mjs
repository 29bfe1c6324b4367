// Watches three folders with FolderWatches of the program in the first argument, in a process that has no watch left, or no descriptor, and
// prints what is told: at first, after one watch has become free, and when it is over. Started in a user namespace of its own, whose limit this
// process may set.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [program = '', what = ''] = process.argv.slice(2);
const { FolderWatches } = await import(`${program}/dist/state/folder-watches.js`);
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
take[what]();
let noticed = 0;
const watches = new FolderWatches({ changed: () => (noticed += 1), everyMs: 30_000, retryMs: 20 });
const isNew = watches.follow(folders.map((folder) => ({ folder, file: undefined })));
const first = watches.faults();
giveBack[what]();
const timer = setInterval(() => {
  if (noticed === 0) return;
  clearInterval(timer);
  const last = watches.faults();
  writeFileSync(join(folders[2] ?? '', 'file'), '');
  const seen = noticed;
  const again = setInterval(() => {
    if (noticed === seen) return;
    clearInterval(again);
    watches.close();
    process.stdout.write(JSON.stringify({ isNew, first, last }));
    for (const folder of folders) rmSync(folder, { recursive: true });
  }, 5);
}, 5);
