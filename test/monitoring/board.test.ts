import { beforeAll, describe, expect, test } from 'vitest';
import { board } from '../../docker/grafana/board/board.ts';
import { metricsOfEverything } from '../observe/metrics/everything.ts';
import { type Family, readExposition } from '../observe/metrics/exposition.ts';
import { boardQueries } from './board-queries.ts';
import { selectorFaults } from './selector-faults.ts';

const made = board();
const queries = boardQueries(made);

let families: ReadonlyMap<string, Family>;
beforeAll(async () => {
  families = readExposition(await metricsOfEverything());
});

describe('the board', () => {
  test('is shipped as its code makes it: npm run board', async () => {
    await expect(`${JSON.stringify(made, undefined, 2)}\n`).toMatchFileSnapshot('../../docker/grafana/boards/hearthgate.json');
  });

  test.each(queries)('asks for metrics, labels and values that there are: $title, $expr', ({ expr }) => {
    expect(selectorFaults(expr, families)).toEqual([]);
  });

  test('shows every metric of the gateway, but for those that are parts of others', () => {
    const asked = queries.map(({ expr }) => expr).join('\n');
    const own = [...families.keys()].filter((name) => name.startsWith('hearthgate_'));

    expect(own.filter((name) => !asked.includes(name))).toEqual([]);
  });

  test('has its queries from the data source that is selected, and says of each panel what it shows', () => {
    const all = made.panels ?? [];
    const panels = all.flatMap((panel) => ('collapsed' in panel ? [] : [panel]));

    expect(panels.map(({ datasource }) => datasource)).toEqual(panels.map(() => ({ type: 'prometheus', uid: '${datasource}' })));
    expect(panels.filter(({ description }) => (description ?? '').length < 5)).toEqual([]);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('has no two panels in one place', () => {
    const places = (made.panels ?? []).map(({ gridPos }) => gridPos);
    const overlapping = places.filter((one, at) =>
      places.some(
        (other, otherAt) =>
          one !== undefined &&
          other !== undefined &&
          at < otherAt &&
          one.x < other.x + other.w &&
          other.x < one.x + one.w &&
          one.y < other.y + other.h &&
          other.y < one.y + one.h,
      ),
    );

    expect(overlapping).toEqual([]);
    expect(places.filter((place) => place === undefined || place.x + place.w > 24)).toEqual([]);
  });
});
