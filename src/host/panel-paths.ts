/** Where the panel has its parts. Its own commands know no other root. */
const root = '/usr/local/hestia';

export const panelPaths = {
  root,
  conf: `${root}/conf/hestia.conf`,
  rules: `${root}/data/firewall/rules.conf`,
  customRules: `${root}/data/firewall/custom.sh`,
  excludes: `${root}/data/firewall/excludes.conf`,
  nginxConf: `${root}/nginx/conf/nginx.conf`,
  nginx: `${root}/nginx/sbin/hestia-nginx`,
  nginxPid: '/run/hestia-nginx.pid',
  certificate: `${root}/ssl/certificate.crt`,
  certificateKey: `${root}/ssl/certificate.key`,
  chains: `${root}/data/firewall/chains.conf`,
  bans: `${root}/data/firewall/banlist.conf`,
  users: `${root}/data/users`,
  commands: `${root}/bin`,
  signOn: '/usr/share/phpmyadmin/hestia-sso.php',
  addresses: `${root}/data/ips`,
  keys: `${root}/data/access-keys`,
  profiles: `${root}/data/api`,
  authLog: `${root}/log/auth.log`,
  accessLog: '/var/log/hestia/nginx-access.log',
} as const;

/** A command of the panel. */
export function panelCommand(name: string): string {
  return `${root}/bin/${name}`;
}
