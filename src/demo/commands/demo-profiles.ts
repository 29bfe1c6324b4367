/** A profile of the demonstration's panel, as its file has it. */
export interface DemoProfile {
  readonly name: string;
  readonly role: 'admin' | 'user';
  /** Comma-separated. */
  readonly commands: string;
}

/** Two profiles as the panel ships them, and two of the demonstration's own. */
export const demoProfiles: readonly DemoProfile[] = [
  {
    name: 'billing',
    role: 'admin',
    commands:
      'v-add-user,v-delete-user,v-suspend-user,v-unsuspend-user,v-change-user-shell,v-list-user,v-list-users,v-make-tmp-file,' +
      'v-add-domain,v-change-user-package,v-change-user-password',
  },
  {
    name: 'mail-accounts',
    role: 'user',
    commands:
      'v-list-mail-domains,v-list-mail-domain,v-list-mail-account,v-list-mail-accounts,v-list-mail-account-autoreply,' +
      'v-delete-mail-account,v-delete-mail-account-alias,v-delete-mail-account-autoreply,v-delete-mail-account-forward,' +
      'v-delete-mail-account-fwd-only,v-add-mail-account,v-add-mail-account-alias,v-add-mail-account-autoreply,' +
      'v-add-mail-account-forward,v-add-mail-account-fwd-only,v-change-mail-account-password,v-change-mail-account-quota,' +
      'v-suspend-mail-account,v-suspend-mail-accounts,v-unsuspend-mail-account,v-unsuspend-mail-accounts',
  },
  { name: 'demo-dns', role: 'user', commands: 'v-list-dns-domains,v-list-dns-records,v-add-dns-record,v-delete-dns-record' },
  { name: 'demo-web', role: 'user', commands: 'v-list-web-domains,v-add-web-domain,v-delete-web-domain,v-list-users' },
];
