import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { adviceOnce } from './domain/text/advice-once.ts';
import type { Clock } from './domain/clock.ts';
import type { Log } from './domain/log.ts';
import type { PanelState, PanelStateSource, Unknowns } from './domain/panel/panel-state.ts';
import { adviceOn } from './domain/text/system-fault.ts';
import { systemErrorCode } from './domain/text/system-error-code.ts';
import { createFilesState } from './state/files/files-state.ts';
import { collectorReader } from './state/follow/panel-reader.ts';
import { unreadableKinds } from './state/static/panel-document.ts';
import { PassLoop } from './state/poll/pass-loop.ts';
import { pauseUntil } from './state/poll/pause-until.ts';
import { Reports } from './state/poll/reports.ts';
import { writeStaticFile } from './state/static/static-writer.ts';

export interface CollectorOptions {
  /** Root of the panel's files. */
  readonly from: string;
  /** The static file; a gateway with `state.static` reads it. */
  readonly to: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: Partial<CollectorTimings>;
}

export interface CollectorTimings {
  /** An unchanged state is written again after this time: readers take the file's age for that of the state. */
  readonly freshMs: number;
  /** From a writing that failed to the next. */
  readonly retryMs: number;
}

/** Reads the panel's files and writes what the gateway must know of them, with digests in place of secrets. */
export interface Collector {
  /** Reads and writes once. @returns why the file was not written, or what it lacks, in words; undefined: it is there, and whole */
  readonly once: () => Promise<string | undefined>;
  /** Writes whenever something changes, and every 30 s, until it is stopped. Never rejects for what can mend. */
  readonly follow: (stopped: AbortSignal) => Promise<void>;
}

const defaultTimings: CollectorTimings = { freshMs: 10_000, retryMs: 5_000 };
/** The longest that a timer bears. */
const longMs = 2 ** 31 - 1;

/** Puts the collector together: a process of its own, the only one that may read the panel's secrets, and that needs no network. */
export function createCollector(options: CollectorOptions): Collector {
  const { from, clock, log } = options;
  const { freshMs, retryMs } = { ...defaultTimings, ...options.timings };
  const to = resolve(options.to);
  // Also API keys: whether they count is for the gateway to say.
  const source = createFilesState({ settings: { root: resolve(from), reader: collectorReader, readApiKeys: true }, clock, log });
  const errors = new Reports(log, 'error');
  let written: PanelState | undefined;
  let retryAtMs = 0;

  function isDue(state: PanelState): boolean {
    return written === undefined || !isSame(written, state) || state.readAtMs - written.readAtMs >= freshMs;
  }

  /** @returns why it could not be written, in words */
  async function write(state: PanelState): Promise<string | undefined> {
    try {
      await writeStaticFile(to, state, clock.wallMs() - (clock.monotonicMs() - state.readAtMs));
      written = state;
      return undefined;
    } catch (error) {
      return writeFault(to, error);
    }
  }

  async function writeIfDue(): Promise<void> {
    const state = source.current();
    if (state === undefined || !isDue(state)) return;
    const waitMs = retryAtMs - clock.monotonicMs();
    if (waitMs > 0) return loop.schedule(waitMs);
    const fault = await write(state);
    errors.update(fault === undefined ? [] : [fault]);
    if (fault === undefined) return;
    retryAtMs = clock.monotonicMs() + retryMs;
    loop.schedule(retryMs);
  }

  const loop = new PassLoop(clock, writeIfDue);

  return {
    once: async () => {
      await source.start();
      await source.stop();
      const state = source.current();
      if (state === undefined) return `${to} was not written: ${adviceOnce(source.problems()).join('; ')}`;
      return (await write(state)) ?? gapsOf(to, source, state);
    },
    follow: async (stopped) => {
      const stop = (): void => void source.stop();
      stopped.addEventListener('abort', stop, { once: true });
      source.onChange(() => void loop.run());
      await source.start();
      // Neither watches nor timers of a source keep a process alive.
      while (!stopped.aborted) await pauseUntil(longMs, stopped);
      await loop.stop();
      await source.stop();
    },
  };
}

/** Whether two states say the same of the panel, at whatever time they were read. */
function isSame(a: PanelState, b: PanelState): boolean {
  return (
    a.api === b.api &&
    a.allowedAddresses === b.allowedAddresses &&
    a.rootUser === b.rootUser &&
    a.accessKeys === b.accessKeys &&
    a.profiles === b.profiles &&
    a.users === b.users &&
    a.apiKeyDigests === b.apiKeyDigests &&
    a.commands === b.commands &&
    isSameUnknown(a.unknown, b.unknown)
  );
}

function isSameUnknown(a: Unknowns, b: Unknowns): boolean {
  return unreadableKinds.every((kind) => a[kind] === b[kind]) && a.apiKeys === b.apiKeys && a.rootUser === b.rootUser;
}

/** What a reader of the file must know is missing in it; undefined: nothing is. */
function gapsOf(to: string, source: PanelStateSource, { unknown }: PanelState): string | undefined {
  const faults = (source.faults?.() ?? []).map(({ first }) => first);
  const isSettling = faults.length === 0 && unreadableKinds.some((kind) => unknown[kind].size > 0);
  const gaps = [
    ...faults,
    ...(isSettling ? ['files that change all the time are left out; run it again'] : []),
    ...(unknown.rootUser === true ? ["conf/hestia.conf: ROOT_USER cannot be known: leave one line ROOT_USER='…' of it"] : []),
    ...source.problems(),
  ];
  return gaps.length === 0
    ? undefined
    : `${to} was written, but not all of the panel could be read: ${adviceOnce(gaps).join('; ')}`;
}

const noWriteAccess =
  "the collector's user may not write in its folder; change the folder's owner or mode, or name another place with --to";

function writeFault(to: string, error: unknown): string {
  if (isFolder(to)) return `${to} is a folder; name a file in it with --to`;
  const code = systemErrorCode(error);
  const advice = new Map([
    ['ENOSPC', 'the disk is full; make room on it'],
    ['EDQUOT', "the user's quota is used up; make room in it"],
    ['EFBIG', "it is longer than the process's limit for files allows; raise the limit"],
    ['ENOENT', 'its folder does not exist; make it, or correct --to'],
    ['ENOTDIR', 'it leads through a file as if that were a folder; correct --to'],
    ['ENAMETOOLONG', 'the name is too long; shorten it in --to'],
    ['EACCES', noWriteAccess],
    ['EPERM', noWriteAccess],
    [
      'EROFS',
      'its folder lies on a file system that is only read; in a systemd unit, name it in ReadWritePaths or StateDirectory',
    ],
  ]).get(code);
  const what = advice ?? adviceOn(code) ?? (error instanceof Error ? error.message : 'unknown error');
  return `${to} cannot be written (${code}): ${what}. What was there before is as it was.`;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Writing has said what is wrong with it.
    return false;
  }
}
