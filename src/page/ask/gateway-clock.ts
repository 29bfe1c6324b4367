import { createContext } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';

/** Wall clock of the gateway, in milliseconds: that of this computer may be wrong, and times in answers are the gateway's. */
export type NowMs = () => number;

export const GatewayClock = createContext<NowMs>(Date.now);

/** @param at what the gateway's clock said in the newest answer; undefined: not known so far */
export function useGatewayClock(at: string | undefined): NowMs {
  const aheadMs = useMemo(() => (at === undefined ? 0 : Date.parse(at) - Date.now()), [at]);
  return useCallback(() => Date.now() + aheadMs, [aheadMs]);
}
