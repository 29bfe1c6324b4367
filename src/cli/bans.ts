import { askAdmin } from './ask-admin.ts';
import { type Address, networkBits, prefixOf, prefixText } from '../domain/address.ts';
import { fieldsOf, listOf, textOf } from '../domain/json-fields.ts';
import type { PanelSettings, Settings } from '../domain/settings.ts';
import { spanText } from './span-text.ts';
import { tableText } from './table-text.ts';
import { queryOf, type Who, type WhoByAddress } from './who.ts';
import type { Output } from './terminal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Prints the bans that run, the one that ends last first. */
export async function listBans(settings: Settings, stdout: Output): Promise<void> {
  const bans = (await runningBans(settings)).toSorted((a, b) => Number(b['leftSeconds']) - Number(a['leftSeconds']));
  if (bans.length === 0) {
    stdout.write('no ban runs\n');
    return;
  }
  const rows = bans.map(({ panel, subject, cause, leftSeconds, level }) => [
    textOf(panel),
    textOf(subject),
    textOf(cause),
    spanText(Number(leftSeconds)),
    textOf(level),
  ]);
  stdout.write(tableText(['panel', 'banned', 'cause', 'expires in', 'consecutive'], rows));
}

/** Bans an address at every panel, and prints what is in force then: a ban that runs longer stays. */
export async function addBan(
  settings: Settings,
  { who: { address }, seconds }: { readonly who: WhoByAddress; readonly seconds: number },
  stdout: Output,
): Promise<void> {
  const query = new URLSearchParams({ address: address.text, seconds: String(seconds) }).toString();
  await askAdmin(settings, { method: 'POST', path: `/bans?${query}` });
  const running = await runningBans(settings);
  const lines = settings.panels.map((panel) => ({
    panel: panel.name,
    text: inForceText(subjectsOf(address, panel), { seconds, bans: running.filter((ban) => ban['panel'] === panel.name) }),
  }));
  const isSame = lines.every(({ text }) => text === lines[0]?.text);
  for (const { panel, text } of isSame ? lines.slice(0, 1) : lines)
    stdout.write(isSame ? `${text}\n` : `panel ${panel}: ${text}\n`);
}

/** Ends every ban of an address, and of keys from there; or every ban of a key, and forgets its failures. Prints what was ended. */
export async function removeBans(settings: Settings, who: Who, stdout: Output): Promise<void> {
  const query = queryOf(who);
  const failures = await failuresOf(settings, query);
  const { ended, pairs } = fieldsOf(await askAdmin(settings, { method: 'DELETE', path: `/bans?${query}` }));
  const name = who.kind === 'key' ? who.key : who.text;
  const count = Number(ended);
  if (count > 0) {
    stdout.write(
      `${count} ${count === 1 ? 'ban' : 'bans'} of ${name} ended${placesText(name, listOf(pairs).map(textOf), count)}\n`,
    );
    return;
  }
  const forgotten =
    failures === 0 ? '' : `; its ${failures === 1 ? '1 failed login is' : `${failures} failed logins are`} forgotten`;
  stdout.write(`${name} was not banned${forgotten}\n`);
}

async function runningBans(settings: Settings): Promise<readonly Fields[]> {
  const { bans } = fieldsOf(await askAdmin(settings, { method: 'GET', path: '/bans' }));
  return listOf(bans).map(fieldsOf);
}

/** As lists show them: the client, and the network around it. */
function subjectsOf(address: Address, { policy }: PanelSettings): readonly [string, string] {
  return [prefixText(prefixOf(address, policy.clients.ipv6Prefix)), prefixText(prefixOf(address, networkBits))];
}

function inForceText(
  [client, network]: readonly [string, string],
  { seconds, bans }: { readonly seconds: number; readonly bans: readonly Fields[] },
): string {
  const left = bans
    .filter(({ subject }) => subject === client || subject === network)
    .map(({ leftSeconds }) => Number(leftSeconds));
  const longest = Math.max(seconds, ...left);
  return `${client} is banned for ${spanText(longest)}${longest > seconds ? ': a longer ban was in force already' : ''}`;
}

/** Where a key was banned; nothing where it was refused everywhere alone. */
function placesText(key: string, pairs: readonly string[], count: number): string {
  if (pairs.length === 0) return '';
  const places = [...new Set(pairs)].map((pair) => `at ${pair.replace(`${key} `, '')}`);
  return `: ${[...(count > pairs.length ? ['everywhere'] : []), ...places].join(', ')}`;
}

async function failuresOf(settings: Settings, query: string): Promise<number> {
  const { counted } = fieldsOf(await askAdmin(settings, { method: 'GET', path: `/limits?${query}` }));
  const rows = listOf(counted).map(fieldsOf);
  return rows.reduce((sum, row) => (textOf(row['counted']).startsWith('failures ') ? sum + Number(row['used']) : sum), 0);
}
