/**
 * Commands with which a key that may name every user can get to everything that the root user can, and why. Derived from what the commands do with
 * their arguments (`commands.json`): they give another secret, change who may call, or run or place what the caller has written.
 */
export const asGoodAsRoot: ReadonlyMap<string, string> = new Map([
  ['v-add-access-key', 'makes a key that may do more'],
  ['v-add-cron-job', 'runs a command line of the caller as any user'],
  ['v-add-sys-api-ip', 'changes who may call the API'],
  ['v-add-user-sftp-key', 'opens the files of any user'],
  ['v-add-user-ssh-key', 'opens a shell of any user'],
  ['v-change-cron-job', 'runs a command line of the caller as any user'],
  ['v-change-sys-api', 'switches the API'],
  ['v-change-sys-config-value', 'changes every setting of the panel, the root user and the API addresses too'],
  ['v-change-sys-service-config', "replaces the configuration of a service by the caller's"],
  ['v-change-user-password', 'sets the password of any user, the root user too'],
  ['v-change-user-rkey', 'sets what resets the password of any user'],
  ['v-change-user-role', 'makes any user an administrator'],
  ['v-generate-api-key', 'makes an API key, which may do everything'],
  ['v-list-access-key', "shows the secret of every key, the root user's too"],
  ['v-make-tmp-file', 'writes a file of the caller that other commands take in'],
  ['v-restore-user', 'puts in place what a backup holds, of any user'],
  ['v-run-cli-cmd', 'runs a program as any user'],
  ['v-update-sys-hestia-git', 'installs the panel from where the caller says'],
]);
