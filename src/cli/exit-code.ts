/** Exit codes of the command line, from sysexits.h, so that a service manager can tell what a restart cannot mend. */
export const exitCode = {
  ok: 0,
  /** A command or option that does not exist. */
  usage: 64,
  /** The gateway failed. */
  software: 70,
  /** The system refused: a port in use, a file that cannot be read. */
  osError: 71,
  /** The configuration has faults. */
  config: 78,
} as const;
