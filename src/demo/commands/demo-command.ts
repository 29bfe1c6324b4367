import type { PanelStore, PanelUser } from './panel-store.ts';

/** How a command ended; the last three kinds are the demonstration's own, to show what the gateway says of a panel that fails. */
export type CommandEnd =
  | { readonly kind: 'done'; readonly exitCode: number; readonly output: string }
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'garbage' };

export interface DemoCommand {
  readonly name: string;
  /** As the command's `# options:` line has them: `USER DOMAIN [FORMAT]`. */
  readonly options: string;
  readonly run: (args: readonly string[], store: PanelStore) => CommandEnd;
}

/** A command on one user's things: the first argument is a user that exists. */
export function userCommand(
  name: string,
  options: string,
  run: (user: PanelUser, args: readonly string[], store: PanelStore) => CommandEnd,
): DemoCommand {
  return {
    name,
    options,
    run: (args, store) => {
      const [userName = '', ...rest] = args;
      if (!/^[A-Za-z][A-Za-z0-9_.-]{0,31}$/.test(userName) && !/^[0-9]+$/.test(userName)) {
        return failed(2, `invalid user format :: ${userName}`);
      }
      const user = store.user(userName);
      return user === undefined ? failed(3, `user ${userName} doesn't exist`) : run(user, rest, store);
    },
  };
}

export function done(output = ''): CommandEnd {
  return { kind: 'done', exitCode: 0, output };
}

/** @param exitCode of the panel's own list: 2 invalid, 3 does not exist, 4 exists, … */
export function failed(exitCode: number, text: string): CommandEnd {
  return { kind: 'done', exitCode, output: `Error: ${text}\n` };
}
