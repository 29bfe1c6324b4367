import { type DemoCommand, done, failed, userCommand } from './demo-command.ts';
import { listed, type Row } from './list-output.ts';
import { newUser, type PanelUser } from './panel-store.ts';

export const userCommands: readonly DemoCommand[] = [
  {
    name: 'v-list-users',
    options: '[FORMAT]',
    run: ([format], store) => listed(new Map(store.users().map((user) => [user.name, rowOf(user)])), format),
  },
  userCommand('v-list-user', 'USER [FORMAT]', (user, [format]) =>
    format === 'json' ? listed(new Map([[user.name, { NAME: user.name, ...rowOf(user) }]]), format) : done(sheetOf(user)),
  ),
  {
    name: 'v-add-user',
    options: 'USER PASSWORD EMAIL [PACKAGE] [NAME] [LASTNAME]',
    run: ([name = '', , email = '', , firstName = '', lastName = ''], store) => {
      if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name)) return failed(2, `invalid user format :: ${name}`);
      if (store.user(name) !== undefined) return failed(4, `user ${name} exists`);
      store.save(newUser(name, `${firstName} ${lastName}`.trim() || name, email));
      return done();
    },
  },
  userCommand('v-delete-user', 'USER [RESTART]', (user, _args, store) => {
    store.remove(user.name);
    return done();
  }),
  userCommand('v-suspend-user', 'USER [RESTART]', (user, _args, store) => {
    if (user.isSuspended) return failed(5, `user ${user.name} is suspended`);
    store.save({ ...user, isSuspended: true });
    return done();
  }),
  userCommand('v-unsuspend-user', 'USER [RESTART]', (user, _args, store) => {
    if (!user.isSuspended) return failed(6, `user ${user.name} is not suspended`);
    store.save({ ...user, isSuspended: false });
    return done();
  }),
];

function rowOf(user: PanelUser): Row {
  return {
    CONTACT: user.email,
    PACKAGE: 'default',
    ROLE: user.name === 'admin' ? 'admin' : 'user',
    SUSPENDED: user.isSuspended ? 'yes' : 'no',
    U_WEB_DOMAINS: String(user.webDomains.size),
    U_DNS_DOMAINS: String(user.dnsDomains.size),
    U_MAIL_DOMAINS: String(user.mailDomains.size),
  };
}

/** Names and values one below the other, as the panel shows one user to people. */
function sheetOf(user: PanelUser): string {
  const { CONTACT: email = '', PACKAGE: plan = '', SUSPENDED: isSuspended = '' } = rowOf(user);
  const lines = [
    ['USERNAME:', user.name],
    ['FULL NAME:', user.fullName],
    ['EMAIL:', email],
    ['SUSPENDED:', isSuspended],
    ['PACKAGE:', plan],
    ['WEB DOMAINS:', String(user.webDomains.size)],
    ['DNS DOMAINS:', String(user.dnsDomains.size)],
    ['MAIL DOMAINS:', String(user.mailDomains.size)],
  ];
  return lines.map(([name = '', value = '']) => `${name.padEnd(15)}${value}\n`).join('');
}
