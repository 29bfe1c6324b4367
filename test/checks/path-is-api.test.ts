import { expect, it } from 'vitest';
import { pathIsApi } from '../../src/checks/path-is-api.ts';
import { arrivalWith, factsWith } from '../support/facts.ts';

it("the API's own path passes", () => {
  expect(pathIsApi.judge(factsWith().base)).toBeUndefined();
});

it('every other path is refused', () => {
  expect(pathIsApi.judge(factsWith({ arrival: arrivalWith({ pathIsApi: false }) }).base)).toEqual({ reason: 'path_unknown' });
});
