import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { board } from '../../docker/grafana/board/board.ts';
import { describeWith } from '../support/servers.ts';
import { startPrometheusServer, type PrometheusServer } from '../support/prometheus-server.ts';
import { readProjectFile } from '../support/source-files.ts';
import { boardQueries } from './board-queries.ts';
import { openBusySite, type BusySite } from './busy-site.ts';

/** Everything is selected, and Prometheus asks more often than in earnest. */
const variables: readonly (readonly [string, string])[] = [
  ['$gateway', '.*'],
  ['$panel', '.*'],
  ['$__rate_interval', '10s'],
];

/** The others tell of what this traffic does not have: alert-cases.yaml has it. */
const recorded = [
  'instance_panel_outcome:hearthgate_decisions:rate5m',
  'instance_panel:hearthgate_panel_duration_seconds:p95_5m',
  'instance_outcome:hearthgate_gateway_duration_seconds:p99_5m',
];

const shipped = z.looseObject({
  global: z.strictObject({ scrape_interval: z.string(), evaluation_interval: z.string() }),
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.looseObject({ job_name: z.string(), static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
  ),
});

describeWith('prometheus', 'Prometheus, with a gateway under traffic', () => {
  describeWith('redis-server', 'and Redis', () => {
    let site: BusySite;
    let prometheus: PrometheusServer;
    beforeAll(async () => {
      site = await openBusySite();
      prometheus = await startPrometheusServer(configurationFor(site));
    });
    afterAll(async () => {
      await prometheus.stop();
      await site.close();
    });

    test.each(boardQueries(board()))('has data for $title: $expr', async ({ expr }) => {
      const asked = variables.reduce((text, [name, value]) => text.replaceAll(name, value), expr);

      await expect.poll(() => hasData(prometheus, asked)).toBe(true);
    });

    test.each(recorded)('records %s', async (name) => {
      await expect.poll(() => hasData(prometheus, name)).toBe(true);
    });

    test.each([
      'hearthgate_decisions_total{outcome="refused"}',
      'hearthgate_panel_duration_seconds_bucket',
      'hearthgate_gateway_duration_seconds_bucket{outcome="permitted"}',
    ])('keeps ids of requests behind %s', async (selector) => {
      await expect.poll(() => prometheus.exemplars(selector)).not.toEqual([]);

      const ids = (await prometheus.exemplars(selector)).map((labels) => labels['request_id'] ?? '');
      const known = site.requestIds();
      expect(ids.filter((id) => !known.has(id))).toEqual([]);
    });

    test('fires the alerts that the traffic is reason for, and no other', async () => {
      const expected = ['HearthgateKeyUnderAttack', 'HearthgateDoctorFault'];
      for (const name of expected) {
        await expect.poll(() => hasData(prometheus, `ALERTS{alertname="${name}", alertstate="firing"}`)).toBe(true);
      }
      const others = `ALERTS{alertname!~"${expected.join('|')}", alertstate="firing"}`;

      expect(await prometheus.query(others)).toEqual([]);
    });
  });
});

async function hasData(prometheus: PrometheusServer, expr: string): Promise<boolean> {
  return (await prometheus.query(expr)).some((value) => !Number.isNaN(value));
}

/** The configuration that is shipped, for this gateway. */
function configurationFor({ where, token }: BusySite): object {
  const { scrape_configs: jobs, ...rest } = shipped.parse(parse(readProjectFile('docker/prometheus/prometheus.yml')));
  const job = jobs.find(({ job_name: name }) => name === 'hearthgate');
  const rules = rest.rule_files.map((file) => fileURLToPath(new URL(`../../docker/prometheus/${file}`, import.meta.url)));
  return {
    ...rest,
    global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
    rule_files: rules,
    scrape_configs: [{ ...job, authorization: { credentials: token }, static_configs: [{ targets: [where] }] }],
  };
}
