import { join } from 'node:path';
import type { ByteString } from '../../domain/call/call.ts';
import { type PanelConf, type PanelConfName, readPanelConf } from '../../hestia/files/panel-conf.ts';
import { type FileReading, FollowedFiles } from '../follow/followed-files.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { noPanelAdvice, type PanelReader } from '../follow/panel-reader.ts';
import { unreadable } from '../follow/unreadable.ts';

/** `fault`: what is wrong with the file, in words. */
type ConfReading = { readonly kind: 'conf'; readonly conf: PanelConf } | { readonly kind: 'fault'; readonly fault: string };

const maxBytes = 1024 * 1024;

/** `conf/hestia.conf`. One that is gone, broken or half written leaves the last good one in force and the pass incomplete. */
export function createConfPart(options: PartOptions): Part<PanelConf> {
  const path = join(options.root, 'conf', 'hestia.conf');
  const files = new FollowedFiles({
    clock: options.clock,
    settleMs: options.timings.settleMs,
    holdSecrets: false,
    bounds: { maxBytes, longer: 'refuse', links: 'refuse' },
    parse: (text) => readConf(path, text),
  });
  let conf: PanelConf | undefined;
  return {
    *read(pass: Pass) {
      files.beginPass();
      const reading = files.read(path, 'hestia.conf');
      if ('settledInMs' in reading && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
      const found = confOf(path, reading, options.reader);
      if (found.kind === 'conf') conf = found.conf;
      else pass.fail(found.fault);
      yield;
    },
    value: () => conf,
    notices: () => Array.from(conf?.unknown ?? [], noticeOf),
    warnings: () => conf?.reports ?? [],
  };
}

const effects: Readonly<Record<PanelConfName, string>> = {
  API_SYSTEM: 'what allows less counts for access keys',
  API: 'what allows less counts for API keys and passwords',
  API_ALLOWED_IP: "the panel's list allows nobody",
  ROOT_USER: 'calls that only the root user may make are refused',
};

/** What an unknown value means; its lines stand in the reports. */
function noticeOf(name: PanelConfName): string {
  return `conf/hestia.conf: ${name} cannot be known, so ${effects[name]}: leave one line ${name}='…' of it`;
}

function readConf(path: string, text: ByteString): ConfReading {
  const advice = "write it anew, for example by saving the panel's settings";
  if (text === '') return { kind: 'fault', fault: `${path} is empty: ${advice}` };
  if (!text.endsWith('\n'))
    return { kind: 'fault', fault: `${path} does not end with a line feed, so it may be half written: ${advice}` };
  return { kind: 'conf', conf: readPanelConf(text) };
}

function confOf(path: string, reading: FileReading<ConfReading>, reader: PanelReader): ConfReading {
  switch (reading.kind) {
    case 'read':
      if (reading.settledInMs === undefined || reading.value.kind === 'fault' || reading.value.conf.isWhole) return reading.value;
      return { kind: 'fault', fault: `${path} changed just now and lacks lines, so it may be half written` };
    case 'missing':
      return { kind: 'fault', fault: `${path} does not exist: ${noPanelAdvice(reader)}` };
    case 'unsettled':
      return { kind: 'fault', fault: `${path} changed while it was read` };
    case 'refused':
      return { kind: 'fault', fault: `${path} ${reading.why}: put the file itself there` };
    case 'unusable':
      return { kind: 'fault', fault: unreadable(path, reading.code, { usualMode: '660', isMovedIntoPlace: true }) };
  }
}
