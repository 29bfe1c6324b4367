import { fieldsOf } from '../../domain/text/json-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface PanelLists {
  readonly name: string;
  /** What can be written as JSON, by the names of the lists. */
  readonly lists: Readonly<Record<string, Iterable<object>>>;
}

/** The lists of each panel, in pieces: `"panels":{"NAME":{"LIST":[...],...},...}`. Each list is gone through once. */
export function* panelFields(panels: readonly PanelLists[]): Generator<string> {
  yield '"panels":{';
  for (const [index, { name, lists }] of panels.entries()) {
    yield `${index === 0 ? '' : ','}${JSON.stringify(name)}:{`;
    for (const [at, [list, items]] of Object.entries(lists).entries()) {
      yield `${at === 0 ? '' : ','}${JSON.stringify(list)}:[`;
      let comma = '';
      for (const item of items) {
        yield `${comma}${JSON.stringify(item)}`;
        comma = ',';
      }
      yield ']';
    }
    yield '}';
  }
  yield '}';
}

/** The panels of a content, each with its fields. Where there is something else in their place: one without a name. */
export function panelsIn({ panels }: Fields): readonly (readonly [string | undefined, Fields])[] {
  if (panels === undefined) return [];
  if (typeof panels !== 'object' || panels === null || Array.isArray(panels)) return [[undefined, { bans: [0], known: [0] }]];
  return Object.entries(panels).map(([name, fields]) => [name, fieldsOf(fields)]);
}

/** The items of a list; one that is nothing where there is something else in its place. */
export function recordsOf(fields: Fields, name: string): readonly unknown[] {
  const items = fields[name];
  if (items === undefined) return [];
  return Array.isArray(items) ? items : [undefined];
}
