import type { SettingChange } from '../../domain/gateway/configuration-control.ts';
import {
  entryKey,
  settingKey,
  type ConfiguredValue,
  type ConfiguredSetting,
  type ConfiguredSettings,
} from './configured-settings.ts';

/** Changed settings, in their order. A change that all panels inherit is listed once. */
export function differenceOf(before: ConfiguredSettings, after: ConfiguredSettings): readonly SettingChange[] {
  const keys = new Set([...after.keys(), ...before.keys()]);
  const inherited = new Map<string, string>();
  const changes: SettingChange[] = [];
  for (const key of keys) {
    const [was, is] = [before.get(key), after.get(key)];
    const setting = is ?? was;
    if (setting === undefined || isNewOrGone(setting, before, after)) continue;
    const { entry, name } = setting;
    const change = changeOf(was?.said, is?.said);
    if (change === undefined || (entry.startsWith('panels.') && inherited.get(name) === change)) continue;
    if (entry === '') inherited.set(name, change);
    changes.push({ setting: textOfName(setting), change, needsRestart: needsRestart(setting, before, after) });
  }
  return changes;
}

/** The configuration in force after a reload: settings that need a restart keep their previous values. */
export function configuredInForce(wanted: ConfiguredSettings, running: ConfiguredSettings): ConfiguredSettings {
  const isOfBefore = (setting: ConfiguredSetting): boolean =>
    setting.entry.startsWith('listen[') ? isOfOneAlone(setting, wanted, running) : needsRestart(setting, wanted, running);
  return new Map([
    ...[...running].filter(([, setting]) => isOfBefore(setting)),
    ...[...wanted].filter(([, setting]) => !isOfBefore(setting)),
  ]);
}

/** Of a store and of the second listener, what does not say where it is. */
const tunedWhereverItIs: ReadonlySet<string> = new Set([
  'store.redis.timeout',
  'store.redis.onFailure',
  'admin.tokenFile',
  'admin.tokensFile',
  'admin.tokens',
  'admin.hosts',
]);

/** Opened once, at a start: a folder, a store, and sockets to listen on. */
function needsRestart({ entry, name }: ConfiguredSetting, before: ConfiguredSettings, after: ConfiguredSettings): boolean {
  if (entry === '' && tunedWhereverItIs.has(name)) return before.has(settingKey(name)) !== after.has(settingKey(name));
  return entry === '' ? /^(?:data|admin|store)(?:\.|\[|$)/.test(name) : entry.startsWith('listen[') && name === '';
}

/** A setting of an entry that only one of the two has: the entry itself is listed instead. */
function isNewOrGone(setting: ConfiguredSetting, before: ConfiguredSettings, after: ConfiguredSettings): boolean {
  return setting.name !== '' && isOfOneAlone(setting, before, after);
}

function isOfOneAlone({ entry }: ConfiguredSetting, one: ConfiguredSettings, other: ConfiguredSettings): boolean {
  return entry !== '' && one.has(entryKey(entry)) !== other.has(entryKey(entry));
}

function textOfName({ entry, name }: ConfiguredSetting): string {
  return [entry, name].filter((part) => part !== '').join('.');
}

/** Undefined: it is the same. */
function changeOf(before: ConfiguredValue | undefined, after: ConfiguredValue | undefined): string | undefined {
  if (before?.kind === 'entry' || after?.kind === 'entry') return entryChange(before, after);
  if (isList(before) && isList(after)) return listChange(before?.entries ?? [], after?.entries ?? []);
  if (before?.kind === 'rate' && after?.kind === 'rate' && before.per === after.per)
    return before.amount === after.amount ? undefined : `${before.amount} → ${after.amount} per ${after.per}`;
  const [from, to] = [textOf(before), textOf(after)];
  return from === to ? undefined : `${from} → ${to}`;
}

function entryChange(before: ConfiguredValue | undefined, after: ConfiguredValue | undefined): string | undefined {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : undefined;
}

type List = Extract<ConfiguredValue, { readonly kind: 'list' }>;

/** One that is not said is empty. */
function isList(said: ConfiguredValue | undefined): said is List | undefined {
  return said === undefined || said.kind === 'list';
}

function listChange(before: readonly string[], after: readonly string[]): string | undefined {
  const [were, are] = [new Set(before), new Set(after)];
  const added = [...are].filter((entry) => !were.has(entry)).length;
  const removed = [...were].filter((entry) => !are.has(entry)).length;
  return added + removed === 0 ? undefined : `+${added} -${removed}`;
}

function textOf(said: ConfiguredValue | undefined): string {
  switch (said?.kind) {
    case undefined:
      return 'none';
    case 'text':
      return said.text;
    case 'rate':
      return `${said.amount} per ${said.per}`;
    case 'list':
      return said.entries.join(', ');
    case 'entry':
      return '';
  }
}
