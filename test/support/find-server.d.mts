export type ServerName = 'php-cgi' | 'promtool' | 'redis-server';
export const servers: Readonly<Record<ServerName, { readonly package: string; readonly suites: string }>>;
export function findServer(name: ServerName): string | undefined;
