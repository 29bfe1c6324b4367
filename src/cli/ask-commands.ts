import { ConfigurationError } from '../config/configuration-error.ts';
import { parseDuration } from '../config/duration.ts';
import { AdminAskError } from './ask-admin.ts';
import { addBan, listBans, removeBans } from './bans.ts';
import { exitCode } from './exit-code.ts';
import { onlyOf, optionsAndArgumentsOf, path } from './options.ts';
import { showLimits } from './show-limits.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { addressIn, isSomebody } from './who.ts';

const bansNeeds = 'bans needs list, add ADDRESS [--for DURATION] or remove ADDRESS|KEY, and --config FILE, once';
const limitsNeeds = 'limits needs show ADDRESS or show KEY, and --config FILE, once';

/** `hearthgate bans list|add|remove`. */
export function followBans(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = optionsAndArgumentsOf(args, { config: path, for: path });
  const file = onlyOf(bansNeeds, values.config);
  const [action, who, ...more] = positionals;
  if (more.length > 0 || (action !== 'add' && values.for !== undefined)) throw new UsageError(bansNeeds);
  if (action === 'list' && who === undefined) return ask(terminal, () => listBans(file, terminal));
  if (who === undefined || (action !== 'add' && action !== 'remove')) throw new UsageError(bansNeeds);
  if (action === 'remove') {
    if (!isSomebody(who)) throw new UsageError(nobody(who));
    return ask(terminal, () => removeBans(file, who, terminal));
  }
  const address = addressIn(who);
  if (address === undefined) throw new UsageError(`expected an IPv4 or IPv6 address, found ${JSON.stringify(who)}`);
  const seconds = secondsIn(onlyOf(bansNeeds, values.for ?? ['1h']));
  return ask(terminal, () => addBan(file, address, seconds, terminal));
}

/** `hearthgate limits show`. */
export function followLimits(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = optionsAndArgumentsOf(args, { config: path });
  const file = onlyOf(limitsNeeds, values.config);
  const [action, who, ...more] = positionals;
  if (action !== 'show' || who === undefined || more.length > 0) throw new UsageError(limitsNeeds);
  if (!isSomebody(who)) throw new UsageError(nobody(who));
  return ask(terminal, () => showLimits(file, who, terminal));
}

function nobody(who: string): string {
  return `expected an address, or the id of an access key (20 letters and digits), found ${JSON.stringify(who)}`;
}

function secondsIn(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000)
    throw new UsageError(`--for: expected a duration of at least 1s, such as 30m, 2h or 7d, found ${JSON.stringify(text)}`);
  return Math.floor(ms / 1000);
}

/** Does what asks the running gateway, and tells where that could not be. */
async function ask(terminal: Terminal, act: () => Promise<void>): Promise<number> {
  try {
    await act();
    return exitCode.ok;
  } catch (error) {
    if (error instanceof ConfigurationError) {
      terminal.stderr.write(`${error.message}\n`);
      return exitCode.config;
    }
    if (!(error instanceof AdminAskError)) throw error;
    terminal.stderr.write(`hearthgate: ${error.message}\n`);
    return exitCode.osError;
  }
}
