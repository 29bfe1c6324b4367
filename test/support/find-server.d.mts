export type ServerName = 'debootstrap' | 'lintian' | 'nginx' | 'php-cgi' | 'promtool' | 'redis-server' | 'zsh';
export const servers: Readonly<Record<ServerName, { readonly package: string; readonly suites: string }>>;
export function findServer(name: ServerName): string | undefined;
