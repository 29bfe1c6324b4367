import { type DemoCommand, done } from './demo-command.ts';
import { listed } from './list-output.ts';

const maxLateMs = 60_000;

/** What concerns the panel itself; and, named `v-demo-…`, three commands that no real panel has. */
export const systemCommands: readonly DemoCommand[] = [
  {
    name: 'v-list-sys-info',
    options: '[FORMAT]',
    run: ([format]) =>
      listed(
        new Map([['sysinfo', { HOSTNAME: 'panel.demo', OS: 'none', HESTIA: '1.10', RELEASE: 'demo', LOADAVERAGE: '0.00' }]]),
        format,
      ),
  },
  {
    name: 'v-demo-hang',
    options: 'MILLISECONDS',
    run: ([text = '']) => ({ kind: 'late', afterMs: Math.min(maxLateMs, Number.parseInt(text, 10) || 0) }),
  },
  { name: 'v-demo-cut', options: '', run: () => ({ kind: 'cut' }) },
  { name: 'v-demo-garbage', options: '', run: () => ({ kind: 'garbage' }) },
];

/** The one command that is no file: the API itself carries it out. */
export const tmpFileCommand: DemoCommand = {
  name: 'v-make-tmp-file',
  options: 'CONTENT NAME',
  run: ([content = '', name = ''], store) => {
    store.tmpFiles.set(name.slice(name.lastIndexOf('/') + 1), content);
    return done();
  },
};
