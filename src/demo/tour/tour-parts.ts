import type { DemoKeys } from '../commands/demo-keys.ts';
import { guardedCalls } from './guarded-calls.ts';
import { limitedCalls } from './limited-calls.ts';
import { narrowedKeys } from './narrowed-keys.ts';
import { panelFailures } from './panel-failures.ts';
import { permittedCalls } from './permitted-calls.ts';
import { refusedArrivals } from './refused-arrivals.ts';
import { refusedBodies } from './refused-bodies.ts';
import { refusedCommandCalls } from './refused-command-calls.ts';
import { refusedCredentials } from './refused-credentials.ts';
import type { TourPart } from './tour-case.ts';

/** The whole tour, in the order in which it is played. */
export function tourParts(keys: DemoKeys): readonly TourPart[] {
  return [
    { theme: 'Permitted: the panel answers', cases: permittedCalls(keys) },
    { theme: 'Where it comes from, and how it is sent', cases: refusedArrivals(keys) },
    { theme: 'What is in the body', cases: refusedBodies(keys) },
    { theme: 'Who asks', cases: refusedCredentials(keys) },
    { theme: 'What for', cases: refusedCommandCalls(keys) },
    { theme: 'Keys that may do less: this gateway has a policy for each', cases: narrowedKeys(keys) },
    { theme: 'How often: this gateway allows one call a minute', cases: limitedCalls(keys) },
    { theme: 'How often wrong: this gateway bans after two failed logins', cases: guardedCalls(keys) },
    { theme: 'What became of the panel', cases: panelFailures(keys) },
  ];
}
