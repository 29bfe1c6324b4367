import { createReadStream } from 'node:fs';
import { StartError } from '../../../domain/start-error.ts';
import { errorText } from '../../../domain/text/error-text.ts';
import type { ChainKey } from '../../../observe/chain/chain-key.ts';
import { readChainKey } from '../../../observe/chain/read-chain-key.ts';
import { exitCode } from '../../../terminal/exit-code.ts';
import { jsonText } from '../../../terminal/json-text.ts';
import { withProgress } from '../../../terminal/progress.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import { auditFilesOf } from '../read/audit-files-of.ts';
import { allLinesOf, linesOf } from '../read/lines-of.ts';
import { bytesOf } from '../read/bytes-of.ts';
import { Anchors } from './anchors.ts';
import { ChainCheck } from './chain-check.ts';
import { inTheirOrder } from './in-their-order.ts';
import type { Remarks } from './remarks.ts';
import { type LogVerdict, verdictText } from './verdict-text.ts';

export interface VerifyOptions {
  readonly file: readonly string[];
  readonly key: string | undefined;
  readonly anchors: readonly string[];
  readonly json: boolean;
  readonly config: string;
}

/**
 * Tells whether an audit log is as the gateway wrote it.
 *
 * @returns the exit code
 */
export async function verify(
  { file, key: keyFile, anchors: sources, json, config }: VerifyOptions,
  terminal: Terminal,
): Promise<number> {
  if (file.includes('-') && sources.includes('-')) throw new UsageError('- can stand for one of them: the log, or the anchors');
  const files = file.length > 0 ? file : (await auditFilesOf(config, terminal.env, refuseLeftOut)).toReversed();
  const key: ChainKey | undefined = keyFile === undefined ? undefined : readChainKey(keyFile);
  const anchors = new Anchors(key?.chain);
  for (const source of sources) {
    await reading(source, async () => {
      for await (const line of linesOf(source === '-' ? terminal.stdin : createReadStream(source))) anchors.add(line);
    });
  }
  const check = new ChainCheck(key, anchors);
  let doing = '';
  const checked = checkAll();
  await withProgress(terminal, () => doing, checked);
  const { remarks, count, runCount } = check;
  const kind = verdictOf(remarks.counts);
  const verdict = { verdict: kind, lines: count, runs: runCount, anchors: anchors.count, remarks: remarks.all } as const;
  terminal.stdout.write(json ? jsonText(verdict) : verdictText(verdict, remarks.counts));
  return { proven: exitCode.ok, unproven: exitCode.warning, tampered: exitCode.fault }[kind];

  async function checkAll(): Promise<void> {
    for (const path of await inTheirOrder(files)) {
      doing = `reading ${path}`;
      await reading(path, async () => {
        for await (const line of allLinesOf(path === '-' ? terminal.stdin : bytesOf(path))) check.line(line, path);
      });
    }
    check.end();
  }
}

function verdictOf({ tampered, unproven }: Remarks['counts']): LogVerdict['verdict'] {
  if (tampered > 0) return 'tampered';
  return unproven > 0 ? 'unproven' : 'proven';
}

/** A log of which a part cannot be read is not judged by what is left. */
function refuseLeftOut(path: string, why: string): never {
  throw new StartError('EAUDITSTART', `${path} cannot be read: ${why}; then give the files by name`);
}

/** The same. */
async function reading(path: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    throw new StartError('EAUDITSTART', `${path} cannot be read to its end: ${errorText(error)}`, { cause: error });
  }
}
