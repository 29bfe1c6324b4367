const advice: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'make room on its disk'],
  ['EDQUOT', "raise the quota of the gateway's user, or make room"],
  ['EROFS', 'its disk is mounted read-only'],
  ['EACCES', "let the gateway's user write there"],
  ['EPERM', "let the gateway's user write there"],
  ['ENOENT', 'create its folder'],
  ['ENOTDIR', 'correct its path'],
  ['EISDIR', 'it is a folder; name a file'],
  ['ELOOP', 'it is a symbolic link; name the file itself'],
  ['EPIPE', 'the program that reads STREAM has ended'],
  ['EAGAIN', 'the program that reads STREAM does not keep up'],
]);

/** What a failed system call says, and what to change. */
export function writeFault(error: unknown, stream = 'standard output'): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = advice.get(codeOf(error));
  return hint === undefined ? message : `${message}; ${hint.replace('STREAM', stream)}`;
}

/** The system's word for what went wrong, such as `ENOSPC`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
