import { parseAddress } from '../../domain/address/address.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { listSetting, readPanelList } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, type Mend, someOf, tellOf } from '../look/finding.ts';
import { handsOn } from '../look/hands-on.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { panelsHere } from '../look/panels-here.ts';

const tell = tellOf('list');

export interface ListFacts {
  /** Addresses, separated by commas, or `allow-all`. */
  readonly list: string;
  readonly own: ReadonlySet<string>;
  /** The gateway's addresses as the panel sees them. Undefined: there is no gateway here, as far as is known. */
  readonly gateway: readonly string[] | undefined;
  /** It was set up by setup, which closes it, too. */
  readonly isSetUp: boolean;
  /** The web server of the panel hands all calls of others to the gateway, so that their addresses go by nothing. */
  readonly isInside: boolean;
}

/** Who else than the gateway may call the panel's API. */
export async function listExamination(looking: Looking): Promise<readonly Finding[]> {
  const settings = settingsOf(looking);
  const here = settings === undefined ? [] : await panelsHere(settings);
  return judgeList({
    list: readPanelList(),
    own: new Set(ownAddresses().map(({ text }) => text)),
    gateway: here.length === 0 ? undefined : here.map(({ callsFrom }) => callsFrom),
    isSetUp: looking.journal() !== undefined,
    isInside: await handsOn(looking),
  });
}

/** Entries with which the panel takes calls from everywhere. */
const everyone: ReadonlySet<string> = new Set(['allow-all', '0.0.0.0']);

export function judgeList({ list, own, gateway, isSetUp, isInside }: ListFacts): readonly Finding[] {
  const entries = list.split(',').filter((entry) => entry !== '');
  if (isInside) {
    const refused = list === 'allow-all' ? [] : missing(entries, gateway);
    return refused.length > 0 ? refused : [tell.well('the panel takes the calls of the gateway, and nobody else gets to it')];
  }
  const closed = [...new Set([...(gateway ?? ['127.0.0.1']), ...entries.filter((entry) => own.has(entry))])].join(',');
  const close = byCommand(isSetUp ? 'hearthgate setup --close' : `v-change-sys-config-value ${listSetting} ${closed}`);
  const open = entries.find((entry) => everyone.has(entry) && (entry !== 'allow-all' || entries.length === 1));
  if (open !== undefined)
    return [tell.fault(`${listSetting} has ${open}: every address may call the panel around the gateway`, close)];
  const found = [
    ...missing(entries, gateway),
    ...judgeOthers(
      entries.filter((entry) => parseAddress(entry) !== undefined && !own.has(entry)),
      gateway,
      close,
    ),
    ...judgeOdd(entries.filter((entry) => parseAddress(entry) === undefined)),
  ];
  if (found.length > 0) return found;
  return [
    tell.well(entries.length === 0 ? 'nobody may call the panel' : `only this host may call the panel: ${entries.join(', ')}`),
  ];
}

function missing(entries: readonly string[], gateway: readonly string[] = []): readonly Finding[] {
  return [...new Set(gateway)]
    .filter((address) => !entries.includes(address))
    .map((address) =>
      tell.fault(
        `the panel refuses the gateway, which calls from ${address}`,
        byCommand(`v-change-sys-config-value ${listSetting} ${[...entries, address].join(',')}`),
      ),
    );
}

function judgeOthers(others: readonly string[], gateway: readonly string[] | undefined, close: Mend): readonly Finding[] {
  if (others.length === 0) return [];
  if (gateway === undefined)
    return [
      tell.unknown(
        `may call the panel: ${someOf(others)}`,
        byHand(`of these leave the gateway alone: v-change-sys-config-value ${listSetting} ADDRESS`),
      ),
    ];
  return [tell.warning(`may call the panel around the gateway: ${someOf(others)}`, close)];
}

function judgeOdd(odd: readonly string[]): readonly Finding[] {
  if (odd.length === 0) return [];
  const texts = odd.map((entry) => JSON.stringify(entry));
  return [
    tell.warning(`allow nobody: ${someOf(texts)}`, byHand(`the panel takes plain addresses: take them out of ${listSetting}`)),
  ];
}
