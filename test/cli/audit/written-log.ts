import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { refusalOf } from '../../../src/hestia/answer/refusal.ts';
import { readCommandTable } from '../../../src/hestia/files/command-table.ts';
import { type AuditLog, createAuditLog } from '../../../src/observe/audit/audit-log.ts';
import { beginRun } from '../../../src/observe/chain/chain-folder.ts';
import { type Seal, sealOf } from '../../../src/observe/chain/sealed-line.ts';
import { verify } from '../../../src/cli/audit/verify/verify.ts';
import { captureTerminal } from '../capture-terminal.ts';
import { testClock } from '../../observe/audit/opened-log.ts';
import { answeredWith, notAllowed, refusedFrom, subjectWith } from '../../observe/audit/requests.ts';
import type { Random } from '../../support/random.ts';

export interface LogLine {
  readonly file: string;
  readonly text: string;
  readonly seal: Seal | undefined;
}

/** An audit log in a folder, as gateways write it that are restarted and killed. */
export class WrittenLog {
  readonly folder = mkdtempSync(join(tmpdir(), 'chain-'));
  readonly file = join(this.folder, 'audit.log');
  readonly data = join(this.folder, 'data');
  readonly anchors = join(this.folder, 'anchors.log');
  readonly key = join(this.data, 'audit.key');
  readonly clock = testClock();
  readonly #commands = readCommandTable();
  #audit: AuditLog | undefined;
  #tasks: (() => void)[] = [];
  #calls = 0;
  #isMuted = false;

  constructor() {
    mkdirSync(this.data);
    writeFileSync(this.anchors, '');
    onTestFinished(() => {
      this.#audit?.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  start(): void {
    const tell = (msg: string, fields: object = {}): void => {
      if (!this.#isMuted) appendFileSync(this.anchors, `${JSON.stringify({ msg, ...fields })}\n`);
    };
    this.#audit = createAuditLog({
      file: this.file,
      commands: this.#commands,
      clock: this.clock,
      log: { debug: tell, info: tell, warn: tell, error: tell },
      ipv6Prefix: () => 64,
      exitCodeOf: refusalOf,
      atTurnEnd: (task) => void this.#tasks.push(task),
      told: () => undefined,
    });
    this.#audit.beginRun(beginRun(this.data));
  }

  call(): void {
    this.clock.pass(7);
    const arrival = { ...subjectWith().arrival, requestId: (this.#calls += 1).toString(16).padStart(32, '0') };
    void this.#audit?.sending(subjectWith({ arrival }));
    this.#audit?.ended(answeredWith({}, { arrival }));
    this.#endTurn();
  }

  /** More than have a line of their own. */
  flood(): void {
    for (let count = 0; count < 14; count += 1) this.#audit?.ended(refusedFrom('192.0.2.9', notAllowed));
    this.#endTurn();
    this.clock.pass(1001);
  }

  anchor(): void {
    this.#audit?.tellAnchor();
  }

  stop(): void {
    this.#audit?.close();
    this.#audit = undefined;
    this.clock.pass(1000);
  }

  /** @param cut bytes of one more line that it had begun to write */
  kill(cut: number): void {
    // What it still has to write, a killed one has not.
    this.#isMuted = true;
    const size = statSync(this.file).size;
    this.#audit?.close();
    truncateSync(this.file, size);
    this.#isMuted = false;
    this.#audit = undefined;
    this.#tasks = [];
    const [line = ''] = readFileSync(this.file, 'latin1').split('\n');
    if (line !== '') appendFileSync(this.file, line.slice(0, Math.min(cut, line.length - 1)));
    this.clock.pass(1000);
  }

  rotate(): void {
    const packed = `${this.file}.2.gz`;
    const older = existsSync(packed) ? gunzipSync(readFileSync(packed)) : Buffer.alloc(0);
    if (existsSync(`${this.file}.1`)) {
      // The end of a line that was torn is not the beginning of the next one.
      const begin = older.length > 0 && older.at(-1) !== 0x0a ? '\n' : '';
      writeFileSync(packed, gzipSync(Buffer.concat([older, Buffer.from(begin), readFileSync(`${this.file}.1`)])));
    }
    renameSync(this.file, `${this.file}.1`);
    this.#audit?.reopen();
    if (this.#audit === undefined) writeFileSync(this.file, '');
  }

  /** Calls, floods, anchors, rotations, stops and kills; ends with an anchor, at the last line or before it. */
  live(random: Random, steps: number): void {
    this.start();
    for (let step = 0; step < steps; step += 1) {
      const what = random.int(12);
      if (what < 6) this.call();
      else if (what === 6) this.flood();
      else if (what < 9) this.anchor();
      else if (what === 9) this.rotate();
      else {
        if (what === 10) this.stop();
        else this.kill(random.int(300));
        if (random.once(4)) this.rotate();
        this.start();
      }
    }
    this.call();
    this.anchor();
    for (let left = random.int(3); left > 0; left -= 1) this.call();
  }

  get #proofs(): { readonly key: string | undefined; readonly anchors: readonly string[] } {
    return { key: this.key, anchors: [this.anchors] };
  }

  get files(): readonly string[] {
    return [`${this.file}.2.gz`, `${this.file}.1`, this.file].filter((path) => existsSync(path));
  }

  lines(): LogLine[] {
    return this.files.flatMap((file) => {
      const bytes = readFileSync(file);
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
      return (text.endsWith('\n') ? text.slice(0, -1) : text)
        .split('\n')
        .map((line) => ({ file, text: line, seal: sealOf(line) }));
    });
  }

  /** Writes these instead. */
  put(lines: readonly LogLine[]): void {
    for (const file of this.files) {
      const text = lines.flatMap((line) => (line.file === file ? [`${line.text}\n`] : [])).join('');
      writeFileSync(file, file.endsWith('.gz') ? gzipSync(text) : text);
    }
  }

  async verify(options: { readonly key?: string | undefined; readonly anchors?: readonly string[] } = {}): Promise<Verified> {
    const { key, anchors } = { ...this.#proofs, ...options };
    return this.verifyFiles(this.files, { key, anchors });
  }

  async verifyFiles(file: readonly string[], { key, anchors } = this.#proofs): Promise<Verified> {
    const terminal = captureTerminal();
    const code = await verify({ file, key, anchors, json: true, config: '' }, terminal);
    return { ...JSON.parse(terminal.out()), code };
  }

  #endTurn(): void {
    for (const task of this.#tasks.splice(0)) task();
  }
}

export interface Verified {
  readonly code: number;
  readonly verdict: string;
  readonly lines: number;
  readonly runs: number;
  readonly remarks: readonly { readonly kind: string; readonly at: string; readonly text: string }[];
}
