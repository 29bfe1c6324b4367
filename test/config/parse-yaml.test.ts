import { expect, test } from 'vitest';
import { faultsOfText } from './read-configuration.ts';

const good = 'clients: { allow: [192.0.2.1] }\npanels: [{}]\n';

test('what is no YAML is refused with its line and column', () => {
  expect(faultsOfText('clients:\n  allow: [192.0.2.1\npanels: []')).toEqual([
    expect.stringMatching(/^line 3, column 1: Flow sequence .*/),
  ]);
});

const twice = (key: string): string => `the key "${key}" is there twice; leave one of them out`;

test('a key that stands twice is a fault, because one of the two would silently win', () => {
  expect(faultsOfText(`${good}panels: [{}]`)).toEqual([`line 3, column 1: ${twice('panels')}`]);
  expect(faultsOfText(`${good}log: { level: info, level: warn }`)).toEqual([`line 3, column 21: ${twice('level')}`]);
  expect(faultsOfText(`${good}"a b": 1\n'a b': 2`)).toEqual([`line 4, column 1: ${twice('a b')}`]);
});

test('a file has one document', () => {
  expect(faultsOfText(`${good}---\n${good}`)).toEqual(['line 3, column 1: expected one document, found another']);
});

test.each(['!secret x', '!!binary eA==', '!<tag:example.com,2000:x> x'])('the tag of %s is a fault', (value) => {
  expect(faultsOfText(`${good}log: { level: ${value} }`)).toEqual([expect.stringMatching(/^line 3, column 15: Unresolved tag/)]);
});

test('an older YAML, in which "no" is false and 010 is eight, is not read', () => {
  expect(faultsOfText(`%YAML 1.1\n---\n${good}`)).toEqual(['line 1, column 1: expected YAML 1.2; leave out the %YAML directive']);
});

test('aliases are followed, but neither in circles nor without end', () => {
  const bomb = ['a: &a [x, x]', 'b: &b [*a, *a, *a, *a, *a, *a]', 'c: &c [*b, *b, *b, *b, *b, *b]', 'd: [*c, *c, *c, *c]'].join(
    '\n',
  );

  expect(faultsOfText('clients: { allow: &list [192.0.2.1], deny: *list }\npanels: [{}]')).toEqual([]);
  expect(faultsOfText(`${good}limits: &l { profiles: *l }`)).toContain('limits.profiles: refers to itself');
  expect(faultsOfText(bomb)).toEqual([expect.stringMatching(/Excessive alias count/)]);
});

test.each(['', '# nothing but this\n', '[]', 'text'])('a file with %j is no configuration', (text) => {
  expect(faultsOfText(text)).toEqual([
    expect.stringMatching(/^(line 1, column 1)?: expected a mapping, found (nothing|a list|"text")$/),
  ]);
});
