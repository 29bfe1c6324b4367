/** What a side's rounds show about the measuring itself. Shares are those of a whole core. */
export interface SideConditions {
  readonly name: string;
  readonly isWarm: boolean;
  /** The load's side was at work, or wanted to be. */
  readonly loadSideShare: number;
  /** The measured process was at work, or wanted to be. Undefined: it rests on purpose. */
  readonly servedShare: number | undefined;
}

const limitShare = 0.9;
const idleShare = 0.75;

/** Why a side's figures are worth nothing, in words. */
export function sideFaults({ name, isWarm, loadSideShare, servedShare }: SideConditions): string[] {
  const faults: string[] = [];
  if (!isWarm) faults.push(`the warm-up of ${name} ended before two of its rounds agreed`);
  if (loadSideShare > limitShare) {
    faults.push(`the load side was the limit for ${name}: its core was taken for ${percent(loadSideShare)} of the time`);
  } else if (servedShare !== undefined && servedShare < idleShare) {
    faults.push(`something else held ${name} back: it was at work for ${percent(servedShare)} of the time`);
  }
  return faults;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
