import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { anchorsOf } from '../docs/anchors-of.ts';
import { metricsOfEverything } from '../observe/metrics/everything.ts';
import { type Family, readExposition } from '../observe/metrics/exposition.ts';
import { describeWith, requireServer } from '../support/servers.ts';
import { readProjectFile } from '../support/source-files.ts';
import { selectorFaults } from './selector-faults.ts';

const alertRule = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string(), runbook_url: z.string() }),
});
const recordingRule = z.strictObject({ record: z.string(), expr: z.string() });
const testCase = z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) });

const alerts = rulesIn('docker/prometheus/alerts.yml', alertRule);
const recordings = rulesIn('docker/prometheus/recording.yml', recordingRule);
const cases = z
  .object({ tests: z.array(z.object({ alert_rule_test: z.array(testCase) })) })
  .parse(parse(readProjectFile('test/monitoring/alert-cases.yaml')))
  .tests.flatMap((each) => each.alert_rule_test);
const runbook = readProjectFile('docs/operations.md');

let families: ReadonlyMap<string, Family>;
beforeAll(async () => {
  families = readExposition(await metricsOfEverything());
});

function rulesIn<Rule>(file: string, rule: z.ZodType<Rule>): readonly Rule[] {
  const groups = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) });
  return groups.parse(parse(readProjectFile(file))).groups.flatMap(({ rules }) => rules);
}

describe.each(alerts)('the alert $alert', ({ alert, expr, annotations }) => {
  test('asks for metrics, labels and values that there are', () => {
    expect(selectorFaults(expr, families, new Set(recordings.map(({ record }) => record)))).toEqual([]);
  });

  test('has a case in which it fires, and one in which it does not', () => {
    const own = cases.filter(({ alertname }) => alertname === alert);

    expect(own.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(own.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });

  test('says where it is and leads to its section of the manual', () => {
    expect(annotations.summary).toMatch(/\{\{ .*\$labels\.instance/);
    expect(annotations.runbook_url).toBe(`file:///usr/share/doc/hearthgate/docs/operations.md#${alert.toLowerCase()}`);
    expect(anchorsOf(runbook)).toContain(alert.toLowerCase());
  });
});

test('every section of the manual about an alert has an alert', () => {
  const headings = [...runbook.matchAll(/^### (Hearthgate\w+)$/gm)].map(([, name = '']) => name);

  expect(headings.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
});

test.each(recordings)('the recording rule $record asks for metrics, labels and values that there are', ({ expr }) => {
  expect(selectorFaults(expr, families)).toEqual([]);
});

test.each([
  ['hearthgate_callswaiting > 3', 'there is no metric hearthgate_callswaiting'],
  ['sum(rate(hearthgate_calls[5m]))', 'there is no metric hearthgate_calls'],
  ['hearthgate_log_written{name="audit"}', 'hearthgate_log_written has no label name'],
  ['hearthgate_log_written{log="adit"}', 'hearthgate_log_written has no log adit'],
  ['hearthgate_decisions_total{reason=~"panel_timeout|panel_bsy"}', 'hearthgate_decisions_total has no reason panel_bsy'],
  ['instance:hearthgate_bans:sum > 3', 'instance:hearthgate_bans:sum is not recorded'],
])('a misspelt query would be found: %s', (query, fault) => {
  expect(selectorFaults(query, families)).toEqual([fault]);
});

describeWith('promtool', "Prometheus' own tool", () => {
  test.each([
    ['check', 'rules', 'docker/prometheus/alerts.yml', 'docker/prometheus/recording.yml'],
    ['check', 'config', '--syntax-only', 'docker/prometheus/prometheus.yml'],
    ['test', 'rules', 'test/monitoring/alert-cases.yaml'],
  ])('is content: promtool %s %s %s', (...args) => {
    const { status, stdout, stderr, error } = spawnSync(requireServer('promtool'), args.filter(Boolean), {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    });

    expect(error).toBeUndefined();
    expect({ status, output: `${stdout}${stderr}` }).toEqual({ status: 0, output: expect.stringMatching(/SUCCESS/) });
  });
});
