import { StartError } from '../../domain/start-error.ts';
import { addRule, deleteRule, findRule } from '../../host/firewall-rules.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import type { Deeds, RuleChange } from './change.ts';
import { fileState } from './file-change.ts';

export const ruleDeeds: Deeds<RuleChange> = {
  refreshed: withRules,
  remembered: withRules,

  isMade: async ({ rule }) => findRule(rule) !== undefined,

  make: async ({ rule, rules }) => {
    if (findRule(rule) === undefined) await addRule(rule, rules?.rights);
    if (findRule(rule) === undefined)
      throw new StartError('EHOST', `the panel has not kept its firewall rule for port ${rule.port}`);
  },

  takeBack: async ({ rule, rules }) => {
    if (rules !== undefined) await deleteRule(rule, rules);
    return [];
  },
};

async function withRules(change: RuleChange): Promise<RuleChange> {
  const rules = await fileState(panelPaths.rules);
  return rules === undefined ? change : { ...change, rules };
}
