import { ConfigurationError } from '../config/configuration-error.ts';
import { readSettingsFile } from '../config/read-settings-file.ts';
import { systemClock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Settings } from '../domain/settings.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { createStandardErrorLog } from '../observe/process-log.ts';
import { exitCode } from './exit-code.ts';
import { activationVariables, socketActivation } from './socket-activation.ts';
import { startFault } from './start-fault.ts';
import { type StopSignal, type StopSignals, watchStopSignals } from './stop-signals.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the gateway until a signal ends it.
 *
 * @returns the exit code
 */
export async function serve(file: string, terminal: Terminal): Promise<number> {
  const settings = await readOrTell(file, terminal);
  if (settings === undefined) return exitCode.config;
  const { log, part } = createStandardErrorLog(settings.log.level);
  const signals = watchStopSignals(terminal.signals);
  let gateway: Gateway | undefined;
  const reopenLogs = (): void => gateway?.reopenLogs();
  terminal.signals.on('SIGHUP', reopenLogs);
  try {
    const fds = socketActivation(terminal.env, { pid: process.pid, listeners: settings.listen.length });
    // They are meant for this process, and for none that it might start.
    for (const name of activationVariables) delete process.env[name];
    gateway = createGateway(settings, { clock: systemClock, log, parts: [part] });
    return await Promise.race([live(gateway, { fds, signals, log }), signals.second.then(codeOfSignal)]);
  } catch (error) {
    return tell(error, terminal);
  } finally {
    terminal.signals.off('SIGHUP', reopenLogs);
    signals.release();
  }
}

interface Life {
  /** Of sockets that a service manager keeps for the gateway. */
  readonly fds: readonly number[];
  readonly signals: StopSignals;
  readonly log: Log;
}

async function live(gateway: Gateway, { fds, signals, log }: Life): Promise<number> {
  const urls = await Promise.race([gateway.start(fds), signals.first.then(() => undefined)]);
  if (urls !== undefined) log.info('listening', { urls, handedOver: fds.length > 0 });
  // It may have come before that: then no call has been taken.
  const signal = await signals.first;
  log.info('stopping: no new calls are taken, those under way are finished; a second signal ends at once', { signal });
  await gateway.stop();
  log.info('stopped');
  return exitCode.ok;
}

async function readOrTell(file: string, terminal: Terminal): Promise<Settings | undefined> {
  try {
    return await readSettingsFile(file, terminal.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function tell(error: unknown, terminal: Terminal): number {
  const fault = startFault(error);
  if (fault !== undefined) {
    terminal.stderr.write(`hearthgate: ${fault}\n`);
    return exitCode.osError;
  }
  terminal.stderr.write(
    `hearthgate: the gateway failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCode.software;
}

/** As a shell counts a process that a signal ended: 128 and the signal's number. */
function codeOfSignal(signal: StopSignal): number {
  return signal === 'SIGINT' ? 130 : 143;
}
