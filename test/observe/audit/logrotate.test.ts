import { describe, expect, test } from 'vitest';
import { readProjectFile } from '../../support/source-files.ts';

const directives = readProjectFile('packaging/logrotate/hearthgate')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the logrotate file', () => {
  test('moves the file and leaves it to the gateway to make the next one', () => {
    expect(directives).toContain('nocreate');
    expect(directives.filter((line) => /^(?:copy|copytruncate|create\b)/.test(line))).toEqual([]);
  });

  test('tells the gateway before the old file is compressed, and leaves it time', () => {
    expect(directives).toContain('delaycompress');
    expect(directives.slice(directives.indexOf('postrotate') + 1, directives.indexOf('endscript'))).toEqual([
      expect.stringContaining('--signal=HUP hearthgate.service'),
    ]);
  });
});
