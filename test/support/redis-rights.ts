import { Redis } from 'ioredis';
import { readProjectFile } from './source-files.ts';

/** As the manual names the user. */
export const username = 'hearthgate';

/** The rights of the user that the manual describes. */
export function rightsInManual(): readonly string[] {
  const [, rules = ''] = /^redis-cli ACL SETUSER hearthgate ([^`]*)$/m.exec(readProjectFile('docs/limits.md')) ?? [];
  return rules.replaceAll(/['\\]/g, '').trim().split(/\s+/);
}

/** Rights that the manual names elsewhere in its text. */
export function rightsNamed(pattern: RegExp): readonly string[] {
  return pattern.exec(readProjectFile('docs/limits.md'))?.[1]?.split(' ') ?? [];
}

interface Given {
  /** Without blanks. */
  readonly password: string;
  readonly more?: readonly string[];
}

/** Makes the user that the manual describes, with exactly these rights, and what is given more. */
export async function giveRights(port: number, { password, more = [] }: Given): Promise<void> {
  const words = rightsInManual().map((word) => word.replace('PASSWORD', password));
  const admin = new Redis({ host: '127.0.0.1', port });
  await admin.call('ACL', 'SETUSER', username, ...words, ...more);
  admin.disconnect();
}

/** What the user was denied, but for names of the layout before, which begin with a hash tag. */
export async function deniedBy(port: number): Promise<readonly string[]> {
  const admin = new Redis({ host: '127.0.0.1', port });
  const entries = await admin.call('ACL', 'LOG', '1000');
  admin.disconnect();
  if (!Array.isArray(entries)) throw new TypeError('ACL LOG is no list');
  return entries.map((entry) => JSON.stringify(entry)).filter((entry) => !entry.includes('"object","{'));
}
