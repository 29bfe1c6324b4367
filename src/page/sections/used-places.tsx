import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { UsesAnswer } from '../ask/answers.ts';
import { GatewayClock } from '../ask/gateway-clock.ts';
import { agoWords } from '../parts/times.ts';

/** From where accepted calls came, all of it. */
export function UsedPlaces({ from }: Pick<UsesAnswer, 'from'>): JSX.Element {
  const nowMs = useContext(GatewayClock)();
  return (
    <details>
      <summary>{from.length === 1 ? '1 place' : `${from.length} places`}</summary>
      <ul class="counted">
        {from.map(({ address, accepted, lastUse }) => (
          <li key={address}>
            {address}: {accepted.toLocaleString()} accepted, the last {agoWords(lastUse, nowMs)}
          </li>
        ))}
      </ul>
    </details>
  );
}
