import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { z } from 'zod';

export interface BoardQuery {
  /** Of the panel that it is for. */
  readonly title: string;
  readonly expr: string;
}

const shape = z.array(
  z.looseObject({
    title: z.string(),
    targets: z.array(z.looseObject({ expr: z.string(), datasource: z.looseObject({ uid: z.string() }) })).default([]),
  }),
);

/** The queries of all panels, as they stand in the file. */
export function boardQueries({ panels }: Dashboard): readonly BoardQuery[] {
  return shape
    .parse(JSON.parse(JSON.stringify(panels)))
    .flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
}
