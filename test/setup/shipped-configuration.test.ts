import { expect, it } from 'vitest';
import { isShipped } from '../../src/setup/plan/steps.ts';
import { readProjectFile } from '../support/source-files.ts';

const text = readProjectFile('config/collector.yaml');

it('knows the configuration that the package ships, wherever its schema lies', () => {
  expect(isShipped(text)).toBe(true);
  expect(isShipped(text.replace('$schema=schema.json', '$schema=/usr/share/hearthgate/schema.json'))).toBe(true);
});

it('knows one in which somebody has written', () => {
  expect(isShipped(text.replace('192.0.2.10', '192.0.2.11'))).toBe(false);
});
