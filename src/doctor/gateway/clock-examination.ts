import { runProgram } from '../../host/run-program.ts';
import { byCommand, type Finding, tellOf } from '../look/finding.ts';

const tell = tellOf('clock');
const mend = byCommand('timedatectl set-ntp true');

/** Bans, certificates, times in the panel's files and the age of what is known of it are judged by the clock. */
export async function clockExamination(): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await runProgram('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return judgeClock(code === 0 ? stdout.trim() : stderr.trim());
}

/** @param said `yes`, `no`, or why it is not known */
export function judgeClock(said: string): readonly Finding[] {
  if (said === 'yes') return [tell.well('it is synchronized')];
  if (said === 'no') return [tell.warning('it is not synchronized with any other', mend)];
  return [tell.unknown(`whether it is synchronized is not known: ${said || 'timedatectl says nothing'}`, mend)];
}
