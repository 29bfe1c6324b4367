/** Exit codes of the command line, from sysexits.h, so that a service manager can tell what a restart cannot mend. */
export const exitCode = {
  ok: 0,
  /** Nothing was there to be done. */
  nothing: 1,
  /** Two things that were compared are not the same. */
  different: 1,
  /** The call that was asked about is refused. */
  refused: 1,
  /** The receiver of notices did not take one. */
  notTaken: 1,
  /** Something should be looked at, or could not be found out. */
  warning: 1,
  /** Something is wrong, or open. */
  fault: 2,
  /** A command or option that does not exist. */
  usage: 64,
  /** A file that is read in has faults. */
  dataError: 65,
  /** The gateway failed. */
  software: 70,
  /** The system refused: a port in use, a file that cannot be read. */
  osError: 71,
  /** The configuration has faults. */
  config: 78,
} as const;

/** As help and the manual tell them. */
export const exitCodes: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'done'],
  [
    '1',
    'nothing was there to be done, diff or demo --once found something otherwise, explain a refusal, notices test a receiver that takes none, or doctor something to look at',
  ],
  ['2', 'doctor found something that is wrong or open'],
  ['64', 'wrong usage'],
  ['65', 'a file that is read in has faults'],
  ['70', 'an unexpected error'],
  ['71', 'the system refused: a port in use, a file that cannot be read, a gateway that does not answer'],
  ['78', 'the configuration has errors, or this Node is too old'],
  ['130, 143', 'ended by a second signal, without waiting for the calls in flight'],
];
