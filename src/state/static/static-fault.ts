import type { Look } from '../follow/look-at-file.ts';

/** Why a static file is not read at all, in words; undefined when nothing keeps it from being read. */
export function staticFault(file: string, seen: Look): string | undefined {
  switch (seen.kind) {
    case 'missing':
      return `${file} does not exist: state.static must name the file that hearthgate collect writes`;
    case 'link':
    case 'no-file':
      return `${file} is not a regular file: state.static must name one`;
    case 'unusable':
      return `${file} cannot be looked at (${seen.code}): give the gateway's user access (x) to the folders above`;
    case 'file':
      return seen.isWritableByOthers ? `${file} can be written by others, so it does not count: chmod o-w ${file}` : undefined;
  }
}
