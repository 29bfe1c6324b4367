import type { AccessKey } from '../../domain/panel/panel-state.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import { isUserName } from '../../hestia/files/user-file.ts';

type Facts = Pick<AccessKey, 'id' | 'user' | 'permissions'>;

/**
 * Which of the listed keys can count. The panel lists a key whose file lacks USER and PERMISSIONS as one of the root user's without a profile,
 * which may do everything; so such a key counts only where the configuration names it.
 */
export class ApiKeyRule {
  readonly #rootKeys: ReadonlySet<string>;

  constructor(rootKeys: ReadonlySet<string>) {
    this.#rootKeys = rootKeys;
  }

  /** Why the panel is not even asked for its secret; undefined: it is. */
  whyNot(key: Facts, rootUser: string | undefined): string | undefined {
    if (!isUserName(key.user)) return `USER is not a user's name, found "${printableText(key.user)}"`;
    if (!this.mayBeForged(key, rootUser)) return undefined;
    return `it is listed as the root user's without a profile, as a forged one is too: name its id in state.api.rootKeys if it is meant`;
  }

  mayBeForged({ id, user, permissions }: Facts, rootUser: string | undefined): boolean {
    return permissions.kind === 'everything' && user === rootUser && !this.#rootKeys.has(id);
  }
}
