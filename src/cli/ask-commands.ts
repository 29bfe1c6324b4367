import { parseDuration } from '../config/duration.ts';
import { settingsToAsk } from './ask-admin.ts';
import { addBan, listBans, removeBans } from './bans.ts';
import { exitCode } from './exit-code.ts';
import { onlyOf, optionsAndArgumentsOf, path } from './options.ts';
import { showLimits } from './show-limits.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { bannedNetworks, judgeNetwork, whoIn, whoToBan } from './who.ts';

const bansNeeds = 'bans needs list, add ADDRESS [--for DURATION] or remove ADDRESS|KEY, and --config FILE, once';
const limitsNeeds = 'limits needs show ADDRESS or show KEY, and --config FILE, once';

/** `hearthgate bans list|add|remove`. */
export async function followBans(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = optionsAndArgumentsOf(args, { config: path, for: path });
  const file = onlyOf(bansNeeds, values.config);
  const [action, who, ...more] = positionals;
  if (more.length > 0 || (action !== 'add' && values.for !== undefined)) throw new UsageError(bansNeeds);
  if (action === 'list' && who === undefined) await listBans(await settingsToAsk(file, terminal), terminal.stdout);
  else if (action === 'add' && who !== undefined) await followAdd(who, values.for ?? ['1h'], { file, terminal });
  else if (action === 'remove' && who !== undefined) await followRemove(who, { file, terminal });
  else throw new UsageError(bansNeeds);
  return exitCode.ok;
}

/** `hearthgate limits show`. */
export async function followLimits(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = optionsAndArgumentsOf(args, { config: path });
  const file = onlyOf(limitsNeeds, values.config);
  const [action, text, ...more] = positionals;
  if (action !== 'show' || text === undefined || more.length > 0) throw new UsageError(limitsNeeds);
  const who = whoIn(text);
  const settings = await settingsToAsk(file, terminal);
  if (who.kind === 'address') judgeNetwork(who, settings, bannedNetworks);
  await showLimits(settings, who, terminal.stdout);
  return exitCode.ok;
}

/** Whom to ask, and where to print the answer. */
interface Asked {
  readonly file: string;
  readonly terminal: Terminal;
}

async function followAdd(text: string, spans: readonly string[], { file, terminal }: Asked): Promise<void> {
  const who = whoToBan(text);
  const seconds = secondsIn(onlyOf(bansNeeds, spans));
  const settings = await settingsToAsk(file, terminal);
  judgeNetwork(who, settings);
  await addBan(settings, { who, seconds }, terminal.stdout);
}

async function followRemove(text: string, { file, terminal }: Asked): Promise<void> {
  const who = whoIn(text);
  const settings = await settingsToAsk(file, terminal);
  if (who.kind === 'address') judgeNetwork(who, settings, bannedNetworks);
  await removeBans(settings, who, terminal.stdout);
}

function secondsIn(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000)
    throw new UsageError(`--for: expected a duration of at least 1s, such as 30m, 2h or 7d, found ${JSON.stringify(text)}`);
  return Math.floor(ms / 1000);
}
