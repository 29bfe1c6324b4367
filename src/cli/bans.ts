import { askAdmin } from './ask-admin.ts';
import { fieldsOf, listOf, textOf } from '../domain/json-fields.ts';
import { spanText } from './span-text.ts';
import { tableText } from './table-text.ts';
import { queryOf } from './who.ts';
import type { Terminal } from './terminal.ts';

/** Prints the bans that run, the one that ends last first. */
export async function listBans(file: string, terminal: Terminal): Promise<void> {
  const answer = fieldsOf(await askAdmin(file, terminal, { method: 'GET', path: '/bans' }));
  const bans = listOf(answer['bans'])
    .map(fieldsOf)
    .toSorted((a, b) => Number(b['leftSeconds']) - Number(a['leftSeconds']));
  if (bans.length === 0) {
    terminal.stdout.write('no ban runs\n');
    return;
  }
  const rows = bans.map(({ panel, subject, cause, leftSeconds, level }) => [
    textOf(panel),
    textOf(subject),
    textOf(cause),
    spanText(Number(leftSeconds)),
    textOf(level),
  ]);
  terminal.stdout.write(tableText(['panel', 'banned', 'because of', 'for another', 'in a row'], rows));
}

/** Bans an address at every panel. */
export async function addBan(file: string, address: string, seconds: number, terminal: Terminal): Promise<void> {
  const query = new URLSearchParams({ address, seconds: String(seconds) }).toString();
  const { banned } = fieldsOf(await askAdmin(file, terminal, { method: 'POST', path: `/bans?${query}` }));
  terminal.stdout.write(`${textOf(banned)} is banned for ${spanText(seconds)}\n`);
}

/** Ends every ban of an address, and of keys from there; or forgets the failures of a key. */
export async function removeBans(file: string, who: string, terminal: Terminal): Promise<void> {
  const query = queryOf(who);
  const { ended } = fieldsOf(await askAdmin(file, terminal, { method: 'DELETE', path: `/bans?${query}` }));
  const count = Number(ended);
  terminal.stdout.write(count === 0 ? `${who} was not banned\n` : `${count} ${count === 1 ? 'ban' : 'bans'} of ${who} ended\n`);
}
