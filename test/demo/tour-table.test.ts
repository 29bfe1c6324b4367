import { describe, expect, it } from 'vitest';
import type { PlayedCase } from '../../src/demo/tour/tour-case.ts';
import { tourTable } from '../../src/demo/tour/tour-table.ts';

const expected = {
  reason: 'panel_outcome_unknown',
  status: 502,
  exitCode: 15,
  body: 'Error: The connection to the panel…',
} as const;
const came = {
  status: 401,
  exitCode: 10,
  retryAfter: undefined,
  requestId: 'x',
  body: 'Error: IP is not allowed to connect with API',
};
const played: PlayedCase = {
  theme: 'A theme',
  title: 'a title that is longer than its column is wide',
  expected,
  came,
  reason: 'address_not_allowed',
  isAsExpected: false,
};

describe('the table of the tour', () => {
  it('fits a terminal of 80 columns, whatever its rows say', () => {
    const [, , , , row = ''] = tourTable([played]).split('\n');

    expect(row).toMatch(/^ 1 a title .* WRONG$/);
    expect(row.length).toBeLessThanOrEqual(80);
  });

  it('tells in full what did not come as expected', () => {
    const table = tourTable([played]);

    expect(table.replaceAll(/\s+/g, ' ')).toContain(
      'expected: panel_outcome_unknown: 502 15 Error: The connection to the panel…',
    );
    expect(table.replaceAll(/\s+/g, ' ')).toContain(
      'came: address_not_allowed: 401 10 Error: IP is not allowed to connect with API',
    );
  });

  it('lets no byte of an answer through that a terminal would obey', () => {
    const table = tourTable([{ ...played, came: 'no answer \u001B[2J' }]);

    expect(table).not.toContain('\u001B');
  });

  it('has a heading for each theme, once', () => {
    const table = tourTable([played, played, { ...played, theme: 'Another' }]);

    expect(table.match(/^A theme$/gm)).toHaveLength(1);
    expect(table.match(/^Another$/gm)).toHaveLength(1);
  });
});
