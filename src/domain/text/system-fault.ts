export interface FaultWords {
  /** What is the matter, behind the name of the file: `is a folder`. */
  readonly what: string;
  /** What to change. */
  readonly advice: string;
  /** This process may not use the file; what helps depends on whether it is to be read. */
  readonly isNoAccess?: true;
}

const runningUserText = 'the user that this process runs as';
const noAccess: FaultWords = {
  what: `may not be used by ${runningUserText}`,
  advice: 'change its owner or mode',
  isNoAccess: true,
};

/** What a system call on a file says by its code. */
const words: ReadonlyMap<string, FaultWords> = new Map<string, FaultWords>([
  ['EACCES', noAccess],
  ['EPERM', noAccess],
  ['ENOENT', { what: 'does not exist', advice: 'correct the path in the configuration' }],
  ['ENOTDIR', { what: 'leads through a file as if that were a folder', advice: 'correct the path in the configuration' }],
  ['EISDIR', { what: 'is a folder', advice: 'name a file; Docker makes a folder where a file that it is to mount is missing' }],
  ['ELOOP', { what: 'is a symbolic link that is not followed, or leads in a circle', advice: 'name the file itself' }],
  ['ENAMETOOLONG', { what: 'has a name that is too long', advice: 'shorten it' }],
  [
    'EMFILE',
    {
      what: 'cannot be opened, because this process has too many files open',
      advice: 'raise its limit (LimitNOFILE in a systemd unit, ulimit -n in a shell)',
    },
  ],
  ['ENFILE', { what: 'cannot be opened, because the machine has too many files open', advice: 'raise fs.file-max with sysctl' }],
  [
    'EROFS',
    {
      what: 'lies on a file system that is mounted read-only',
      advice: 'name another place, or make this one writable (ReadWritePaths in a systemd unit, a volume in a container)',
    },
  ],
  ['ENOSPC', { what: 'does not fit on its disk', advice: 'make room on its disk' }],
  ['EDQUOT', { what: `does not fit into the quota of ${runningUserText}`, advice: 'raise the quota, or make room' }],
  ['EFBIG', { what: 'is longer than the limit for files of this process', advice: 'raise that limit (LimitFSIZE, ulimit -f)' }],
  ['EIO', { what: 'cannot be read, because its disk reports an error', advice: "look into the system's log" }],
  ['ENXIO', { what: 'is a socket or a device that nobody serves', advice: 'name an ordinary file' }],
  ['ENODEV', { what: 'is a device that is not there', advice: 'name an ordinary file' }],
  ['ENOMEM', { what: 'cannot be opened, because the machine has no memory left', advice: 'give it more' }],
]);

/** Of watches on folders these say something else than of files. */
const watchWords: ReadonlyMap<string, FaultWords> = new Map([
  [
    'ENOSPC',
    { what: 'cannot be watched, because all watches are taken', advice: 'raise fs.inotify.max_user_watches with sysctl' },
  ],
  [
    'EMFILE',
    { what: 'cannot be watched, because all watchers are taken', advice: 'raise fs.inotify.max_user_instances with sysctl' },
  ],
]);

/** What a system call on a file says; undefined for a code without words. */
export function wordsOn({ code, syscall }: SystemFault): FaultWords | undefined {
  return (syscall === 'watch' ? watchWords.get(code) : undefined) ?? words.get(code);
}

/** What to change; undefined for a code without words. */
export function adviceOn(code: string): string | undefined {
  return words.get(code)?.advice;
}

/** What to change where a folder cannot be watched; undefined for a code that says the same of watches as of files. */
export function watchAdviceOn(code: string): string | undefined {
  return watchWords.get(code)?.advice;
}

/** Codes with words. */
export const fileFaultCodes: readonly string[] = [...words.keys()];

export interface SystemFault {
  /** `EISDIR`; empty for what is no error of the system. */
  readonly code: string;
  readonly syscall: string | undefined;
  readonly path: string | undefined;
  readonly address: string | undefined;
  readonly port: string | undefined;
}

/** What Node adds to the errors of system calls. */
export function systemFaultOf(error: unknown): SystemFault {
  const details: ReadonlyMap<string, unknown> = new Map(error instanceof Error ? Object.entries(error) : []);
  const text = (name: string): string | undefined => {
    const value = details.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  return { code: text('code') ?? '', syscall: text('syscall'), path: text('path'), address: text('address'), port: text('port') };
}
