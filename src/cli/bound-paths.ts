import { readFileSync, readlinkSync } from 'node:fs';

/**
 * The paths that the system's table of Unix sockets has for a file descriptor of this process; none for anything else. There is one, but a path may
 * have line ends in it, so that any user of the machine can put a further line into the table: such a line must take nothing away.
 */
export function boundPaths(fd: number): readonly string[] {
  try {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
    if (inode === undefined) return [];
    const lines = readFileSync('/proc/self/net/unix', 'utf8').split('\n');
    return lines.flatMap((line) => {
      const [, of, path] = lineForm.exec(line) ?? [];
      return of === inode && path !== undefined ? [path] : [];
    });
  } catch {
    // The descriptor is closed, or the system has no such table: then no path is known.
    return [];
  }
}

/** `0000000000000000: 00000002 00000000 00010000 0001 01 12345 /run/hearthgate-inside/api.sock`: the seventh field is the inode. */
const lineForm = /^[0-9a-f]+: [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ +(\d+) (.+)$/i;
