import type { DirectCaller } from '../../host/direct-calls.ts';
import type { SetupJournal } from '../../setup/record/journal.ts';

export const isOpen =
  'The direct way is open: clients may call the panel itself, and the gateway does not see it. Close it again: hearthgate setup --resume';
export const wasOpen = "Nothing was closed: the panel's list says who may call it directly.";

/** How a plan is made. */
export function makeText({ mode, port }: SetupJournal): string {
  return `Nothing is changed yet. Make it: hearthgate setup --apply --mode ${mode} --port ${port} --confirm 10m\n`;
}

/** What is next for what is set up. */
export function stateText({ entries, isEnding, confirmByMs }: SetupJournal): string {
  if (isEnding === true) return 'Taking it back was broken off. Finish it: hearthgate setup --undo\n';
  if (entries.some(({ state }) => state === 'bypassed')) return `${isOpen}\n`;
  if (entries.some(({ state }) => state !== 'made'))
    return 'Not everything is made. Go on: hearthgate setup --apply; or take it back: hearthgate setup --undo\n';
  if (confirmByMs !== undefined)
    return `Taken back at ${new Date(confirmByMs).toISOString()} unless it is kept: hearthgate setup --keep\n`;
  return 'Everything is made. Take it back: hearthgate setup --undo\n';
}

export function callersText(callers: readonly DirectCaller[]): string {
  if (callers.length === 0) return 'Nobody has called the panel directly within seven days.\n';
  const lines = callers.map(({ address, keys, calls, lastAtMs }) => {
    const who = keys.length > 0 ? `keys ${keys.join(', ')}` : 'a password, or keys that the log does not tell';
    return `  ${address}: ${calls} ${calls === 1 ? 'call' : 'calls'}, the last at ${new Date(lastAtMs).toISOString()}; ${who}\n`;
  });
  return `Called the panel directly within seven days:\n${lines.join('')}`;
}

export function nextText({ mode, port }: SetupJournal): string {
  const where = mode === 'inside' ? '' : ` Let clients call port ${port}; when all do: hearthgate setup --close.`;
  return `The gateway is set up.${where} How it is: hearthgate status`;
}
