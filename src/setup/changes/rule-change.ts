import { existsSync } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { restoreRights } from '../../host/file-rights.ts';
import { addRule, deleteRule, findRule } from '../../host/firewall-rules.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import type { Deeds, RuleChange } from './change.ts';
import { fileState } from './file-change.ts';

export const ruleDeeds: Deeds<RuleChange> = {
  refreshed: withRules,
  remembered: withRules,

  isMade: async ({ rule }) => findRule(rule) !== undefined,

  make: async ({ rule, rules }) => {
    if (findRule(rule) === undefined) await addRule(rule);
    // Also where it stands there already: an earlier try may have been broken off before this.
    if (rules !== undefined) await restoreRights(panelPaths.rules, rules.rights);
    if (findRule(rule) === undefined)
      throw new StartError('EHOST', `the panel has not kept its firewall rule for port ${rule.port}`);
  },

  takeBack: async ({ rule, rules }) => {
    if (rules === undefined) return [];
    if (!existsSync(panelPaths.rules)) return ['the rules of the firewall of the panel are gone'];
    await deleteRule(rule, rules);
    return [];
  },
};

async function withRules(change: RuleChange): Promise<RuleChange> {
  const rules = await fileState(panelPaths.rules);
  return rules === undefined ? change : { ...change, rules };
}
