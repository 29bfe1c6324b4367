import type { Inheritable } from './inheritable.ts';

type Settings = Readonly<Record<string, Inheritable>>;

/** Settings that stand by themselves, as the top level has them. */
export function wholesOf<S extends Settings>(settings: S): { readonly [Key in keyof S]: S[Key]['whole'] };
export function wholesOf(settings: Settings): object {
  return Object.fromEntries(Object.entries(settings).map(([name, { whole }]) => [name, whole]));
}

/** The same as a panel has them. */
export function partsOf<S extends Settings>(settings: S): { readonly [Key in keyof S]: S[Key]['part'] };
export function partsOf(settings: Settings): object {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { part }]) => [name, part.describe(`\`${name}\` for this panel.`)]),
  );
}
