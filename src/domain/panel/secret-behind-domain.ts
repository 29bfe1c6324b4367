/**
 * Commands that take a domain and, behind it, a secret: the position of that secret, counted from 1. A call with fewer arguments may have the
 * secret where the domain belongs.
 */
export const secretBehindDomain: ReadonlyMap<string, number> = new Map([
  ['v-add-mail-account', 4],
  ['v-add-mail-domain-smtp-relay', 5],
  ['v-add-sys-smtp', 5],
  ['v-add-web-domain-ftp', 4],
  ['v-add-web-domain-httpauth', 4],
  ['v-add-web-domain-stats-user', 4],
  ['v-change-mail-account-password', 4],
  ['v-change-web-domain-ftp-password', 4],
  ['v-change-web-domain-httpauth', 4],
  ['v-get-dns-domain-value', 3],
  ['v-get-mail-account-value', 4],
  ['v-get-mail-domain-value', 3],
]);
