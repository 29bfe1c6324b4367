import { connect } from 'node:net';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';

/** The process behind the socket of a folder. */
export interface LeasePeer {
  /** `left behind`: its process has ended, and the file is still there. `gone`: it released the folder. */
  readonly state: 'trying' | 'holding' | 'left behind' | 'gone';
  /** Resolves when this process holds the folder; with undefined where it gave up, or released it. */
  readonly decided: Promise<string | undefined>;
  /** Resolves when its connection has ended: it let go, or its process has ended. */
  readonly gone: Promise<void>;
  /** Ends the connection. */
  readonly leave: () => void;
  /** Waiting for its end does not keep the process alive. */
  readonly unref: () => void;
}

/** After that a process that says nothing counts as one that holds the folder: it may only be stopped. */
const patienceMs = 5000;
const silent = 'a process that does not answer';

/** Asks what the process behind a socket does with the folder. Never rejects. */
export async function askPeer(path: string): Promise<LeasePeer> {
  const state = settlement<LeasePeer['state']>();
  const decided = settlement<string | undefined>();
  const gone = settlement<void>();
  const connection = connect({ path });
  const hold = (who: string): void => {
    state.settle('holding');
    decided.settle(who);
  };
  const timer = setTimeout(() => hold(silent), patienceMs);
  let said = '';
  connection.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('latin1')).slice(0, maxChars);
    if (said.startsWith(tryingLine)) state.settle('trying');
    const line = said.startsWith(tryingLine) ? said.slice(tryingLine.length) : said;
    if (line.includes('\n') || line.length === maxChars) hold(whoIn(line));
  });
  connection.once('error', (error) => {
    const code = systemErrorCode(error);
    if (code === 'ECONNREFUSED') state.settle('left behind');
    else if (!endings.has(code)) hold(`a process that cannot be asked (${code}: ${path})`);
  });
  connection.once('close', () => {
    clearTimeout(timer);
    state.settle('gone');
    decided.settle(undefined);
    gone.settle();
  });
  void decided.value.then(() => clearTimeout(timer));
  return {
    state: await state.value,
    decided: decided.value,
    gone: gone.value,
    leave: () => connection.destroy(),
    unref: () => connection.unref(),
  };
}

/** A socket is told first what its process is about to do. */
export const tryingLine = 'trying\n';
/** Then, or instead, that it holds the folder. */
export const holdingLine = (who: string): string => `holding ${who}\n`;

/** The process let go while it was asked. */
const endings: ReadonlySet<string> = new Set(['ENOENT', 'ECONNRESET', 'EPIPE']);
const maxChars = 300;

function whoIn(line: string): string {
  const [, who] = /^holding ([\x20-\x7e]+)\n/.exec(line) ?? [];
  return who ?? 'an unknown program';
}

interface Settlement<Value> {
  readonly value: Promise<Value>;
  /** The first time counts. */
  readonly settle: (value: Value) => void;
}

function settlement<Value>(): Settlement<Value> {
  const resolvers: ((value: Value) => void)[] = [];
  const value = new Promise<Value>((resolve) => void resolvers.push(resolve));
  return { value, settle: (settled) => resolvers[0]?.(settled) };
}
