import type { ByteString } from '../../domain/call/call.ts';
import { ListFault, type ListValue } from './json-of-list.ts';

type Members = ReadonlyMap<string, ListValue>;

const sheetName = /^[A-Z][A-Z0-9_]*$/;

/**
 * The shapes that the panel's lists have. Each function throws a ListFault that says where a value has another shape, without the value.
 * Unexpected names may be text of a client, so they are not repeated either.
 */
export const shapeOfList = {
  /** An object whose names are data. A list that is empty is written as an empty object, or as an empty list. */
  entries: (value: ListValue): Members => {
    if (value.kind === 'list' && value.values.length === 0) return new Map();
    return membersOf(value, 'the whole');
  },

  /** An object with exactly these names. */
  record: (value: ListValue, names: ReadonlySet<string>, where: string): Members => {
    const members = membersOf(value, where);
    for (const name of names) if (!members.has(name)) throw new ListFault(`${where} lacks ${name}`);
    if (members.size > names.size) throw new ListFault(`${where} has ${members.size - names.size} unknown fields`);
    return members;
  },

  /** An object with texts only, whose names differ from one version of the panel to the next. */
  sheet: (value: ListValue, where: string): Members => {
    const members = membersOf(value, where);
    for (const [name, member] of members) {
      if (!sheetName.test(name) || member.kind !== 'text') throw new ListFault(`${where} has an unknown field`);
    }
    return members;
  },

  /** One text of an object. */
  text: (members: Members, name: string, where: string): ByteString => {
    const value = members.get(name);
    if (value?.kind !== 'text') throw new ListFault(`${where} has no text ${name}`);
    return value.text;
  },

  /** One list of texts of an object. */
  texts: (members: Members, name: string, where: string): readonly ByteString[] => {
    const value = members.get(name);
    if (value?.kind !== 'list') throw new ListFault(`${where} has no list ${name}`);
    return value.values.map((entry) => {
      if (entry.kind !== 'text') throw new ListFault(`${where} has something in its list ${name} that is no text`);
      return entry.text;
    });
  },
};

function membersOf(value: ListValue, where: string): Members {
  if (value.kind !== 'object') throw new ListFault(`${where} is no object`);
  return value.members;
}
