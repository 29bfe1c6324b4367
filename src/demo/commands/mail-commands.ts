import { type CommandEnd, type DemoCommand, done, failed, userCommand } from './demo-command.ts';
import { listed } from './list-output.ts';
import type { MailAccount, PanelStore, PanelUser } from './panel-store.ts';

type Accounts = Map<string, MailAccount>;

export const mailCommands: readonly DemoCommand[] = [
  userCommand('v-list-mail-domains', 'USER [FORMAT]', (user, [format]) =>
    listed(new Map([...user.mailDomains].map(([name, accounts]) => [name, { ACCOUNTS: String(accounts.size) }])), format),
  ),
  userCommand(
    'v-list-mail-accounts',
    'USER DOMAIN [FORMAT]',
    onDomain((accounts, [format]) =>
      listed(new Map([...accounts].map(([name, { quota }]) => [name, { QUOTA: quota, SUSPENDED: 'no' }])), format),
    ),
  ),
  userCommand(
    'v-add-mail-account',
    'USER DOMAIN ACCOUNT PASSWORD [QUOTA]',
    onDomain((accounts, [account = '', password = '', quota = ''], store) => {
      if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(account)) return failed(2, `invalid account format :: ${account}`);
      if (accounts.has(account)) return failed(4, `mail account ${account} exists`);
      accounts.set(account, { quota: quota === '' ? 'unlimited' : quota, password: passwordFrom(password, store) });
      return done();
    }),
  ),
  userCommand(
    'v-delete-mail-account',
    'USER DOMAIN ACCOUNT',
    onDomain((accounts, [account = '']) => (accounts.delete(account) ? done() : missing(account))),
  ),
  userCommand(
    'v-change-mail-account-password',
    'USER DOMAIN ACCOUNT PASSWORD',
    onDomain((accounts, [account = '', password = ''], store) => {
      const known = accounts.get(account);
      if (known === undefined) return missing(account);
      accounts.set(account, { ...known, password: passwordFrom(password, store) });
      return done();
    }),
  ),
];

function onDomain(
  run: (accounts: Accounts, args: readonly string[], store: PanelStore) => CommandEnd,
): (user: PanelUser, args: readonly string[], store: PanelStore) => CommandEnd {
  return (user, [domain = '', ...args], store) => {
    const accounts = user.mailDomains.get(domain);
    return accounts === undefined ? failed(3, `mail domain ${domain} doesn't exist`) : run(accounts, args, store);
  };
}

function missing(account: string): CommandEnd {
  return failed(3, `mail account ${account} doesn't exist`);
}

/** A password, or the file of an earlier `v-make-tmp-file` that holds it and goes with this call. */
function passwordFrom(text: string, store: PanelStore): string {
  const name = text.startsWith('/tmp/') ? text.slice('/tmp/'.length) : '';
  const held = store.tmpFiles.get(name);
  store.tmpFiles.delete(name);
  return held ?? text;
}
