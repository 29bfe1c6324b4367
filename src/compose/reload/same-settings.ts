import { AddressSet } from '../../domain/address/address-set.ts';

/** Whether two settings, or parts of them, say the same. Lists that say the same in another order are others. */
export function sameSettings(one: unknown, other: unknown): boolean {
  return one === other || textOf(one) === textOf(other);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Map) return { map: [...each] };
    if (each instanceof Set) return { set: [...each] };
    if (each instanceof AddressSet) return { addresses: each.texts };
    if (typeof each === 'object' && each !== null && !Array.isArray(each) && !isPlain(each))
      throw new TypeError(`settings hold a ${each.constructor.name}, which cannot be compared`);
    return each;
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
