import type { SetupStep } from '../record/journal.ts';
import { collectorUnit, gatewayUnit, socketUnit } from '../../host/installed.ts';
import { configurationSteps, dropInFileSteps, listSteps, planned, unitsOf } from './steps.ts';
import type { Facts } from './facts.ts';

/** The gateway on a port of its own; the panel's pages and port stay as they are, and so does the direct way. */
export async function planBeside(facts: Facts): Promise<readonly SetupStep[]> {
  const { panel, port } = facts;
  return [
    ...(await configurationSteps(facts)),
    ...dropInFileSteps(facts),
    planned(unitsOf([collectorUnit]), 'reads the keys, profiles and users of the panel for the gateway, which may not'),
    ...listSteps(panel.list),
    planned(unitsOf([socketUnit, gatewayUnit], true), `the gateway, on port ${port}; it must say that it is ready`),
    ...ruleSteps(facts),
  ];
}

function ruleSteps({ panel, port }: Facts): readonly SetupStep[] {
  if (!panel.hasFirewall) return [];
  const rule = { port, from: '0.0.0.0/0', comment: 'HEARTHGATE' };
  return [
    planned(
      { kind: 'rule', rule },
      'clients reach the gateway, which judges their addresses; the panel builds its firewall anew, without rules that were added to INPUT by hand',
    ),
  ];
}
