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
  ['$__rate_interval', '5m'],
];

/** Of them a gateway in which all is well has only zeros, or something else each half minute; all others tell of the traffic. */
const quietTitles: ReadonlySet<string> = new Set([
  'Panels without a usable state',
  'Circuit breaker',
  'Waiting',
  'What cannot be read',
  'Readings of the state',
  "The gateway's own calls",
  'Disagreements',
  'Verified',
  'Connections that were closed',
  'Answers that were cut',
  'Lines of logs that were lost',
  'Notices',
  'Notices that wait',
  'Oldest notice that waits',
]);
/** They come and go with single calls. */
const momentary = /hearthgate_(?:places_taken|calls_under_way|body_bytes|answer_bytes|connections)\{/;
const queries = boardQueries(board());
const quiet = queries.filter(({ title, expr }) => quietTitles.has(title) || momentary.test(expr));
const loud = queries.filter((query) => !quiet.includes(query));

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
    const closings: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      site = await openBusySite();
      closings.push(site.close);
      prometheus = await startPrometheusServer(configurationFor(site));
      closings.push(prometheus.stop);
    });
    afterAll(async () => {
      for (const close of closings.toReversed()) await close();
    });

    test.each(loud)('has data for $title that are not just zeros: $expr', async ({ expr }) => {
      await expect
        .poll(async () => (await prometheus.query(asked(expr))).some((value) => value !== 0 && !Number.isNaN(value)))
        .toBe(true);
    });

    test.each(quiet)('has data for $title: $expr', async ({ expr }) => {
      await expect.poll(() => hasData(prometheus, asked(expr))).toBe(true);
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
      for (const name of ['HearthgateKeyUnderAttack', 'HearthgateDoctorFault']) {
        await expect.poll(() => hasData(prometheus, `ALERTS{alertname="${name}", alertstate="firing"}`)).toBe(true);
      }
      // The panel is not verified; that is told after some minutes, which these tests may take.
      const expected = 'HearthgateKeyUnderAttack|HearthgateDoctorFault|HearthgatePanelUnverified';
      const others = `ALERTS{alertname!~"${expected}", alertstate="firing"}`;

      expect(await prometheus.query(others)).toEqual([]);
    });
  });
});

function asked(expr: string): string {
  return variables.reduce((text, [name, value]) => text.replaceAll(name, value), expr);
}

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
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: rules,
    scrape_configs: [{ ...job, authorization: { credentials: token }, static_configs: [{ targets: [where] }] }],
  };
}
