import { type LimitKind, limitKinds } from '../../domain/ledger/limiter.ts';

export type LimitResult = 'granted' | 'refused' | 'near';

/** How often each limit granted, refused, and granted when less than a tenth of it was left. */
export class LimitTally {
  readonly #counts = new Map(limitKinds.map((kind) => [kind, { granted: 0, refused: 0, near: 0 }]));

  note(kind: LimitKind, calls: number, { granted, left }: { readonly granted: boolean; readonly left: number }): void {
    const counts = this.#counts.get(kind);
    if (counts === undefined) return;
    if (!granted) counts.refused += 1;
    else counts.granted += 1;
    if (granted && left < calls / 10) counts.near += 1;
  }

  of(kind: LimitKind): Readonly<Record<LimitResult, number>> {
    return this.#counts.get(kind) ?? { granted: 0, refused: 0, near: 0 };
  }
}
