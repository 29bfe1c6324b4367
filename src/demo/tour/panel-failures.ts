import type { DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

/** Longer than the patience of the gateway `busy`. */
const hangMs = '700';

const cut: Expected = {
  reason: 'panel_outcome_unknown',
  status: 502,
  exitCode: 15,
  body: 'Error: The connection to the panel was cut; the command may have run',
};

/** Refused for what became of the panel. The commands `v-demo-…` are the demonstration's own. */
export function panelFailures(keys: DemoKeys): readonly TourCase[] {
  const users = form(accessKeyFields(keys.admin, 'v-list-users', ['json']));
  return [
    {
      title: "the panel's files are not there",
      gateway: 'blind',
      request: users,
      expected: {
        reason: 'state_unavailable',
        status: 503,
        exitCode: 12,
        body: 'Error: Configuration of the panel is not available',
      },
    },
    {
      title: 'the panel is away',
      gateway: 'alone',
      request: users,
      expected: { reason: 'panel_unreachable', status: 502, exitCode: 15, body: 'Error: Connection to the panel failed' },
    },
    { title: 'the panel cuts the connection', request: form(accessKeyFields(keys.admin, 'v-demo-cut')), expected: cut },
    { title: 'the panel answers with a page', request: form(accessKeyFields(keys.admin, 'v-demo-garbage')), expected: cut },
    {
      title: 'the panel takes too long',
      gateway: 'busy',
      request: form(accessKeyFields(keys.admin, 'v-demo-hang', [hangMs])),
      expected: {
        reason: 'panel_timeout',
        status: 504,
        exitCode: 15,
        body: 'Error: The panel did not answer in time; the command may have run',
      },
      meanwhile: {
        title: '... and meanwhile has no place',
        gateway: 'busy',
        request: users,
        expected: { reason: 'panel_busy', status: 503, exitCode: 14, body: 'Error: Server is too busy, try again in…' },
      },
    },
  ];
}
