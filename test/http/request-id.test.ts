import { expect, it } from 'vitest';
import { createRequestIds } from '../../src/http/context/request-id.ts';

it('ids are 32 hexadecimal digits, and no two are the same', () => {
  const next = createRequestIds();
  const ids = new Set(Array.from({ length: 5000 }, next));
  expect(ids.size).toBe(5000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
