/** What a line of a chain says at its end of its place in it. */
export interface Seal {
  readonly run: number;
  readonly seq: number;
  readonly mac: string;
  /** The text that the code is made of: the line up to it. */
  readonly text: string;
}

/** Whole numbers that JSON readers keep as they are. */
const sealAtEnd = /,"run":(0|[1-9][0-9]{0,14}),"seq":(0|[1-9][0-9]{0,14}),"mac":"([0-9a-f]{32})"\}$/;
const macText = ',"mac":"';

/** The text of a line up to its code. */
export function textToSeal(line: string, run: number, seq: number): string {
  return `${line.slice(0, -1)},"run":${run},"seq":${seq}`;
}

export function sealedText(text: string, mac: string): string {
  return `${text}${macText}${mac}"}`;
}

/** Undefined: the line is of no chain, or was cut. */
export function sealOf(line: string): Seal | undefined {
  const [, run, seq, mac = ''] = sealAtEnd.exec(line) ?? [];
  if (run === undefined) return undefined;
  return { run: Number(run), seq: Number(seq), mac, text: line.slice(0, -sealedText('', mac).length) };
}
