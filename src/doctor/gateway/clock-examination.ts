import { runProgram } from '../../host/run-program.ts';
import { byCommand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { panelsHere } from '../look/panels-here.ts';
import { panelClock } from '../panel/panel-clock.ts';

const tell = tellOf('clock');
const mend = byCommand('timedatectl set-ntp true');

/** Bans, certificates, times in the panel's files and the age of what is known of it are judged by the clock. */
export async function clockExamination(looking: Looking): Promise<readonly Finding[]> {
  return [...(await ownClock()), ...(await clocksElsewhere(looking))];
}

async function ownClock(): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await runProgram('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return judgeClock(code === 0 ? stdout.trim() : stderr.trim());
}

/** @param said `yes`, `no`, or why it is not known */
export function judgeClock(said: string): readonly Finding[] {
  if (said === 'yes') return [tell.well('it is synchronized')];
  if (said === 'no') return [tell.warning('it is not synchronized with any other', mend)];
  return [tell.unknown(`whether it is synchronized is not known: ${said || 'timedatectl says nothing'}`, mend)];
}

/** Of panels on other hosts: one on this host has the same clock. */
async function clocksElsewhere(looking: Looking): Promise<readonly Finding[]> {
  const settings = settingsOf(looking);
  if (settings === undefined) return [];
  const here = new Set((await panelsHere(settings)).map(({ panel }) => panel.name));
  const elsewhere = settings.panels.filter(({ name }) => !here.has(name));
  return (
    await Promise.all(elsewhere.map(async ({ name, upstream }) => panelClock(name, upstream.origin, looking.clock)))
  ).flat();
}
