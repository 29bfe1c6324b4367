import type { Call } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';
import type {
  Command,
  PanelState,
  PanelStateSource,
  Readings,
  RefreshReason,
  StateFault,
} from '../../domain/panel/panel-state.ts';
import type { Secret } from '../../domain/secret.ts';
import { ApiAsker } from './api-asker.ts';
import { ApiFacts } from './api-facts.ts';
import { ApiPace } from './api-pace.ts';
import { ApiRound } from './api-round.ts';
import { type ApiTimings, defaultApiTimings } from './api-timings.ts';
import { Changes } from '../poll/changes.ts';
import { countReading } from '../poll/count-reading.ts';
import { PassLoop } from '../poll/pass-loop.ts';
import { pauseUntil } from '../poll/pause-until.ts';
import { Reports } from '../poll/reports.ts';

export interface ApiStateOptions {
  readonly settings: ApiSettings;
  /** The gateway's own key, of the panel's root user. */
  readonly accessKey: { readonly id: string; readonly secret: Secret };
  /** @throws Error in words where there is no answer of the API's */
  readonly ask: (call: Call) => Promise<PanelAnswer>;
  readonly clock: Clock;
  readonly log: Log;
  /** The shipped table. */
  readonly commands: ReadonlyMap<string, Command>;
  readonly timings?: Partial<ApiTimings>;
  /** Between 0 and 1. */
  readonly random?: () => number;
}

export interface ApiSettings {
  readonly everyMs: number;
  /** Ids of the root user's keys that may have no profile. */
  readonly rootKeys: ReadonlySet<string>;
  /** Commands that administrators added, with the position of the user argument. */
  readonly extraCommands: ReadonlyMap<string, number>;
}

/**
 * Panel state from the panel's own API, asked again and again. Each question is a line in the history of the panel's root user, so a round asks the
 * two lists alone; profiles and users are asked for hourly, and after a change or a doubt.
 *
 * `refresh` resolves after a round that began after the call; that round begins at once, or ten seconds after the early one before it,
 * or, where the panel refused the gateway's own key, once the wait for the next attempt is over. After `stop` it resolves at once.
 */
export function createApiState(options: ApiStateOptions): PanelStateSource {
  return new AskedState(options);
}

const maxStartPasses = 5;

class AskedState implements PanelStateSource {
  readonly #clock: Clock;
  readonly #timings: ApiTimings;
  readonly #asker: ApiAsker;
  readonly #facts: ApiFacts;
  readonly #pace: ApiPace;
  readonly #loop: PassLoop;
  readonly #errors: Reports;
  readonly #warnings: Reports;
  readonly #stopping = new AbortController();
  #early: Promise<void> | undefined;
  /** The next pass asks for the lists, whenever it begins. */
  #isRoundAsked = true;
  #roundDueAtMs = 0;
  /** The panel did not answer, or refused the gateway's key: only the next round asks it again. */
  #isHeldBack = false;
  #readings: Readings = { complete: 0, incomplete: 0 };
  readonly #changes = new Changes();
  #state: PanelState | undefined;
  #problems: readonly string[] = ["the panel's API has not been asked yet"];

  constructor({ settings, accessKey, ask, clock, log, commands, timings, random }: ApiStateOptions) {
    const { everyMs, rootKeys, extraCommands } = settings;
    const chosen = { ...defaultApiTimings, ...timings };
    this.#clock = clock;
    // With longer intervals, what was read in one round is valid until the next.
    this.#timings = { ...chosen, detailsMaxMs: Math.max(chosen.detailsMaxMs, 2 * everyMs) };
    const stopped = this.#stopping.signal;
    this.#asker = new ApiAsker({ accessKey, ask, patienceMs: this.#timings.patienceMs, stopped });
    this.#facts = new ApiFacts({
      clock,
      timings: this.#timings,
      rootKeys,
      ownId: accessKey.id,
      commands,
      extraCommands,
    });
    this.#pace = new ApiPace({ everyMs, timings: this.#timings, random: random ?? Math.random });
    this.#loop = new PassLoop(clock, () => this.#pass());
    this.#errors = new Reports(log, 'error');
    this.#warnings = new Reports(log, 'warn');
  }

  readonly start = async (): Promise<void> => {
    const begun = new AbortController();
    const signal = AbortSignal.any([begun.signal, this.#stopping.signal]);
    await Promise.race([this.#begin(), pauseUntil(this.#timings.startMs, signal)]);
    begun.abort();
  };

  readonly current = (): PanelState | undefined => this.#state;

  readonly onChange = this.#changes.listen;

  readonly problems = (): readonly string[] => this.#problems;

  readonly faults = (): readonly StateFault[] => this.#facts.faults();

  readonly notices = (): readonly string[] => this.#facts.notices();

  readonly readings = (): Readings => this.#readings;

  readonly refresh = (reason?: RefreshReason): Promise<void> => {
    if (reason === undefined) this.#facts.setDetailsDue();
    if (reason?.kind === 'doubt') this.#facts.doubt(reason.accessKey);
    this.#early ??= this.#readEarly();
    return this.#early;
  };

  readonly stop = async (): Promise<void> => {
    this.#stopping.abort();
    await this.#loop.stop();
  };

  /** Keys count after their second reading, so the first calls would otherwise be refused. */
  async #begin(): Promise<void> {
    await this.#loop.run();
    for (let passes = 1; passes < maxStartPasses; passes += 1) {
      const keysDueInMs = this.#facts.keysDueInMs();
      if (keysDueInMs === undefined || this.#stopping.signal.aborted) return;
      await pauseUntil(keysDueInMs + 1, this.#stopping.signal);
      await this.#loop.run();
    }
  }

  async #readEarly(): Promise<void> {
    // At least once: what is set below is set after the caller has remembered this promise.
    do await pauseUntil(this.#earlyInMs(), this.#stopping.signal);
    while (this.#earlyInMs() > 0);
    this.#early = undefined;
    if (this.#stopping.signal.aborted) return;
    this.#pace.early(this.#clock.monotonicMs());
    this.#isRoundAsked = true;
    await this.#loop.run();
  }

  #earlyInMs(): number {
    return this.#stopping.signal.aborted ? 0 : this.#pace.earlyInMs(this.#clock.monotonicMs());
  }

  async #pass(): Promise<void> {
    const isRound = this.#isRoundDue();
    if (!isRound && this.#isHeldBack) return this.#loop.schedule(this.#roundDueInMs());
    const beganAtMs = this.#clock.monotonicMs();
    // Until this pass has told when the next one is due.
    if (isRound) this.#roundDueAtMs = beganAtMs + this.#pace.everyMs;
    this.#isRoundAsked = false;
    const round = new ApiRound(this.#asker);
    await round.guard(this.#read(round, isRound));
    if (this.#stopping.signal.aborted) return;
    this.#isHeldBack = round.isOver;
    if (isRound || round.outcome() !== 'complete') this.#settle(round, beganAtMs);
    this.#publish();
    this.#report();
    this.#scheduleNext();
  }

  async #read(round: ApiRound, isRound: boolean): Promise<void> {
    if (isRound) await this.#facts.readLists(round);
    this.#publish();
    await this.#facts.readDetails(round);
    this.#publish();
    await this.#facts.readKeys(round, { confirmed: () => this.#publish(), mustEnd: () => this.#isRoundDue() });
  }

  #isRoundDue(): boolean {
    return this.#isRoundAsked || this.#clock.monotonicMs() >= this.#roundDueAtMs;
  }

  #settle(round: ApiRound, beganAtMs: number): void {
    const outcome = round.outcome();
    this.#problems = round.problems().map((problem) => `the panel's API: ${problem}`);
    this.#readings = countReading(this.#readings, outcome === 'complete');
    const nowMs = this.#clock.monotonicMs();
    const fromMs = outcome === 'complete' ? beganAtMs : nowMs;
    this.#roundDueAtMs = fromMs + this.#pace.nextInMs(outcome, nowMs);
  }

  #scheduleNext(): void {
    if (!this.#isHeldBack) {
      const listsDueAtMs = this.#clock.monotonicMs() + (this.#facts.listsDueInMs() ?? Number.POSITIVE_INFINITY);
      this.#roundDueAtMs = Math.min(this.#roundDueAtMs, listsDueAtMs);
      const againInMs = this.#facts.againInMs();
      if (againInMs !== undefined) this.#loop.schedule(againInMs + 1);
    }
    this.#loop.schedule(this.#roundDueInMs());
  }

  #roundDueInMs(): number {
    return Math.max(0, this.#roundDueAtMs - this.#clock.monotonicMs());
  }

  /** What was read counts from now on. */
  #publish(): void {
    const before = this.#state;
    if (!this.#stopping.signal.aborted) this.#state = this.#facts.state() ?? before;
    if (this.#state !== before) this.#changes.tell();
  }

  #report(): void {
    this.#warnings.update(this.#facts.warnings());
    const what =
      this.#state === undefined
        ? 'panel state is not available'
        : 'panel state is not up to date, and the last good one still counts';
    this.#errors.update(this.#problems, what);
  }
}
