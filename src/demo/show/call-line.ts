import { isCommandName } from '../../domain/call/bounds.ts';
import type { Outcome } from '../../domain/gateway/observer.ts';
import { refusalOf } from '../../hestia/answer/refusal.ts';

/** One line on one call: who, what, and what became of it. No argument and no secret is in it. */
export function callLine({ arrival, call, result }: Outcome): string {
  const who = (arrival.address?.text ?? 'no address').padEnd(12);
  const command = call !== undefined && isCommandName(call.command) ? call.command : '-';
  return `  ${who} ${command.padEnd(32)} ${endOf(result)}`;
}

function endOf(result: Outcome['result']): string {
  if (result.kind === 'refused') {
    const { status, exitCode } = refusalOf(result.denial);
    return `refused: ${result.denial.reason} (${status}, exit code ${exitCode})`;
  }
  const { status, exitCode } = result.answer;
  return `answered by the panel (${status}${exitCode === undefined ? '' : `, exit code ${exitCode}`})`;
}
