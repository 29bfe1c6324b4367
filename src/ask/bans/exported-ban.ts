import { printableJson } from '../../domain/text/printable.ts';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import { parseClient } from '../target.ts';
import { faultOfNote, untilMs } from './ban-terms.ts';

/** A line of a file of bans, as the gateway is asked to begin it. */
export interface ExportedBan {
  /** The first is 1. */
  readonly line: number;
  readonly address: string;
  readonly until: string;
  readonly note: string | undefined;
  /** Undefined: at every panel. */
  readonly panel: string | undefined;
}

export interface ReadBans {
  readonly bans: readonly ExportedBan[];
  /** Every one with its line. */
  readonly faults: readonly string[];
}

const names: ReadonlySet<string> = new Set(['banned', 'until', 'note', 'panel']);

/** @param ban as `bans list` has it */
export function exportedLine({ subject, until, note, panel }: Readonly<Record<string, unknown>>): string {
  return printableJson(JSON.stringify({ banned: subject, until, note, panel }));
}

/** Reads a file of bans: JSON, one object a line. Empty lines, and lines that begin with `#`, are nothing. */
export function readExportedBans(text: string): ReadBans {
  const bans: ExportedBan[] = [];
  const faults: string[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (content.trim() === '' || content.startsWith('#')) continue;
    const fields = objectIn(content);
    const found =
      fields === undefined ? ['expected a JSON object such as {"banned": "203.0.113.0/24", "until": "…"}'] : faultsOf(fields);
    faults.push(...found.map((fault) => `line ${line}: ${fault}`));
    const { banned, until, note, panel } = fields ?? {};
    if (found.length === 0 && typeof banned === 'string' && typeof until === 'string')
      bans.push({ line, address: banned, until, note: textIn(note), panel: textIn(panel) });
  }
  return { bans, faults };
}

function faultsOf({ banned, until, note, panel, ...others }: Readonly<Record<string, unknown>>): readonly string[] {
  const faults: string[] = Object.keys(others).map((name) => `${name}: unknown name; expected ${[...names].join(', ')}`);
  if (typeof banned !== 'string' || parseClient(banned) === undefined)
    faults.push(`banned: expected an address or a network such as 203.0.113.0/24, found ${shown(banned)}`);
  if (typeof until !== 'string' || Number.isNaN(untilMs(until)))
    faults.push(`until: expected a time in UTC such as 2027-01-02T03:04:05Z, found ${shown(until)}`);
  const fault = note === undefined ? undefined : faultOfNote(textIn(note) ?? '');
  if (fault !== undefined) faults.push(`note: ${fault}`);
  if (panel !== undefined && (typeof panel !== 'string' || panel === ''))
    faults.push(`panel: expected the name of a panel, found ${shown(panel)}`);
  return faults;
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? fieldsOf(value) : undefined;
  } catch {
    // The line is no JSON, and is told of as any other that is no object.
    return undefined;
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
