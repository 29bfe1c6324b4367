import type { Readings } from '../../domain/panel/panel-state.ts';

/** The readings so far, with one more. */
export function countReading({ complete, incomplete }: Readings, isComplete: boolean): Readings {
  return isComplete ? { complete: complete + 1, incomplete } : { complete, incomplete: incomplete + 1 };
}
