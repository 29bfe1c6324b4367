import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../config/resolve/read-settings.ts';
import { callLine } from '../demo/show/call-line.ts';
import type { DemoKeys } from '../demo/commands/demo-keys.ts';
import { type DemoSite, startDemoSite } from '../demo/panel/demo-site.ts';
import { configurationOf, dataFolderOf, type GatewayName } from '../demo/panel/gateway-setups.ts';
import { Outcomes } from '../demo/show/outcomes.ts';
import { playTour } from '../demo/tour/play-tour.ts';
import type { TourPart } from '../demo/tour/tour-case.ts';
import { tourParts } from '../demo/tour/tour-parts.ts';
import { tourText } from '../demo/tour/tour-text.ts';
import { tryItText } from '../demo/show/try-it-text.ts';
import { systemClock } from '../domain/clock.ts';
import type { Observer } from '../domain/gateway/observer.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { createProcessLog } from '../observe/process-log.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { shippedPage } from './shipped-page.ts';
import { type StopSignals, watchStopSignals } from './stop-signals.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface DemoOptions {
  /** Play the tour and end; else wait for calls until a signal comes. */
  readonly once: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The process unless told. */
  readonly signals?: Terminal['signals'];
  /** What is played with `once`. */
  readonly parts?: (keys: DemoKeys) => readonly TourPart[];
}

/** Something in the tour did not go as expected. */
const wrong = 1;
/** As a shell counts a program that Ctrl-C has ended. */
const interrupted = 130;

/**
 * Shows the gateway in front of a panel that is made up.
 *
 * @returns the exit code: 0, or 1 where a call of the tour did not go as expected
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const signals = watchStopSignals(options.signals ?? process);
  try {
    return await showSite(options, signals);
  } finally {
    signals.release();
  }
}

async function showSite(options: DemoOptions, signals: StopSignals): Promise<number> {
  const site = await startDemoSite();
  try {
    if (!options.once) return await waitForCalls(site, options, signals);
    return await Promise.race([playOnce(site, options), signals.first.then(() => interrupted)]);
  } finally {
    await site.stop();
  }
}

async function playOnce(site: DemoSite, { stdout, stderr, parts = tourParts }: DemoOptions): Promise<number> {
  const log: string[] = [];
  const outcomes = new Outcomes();
  const startedAtMs = systemClock.monotonicMs();
  const gateways = new DemoGateways(site, { observer: outcomes, writeLog: (line) => log.push(line) });
  try {
    const urls = await startAll(gateways);
    const played = await playTour(parts(site.keys), {
      urls,
      outcomeOf: (requestId) => outcomes.of(requestId),
      isPanelBusy: () => site.panel.inFlight() > 0,
    });
    stdout.write(tourText(played, systemClock.monotonicMs() - startedAtMs));
    if (played.every((one) => one.isAsExpected)) return exitCode.ok;
    stderr.write(`What the gateways logged:\n${log.join('')}`);
    return wrong;
  } finally {
    await gateways.stop();
  }
}

async function waitForCalls(site: DemoSite, { stdout, stderr }: DemoOptions, signals: StopSignals): Promise<number> {
  const observer: Observer = { ended: (outcome) => void stdout.write(`${callLine(outcome)}\n`) };
  const gateways = new DemoGateways(site, { observer, writeLog: (line) => stderr.write(line) });
  try {
    const url = await gateways.start('main', true);
    stdout.write(tryItText(site, url, gateways.fileOf('main')));
    await signals.first;
    return exitCode.ok;
  } finally {
    // First the panel, so that no call is waited for.
    await site.panel.stop();
    await gateways.stop();
  }
}

interface Watchers {
  readonly observer: Observer;
  readonly writeLog: (line: string) => void;
}

/** The gateways that were started, each with its configuration in a file, as an administrator would have it. */
class DemoGateways {
  readonly #site: DemoSite;
  readonly #watchers: Watchers;
  readonly #started: Gateway[] = [];

  constructor(site: DemoSite, watchers: Watchers) {
    this.#site = site;
    this.#watchers = watchers;
  }

  fileOf(name: GatewayName): string {
    return join(this.#site.folder, `${name}.yaml`);
  }

  /** @returns its URL */
  async start(name: GatewayName, hasPage = false): Promise<string> {
    const text = configurationOf(name, this.#site.places, hasPage);
    writeFileSync(this.fileOf(name), text, { mode: 0o600 });
    mkdirSync(join(this.#site.folder, dataFolderOf(name)));
    const settings = readSettings(text, { file: this.fileOf(name), env: {} });
    const log = createProcessLog({ level: 'error', destination: { write: this.#watchers.writeLog } });
    const gateway = createGateway(settings, {
      clock: systemClock,
      log,
      observers: [this.#watchers.observer],
      pageFiles: hasPage ? shippedPage(log) : undefined,
    });
    this.#started.push(gateway);
    const [url] = await gateway.start();
    if (url === undefined) throw new TypeError('a gateway listens on at least one address');
    return url;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.map((gateway) => gateway.stop()));
  }
}

async function startAll(gateways: DemoGateways): Promise<Readonly<Record<GatewayName, string>>> {
  const [main, limited, guarded, deprecated, busy, strict, narrow, blind, alone] = await Promise.all([
    gateways.start('main'),
    gateways.start('limited'),
    gateways.start('guarded'),
    gateways.start('deprecated'),
    gateways.start('busy'),
    gateways.start('strict'),
    gateways.start('narrow'),
    gateways.start('blind'),
    gateways.start('alone'),
  ]);
  return { main, limited, guarded, deprecated, busy, strict, narrow, blind, alone };
}
