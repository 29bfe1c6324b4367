export type ServerName =
  | 'buildah'
  | 'chromium'
  | 'curl'
  | 'debootstrap'
  | 'ip'
  | 'iptables'
  | 'lintian'
  | 'nginx'
  | 'openssl'
  | 'php'
  | 'php-cgi'
  | 'prometheus'
  | 'promtool'
  | 'python3'
  | 'redis-server'
  | 'setfacl'
  | 'zsh';
export const servers: Readonly<Record<ServerName, { readonly package: string; readonly suites: string }>>;
export function findServer(name: ServerName): string | undefined;
