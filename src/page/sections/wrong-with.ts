import type { StatusAnswer } from '../ask/answers.ts';

/** A part that is not well. */
export interface WrongPart {
  readonly part: string;
  /** What is the matter, and what mends it. */
  readonly words: string;
  readonly kind: 'fault' | 'warning';
}

/** What somebody should look at, faults first. */
export function wrongWith({ attention, configuration, doctor, keysNearLimit }: StatusAnswer): readonly WrongPart[] {
  const all: readonly WrongPart[] = [
    ...attention.map(({ part, words, isFault }) => warningUnless(isFault, part, words)),
    ...(doctor?.grade === 2 ? [warningUnless(true, 'doctor', 'its last run found a fault: run hearthgate doctor')] : []),
    ...configuration.needsRestart.map((setting) => warningUnless(false, 'configuration', `${setting} waits for a restart`)),
    ...keysNearLimit.map(({ panel, key, used, of }) =>
      warningUnless(
        false,
        `key ${key}`,
        `used ${used} of ${of} calls at panel ${panel}: raise its rate in limits, or have its client call less often`,
      ),
    ),
  ];
  return all.toSorted((one, other) => Number(other.kind === 'fault') - Number(one.kind === 'fault'));
}

function warningUnless(isFault: boolean, part: string, words: string): WrongPart {
  return { part, words, kind: isFault ? 'fault' : 'warning' };
}
