import { isatty } from 'node:tty';
import { doctorPart } from '../compose/parts/doctor-part.ts';
import { gradeFile, type KeptGrade, readGrade } from '../doctor/grade/grade-file.ts';
import { readAgain } from '../compose/reload/read-again.ts';
import { saidBy } from '../compose/reload/said-by.ts';
import { filesOf } from '../config/files/files-of.ts';
import { type FileRemark, lookAtFiles } from '../config/files/look-at-files.ts';
import { readConfigurationFile } from '../config/read/read-configuration-file.ts';
import { settingsFrom } from '../config/resolve/settings-from.ts';
import { systemClock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { LogTextOptions } from '../observe/log-text.ts';
import { createStandardErrorLog } from '../observe/process-log.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { boundPaths } from './bound-paths.ts';
import { shippedPage } from './shipped-page.ts';
import { activationVariables, socketActivation } from './socket-activation.ts';
import { type StopSignal, type StopSignals, watchStopSignals } from './stop-signals.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Runs the gateway until a signal ends it.
 *
 * @returns the exit code
 */
export async function serve(file: string, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const configuration = await readConfigurationFile(file, env);
  const settings = settingsFrom(configuration, file);
  const remarks = lookAtFiles(filesOf(settings, file));
  const faults = faultsOfFiles(remarks);
  if (faults !== undefined) {
    terminal.stderr.write(`hearthgate: ${faults}\n`);
    return exitCode.osError;
  }
  const { log, part, setLevel } = createStandardErrorLog(settings.log.level, terminalOf(env));
  for (const { settings: named, text, kind } of remarks) if (kind === 'warning') log.warn(`${named.join(', ')}: ${text}`);
  const signals = watchStopSignals(terminal.signals);
  let gateway: Gateway | undefined;
  const reload = (): void => {
    log.info('SIGHUP: the audit files are opened anew, and the configuration is read anew');
    void gateway?.reload();
  };
  const abandon = (): void => gateway?.abandon();
  process.once('exit', abandon);
  terminal.signals.on('SIGHUP', reload);
  try {
    const listen = settings.listen.map(({ at }) => at);
    const fds = socketActivation(env, { pid: process.pid, listen, pathsOf: boundPaths });
    // They are meant for this process, and for none that it might start.
    for (const name of activationVariables) delete process.env[name];
    gateway = createGateway(settings, {
      clock: systemClock,
      log,
      parts: [part, doctorPart(doctorGrade)],
      doctorGrade,
      pageFiles: shippedPage(log),
      configuration: { file, said: saidBy(configuration, settings), read: (running) => readAgain(file, env, running) },
      setLogLevel: setLevel,
    });
    return await Promise.race([live(gateway, { fds, signals, log }), signals.second.then(codeOfSignal)]);
  } finally {
    abandon();
    process.off('exit', abandon);
    terminal.signals.off('SIGHUP', reload);
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
  log.info('stopping: no new calls are taken, those in flight are finished; a second signal ends at once', { signal });
  await gateway.stop();
  log.info('stopped');
  return exitCode.ok;
}

function doctorGrade(): KeptGrade | undefined {
  return readGrade(gradeFile);
}

/** Every file without which the gateway does not start, at once; undefined: all are there. */
function faultsOfFiles(remarks: readonly FileRemark[]): string | undefined {
  const [first, ...others] = remarks.filter(({ kind }) => kind === 'no-start');
  if (first === undefined) return undefined;
  if (others.length === 0) return `${first.text} (${first.settings.join(', ')})`;
  const lines = [first, ...others].map(({ settings: named, text }) => `\n  ${named.join(', ')}: ${text}`);
  return `${lines.length} files cannot be used:${lines.join('')}`;
}

/** As a shell counts a process that a signal ended: 128 and the signal's number. */
function codeOfSignal(signal: StopSignal): number {
  return signal === 'SIGINT' ? 130 : 143;
}

/** Who reads standard error; undefined: a program. */
function terminalOf({ NO_COLOR: noColour = '' }: Terminal['env']): LogTextOptions | undefined {
  return isatty(2) ? { hasColours: noColour === '' } : undefined;
}
