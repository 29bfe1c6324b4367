import { fieldsOf } from '../../domain/text/json-fields.ts';

/** Where a run ended at a moment. Kept out of reach of whoever can change the audit log, it proves that the log has not become shorter since. */
export interface Anchor {
  readonly chain: string;
  readonly run: number;
  /** Of the last line. */
  readonly seq: number;
  /** Code of that line. */
  readonly mac: string;
  /** Of that line: `headWith` that of the line before it. So it stands for all lines of the run up to that one. */
  readonly head: string;
}

/** What the process's own log calls it. */
export const anchorMessage = 'audit anchor';

/** From a line of the process's own log: as it is, behind what syslog puts before it, or within JSON of journalctl. Undefined: it is none. */
export function anchorIn(line: string): Anchor | undefined {
  if (!line.includes(anchorMessage)) return undefined;
  const fields = jsonIn(line);
  const { MESSAGE: message } = fields;
  return anchorOf(typeof message === 'string' ? jsonIn(message) : fields);
}

function anchorOf({ msg, chain, run, seq, mac, head }: Readonly<Record<string, unknown>>): Anchor | undefined {
  if (msg !== anchorMessage || typeof run !== 'number' || typeof seq !== 'number') return undefined;
  if (typeof chain !== 'string' || typeof mac !== 'string' || typeof head !== 'string') return undefined;
  return { chain, run, seq, mac, head };
}

function jsonIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text.slice(text.indexOf('{'))));
  } catch {
    // A line of somebody else that has the same words.
    return {};
  }
}
