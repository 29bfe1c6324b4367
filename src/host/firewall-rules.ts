import { replaceFile } from '../disk/files/replace-file.ts';
import { type FileRights, restoreRights } from './file-rights.ts';
import { panelCommand, panelPaths } from './panel-paths.ts';
import { panelText, readPanelRow } from './panel-rows.ts';
import { readPanelSettings } from './panel-setting.ts';
import { mustRun } from './run-program.ts';

/** A rule of the panel's firewall, which is IPv4 alone. */
export interface FirewallRule {
  readonly port: number;
  /** An address, a network, or `0.0.0.0/0` for everyone. */
  readonly from: string;
  /** By which it is found again: the panel numbers its rules anew. */
  readonly comment: string;
}

export interface NumberedRule extends FirewallRule {
  readonly number: string;
  /** As it is written; `port` is no number where these are several: `80,443`, `12000-12100`. */
  readonly ports: string;
  readonly action: string;
  readonly protocol: string;
  readonly isSuspended: boolean;
}

/** The panel manages a firewall on this host. */
export function hasFirewall(): boolean {
  const system = readPanelSettings().get('FIREWALL_SYSTEM') ?? '';
  return system !== '' && system !== 'no';
}

/** All rules, in the order of the file. None where there is no file. */
export function readRules(): readonly NumberedRule[] {
  return linesOf(rulesText()).map(readRule);
}

export function findRule(rule: FirewallRule): NumberedRule | undefined {
  return readRules().find((each) => isRule(each, rule));
}

function isRule(one: FirewallRule, { port, from, comment }: FirewallRule): boolean {
  return one.port === port && one.from === from && one.comment === comment;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function readRule(line: string): NumberedRule {
  const row = readPanelRow(line);
  const value = (name: string): string => row.get(name) ?? '';
  return {
    number: value('RULE'),
    action: value('ACTION'),
    protocol: value('PROTOCOL'),
    ports: value('PORT'),
    port: Number(value('PORT')),
    from: value('IP'),
    comment: value('COMMENT'),
    isSuspended: value('SUSPENDED') === 'yes',
  };
}

/** Adds a rule behind all others, by the panel's own command, which builds its firewall anew. */
export async function addRule({ port, from, comment }: FirewallRule): Promise<void> {
  await mustRun(panelCommand('v-add-firewall-rule'), ['ACCEPT', from, String(port), 'TCP', comment]);
}

/**
 * Takes a rule away by the panel's own command, and gives the others their numbers back, which that command changes. May be repeated.
 *
 * @param known the rules as they stood before the rule was taken away for the first time, or added
 */
export async function deleteRule(
  rule: FirewallRule,
  known: { readonly text: string; readonly rights: FileRights },
): Promise<void> {
  const found = findRule(rule);
  // Without a firewall its command refuses, and the row is all that there is.
  if (found !== undefined && hasFirewall()) await mustRun(panelCommand('v-delete-firewall-rule'), [found.number]);
  const others = withoutRule(known.text, rule);
  const rest = withoutRule(rulesText(), rule);
  // What others changed since stays, with the numbers that it has.
  const wanted = withoutNumbers(rest) === withoutNumbers(others) ? others : rest;
  if (rulesText() !== wanted)
    await replaceFile(panelPaths.rules, {
      content: Buffer.from(wanted, 'latin1'),
      mode: known.rights.mode,
      owner: known.rights,
    });
  await restoreRights(panelPaths.rules, known.rights);
}

function withoutRule(text: string, rule: FirewallRule): string {
  return linesOf(text)
    .filter((line) => !isRule(readRule(line), rule))
    .map((line) => `${line}\n`)
    .join('');
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/^RULE='[^']*'/gm, 'RULE');
}

function rulesText(): string {
  return panelText(panelPaths.rules);
}
