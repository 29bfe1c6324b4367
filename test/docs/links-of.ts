import { posix } from 'node:path';
import { withoutCode } from './without-code.ts';

export interface Link {
  /** From the project's root. */
  readonly path: string;
  readonly anchor: string;
}

/** The links of a page to files of the project; those to other sites are left out. */
export function linksOf(page: string, text: string): Link[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path: path === '' ? page : posix.join(posix.dirname(page), path), anchor: decodeURIComponent(anchor) };
    });
}
