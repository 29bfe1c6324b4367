import { urlHost } from '../../domain/address/url-host.ts';
import { listenName } from '../../domain/policy/listen-name.ts';
import { AddressSet } from '../../domain/address/address-set.ts';
import { placeOfEntry } from '../sections/listen-section.ts';
import { inheritedSections } from '../sections/inherited-sections.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { textOf as textIn } from '../../domain/text/json-fields.ts';
import { isMapping } from '../text/is-mapping.ts';
import { durationText } from '../units/duration-text.ts';
import { sizeText } from '../values/size.ts';

/** What a configuration says of one setting. */
export type ConfiguredValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly entries: readonly string[] }
  | { readonly kind: 'rate'; readonly amount: number; readonly per: string }
  /** There is a panel or a listener; its settings are listed separately. */
  | { readonly kind: 'entry' };

export interface ConfiguredSetting {
  /** `panels.two`, `listen[https://127.0.0.1:8483]`; empty: of the top level. */
  readonly entry: string;
  /** `limits.key`; empty: the entry itself. */
  readonly name: string;
  readonly said: ConfiguredValue;
}

/** By key. Settings of a panel include those that it inherits. */
export type ConfiguredSettings = ReadonlyMap<string, ConfiguredSetting>;

/** Every setting of a configuration without faults, with its value as the configuration would write it. */
export function configuredSettings(configuration: Configuration): ConfiguredSettings {
  const { limits, listen, panels, ...others } = configuration;
  const said = new SettingCollector();
  said.all('', withHeld(others, inheritedSections.held(configuration, undefined)));
  said.all('', { 'limits.maxEntries': limits.maxEntries });
  for (const entry of listen) {
    const { host: _host, port: _port, socket: _socket, proxyProtocol: _protocol, plaintext: _plaintext, ...settings } = entry;
    const place = placeOfEntry(entry);
    said.entry(`listen[${listenName(place.kind === 'socket' ? place : { ...place, isTls: !place.plaintext })}]`, settings);
  }
  for (const panel of panels) {
    const { name, ...settings } = panel;
    said.entry(`panels.${name}`, withHeld(settings, inheritedSections.held(configuration, panel)));
  }
  return said.settings;
}

/** With the resolved values of inheritable settings in place of the written ones, at the end. */
function withHeld(written: object, held: object): object {
  const others = Object.entries(written).filter(([name]) => !Object.hasOwn(held, name));
  return { ...Object.fromEntries(others), ...held };
}

class SettingCollector {
  readonly settings = new Map<string, ConfiguredSetting>();

  /** With port 0 several listeners may have one name. */
  entry(name: string, settings: object): void {
    let unique = name;
    for (let count = 2; this.settings.has(entryKey(unique)); count += 1) unique = `${name}#${count}`;
    this.#put(unique, '', { kind: 'entry' });
    this.all(unique, settings);
  }

  all(entry: string, settings: object): void {
    for (const [name, value] of Object.entries(settings)) this.#say(entry, name, value);
  }

  #say(entry: string, name: string, value: unknown): void {
    if (value === undefined) return;
    if (value instanceof AddressSet) return this.#sayList(entry, name, value.texts);
    if (value instanceof Date) return this.#put(entry, name, textOf(value.toISOString()));
    if (value instanceof Map) return this.#sayEach(entry, name, [...value]);
    if (Array.isArray(value)) return this.#sayList(entry, name, value);
    if (!isMapping(value)) return this.#put(entry, nameOf(name, value), valueText(name, value));
    const { calls, attempts = calls, perMs, burst, entries } = value;
    const url = urlText(value);
    // What is allowed on terms is allowed, and they are listed beside it.
    if (value['from'] instanceof AddressSet || value['until'] instanceof Date) this.#put(entry, name, textOf('allow'));
    if (Array.isArray(entries)) return this.#sayList(entry, name, entries);
    if (url !== undefined) return this.#put(entry, name, textOf(url));
    if (typeof attempts !== 'number' || typeof perMs !== 'number') return this.#sayEach(entry, name, Object.entries(value));
    this.#put(entry, name, { kind: 'rate', amount: attempts, per: durationText(perMs) });
    this.#say(entry, `${name}.burst`, burst);
  }

  #sayEach(entry: string, name: string, values: readonly (readonly [unknown, unknown])[]): void {
    for (const [key, value] of values) this.#say(entry, `${name}.${String(key)}`, value);
  }

  #sayList(entry: string, name: string, values: readonly unknown[]): void {
    const texts = values.flatMap((value) => (isMapping(value) ? (urlText(value) ?? []) : [String(value)]));
    if (texts.length === values.length) this.#put(entry, name, { kind: 'list', entries: texts });
    else for (const [index, value] of values.entries()) this.#say(entry, `${name}[${index}]`, value);
  }

  #put(entry: string, name: string, said: ConfiguredValue): void {
    this.settings.set(keyOf(entry, name), { entry, name, said });
  }
}

/** Of an entry itself. */
export function entryKey(entry: string): string {
  return keyOf(entry, '');
}

/** Of a setting of the top level. */
export function settingKey(name: string): string {
  return keyOf('', name);
}

function keyOf(entry: string, name: string): string {
  return `${entry}\0${name}`;
}

/** Durations are read under a name with their unit. */
function nameOf(name: string, value: unknown): string {
  return isDurationOf(name, value) ? name.slice(0, -'Ms'.length) : name;
}

function isDurationOf(name: string, value: unknown): value is number {
  return typeof value === 'number' && name.endsWith('Ms');
}

/** Of a panel, of a server of Redis, or of a receiver of notices; none has a password. */
function urlText({
  origin,
  shown,
  node,
  path,
  isTls,
  username,
  database,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof shown === 'string') return shown;
  if (typeof origin === 'string') return origin;
  if (typeof isTls !== 'boolean') return undefined;
  const user = username === undefined ? '' : `${textIn(username)}@`;
  const place = isMapping(node) ? `${urlHost(String(node['host']))}:${String(node['port'])}` : String(path);
  const scheme = isMapping(node) ? `redis${isTls ? 's' : ''}` : 'unix';
  return `${scheme}://${user}${place}${database === undefined ? '' : `/${textIn(database)}`}`;
}

function valueText(name: string, value: unknown): ConfiguredValue {
  if (isDurationOf(name, value)) return textOf(durationText(value));
  const isSize = typeof value === 'number' && /Bytes(?:PerClient)?$/.test(name);
  return textOf(isSize ? sizeText(value) : String(value));
}

function textOf(text: string): ConfiguredValue {
  return { kind: 'text', text };
}
