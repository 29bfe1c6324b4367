import { expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

test('several panels are called by their names, and the default by every other', () => {
  const { panels } = readConfiguration({
    panels: [
      { name: 'a', hosts: ['a.example.com', '192.0.2.1'] },
      { name: 'b', default: true },
      { name: 'c', hosts: ['c.example.com'] },
    ],
  });

  expect(panels.map(({ name, hosts, isDefault }) => ({ name, hosts, isDefault }))).toEqual([
    { name: 'a', hosts: ['a.example.com', '192.0.2.1'], isDefault: false },
    { name: 'b', hosts: [], isDefault: true },
    { name: 'c', hosts: ['c.example.com'], isDefault: false },
  ]);
});

test('a name is taken in every spelling, is given once in all of them, and is shown as what it becomes', () => {
  const hosts = ['Panel.Example.', 'bücher.example', '[2001:DB8:0::1]', '::ffff:192.0.2.1'];
  const forms = ['panel.example', 'xn--bcher-kva.example', '[2001:db8::1]', '192.0.2.1'];

  expect(readConfiguration({ panels: [{ hosts }] }).panels[0]?.hosts).toEqual(forms);
  expect(faultsOf({ panels: [{ name: 'a', hosts }, { hosts: forms }] })).toEqual(
    forms.map((form) => `panels[1].hosts: "${form}" is a name of panels[0], too; a name leads to one panel`),
  );
});

test('none of several has to be the default', () => {
  const { panels } = readConfiguration({
    panels: [
      { name: 'a', hosts: ['a.example'] },
      { name: 'b', hosts: ['b.example'] },
    ],
  });

  expect(panels.map((panel) => panel.isDefault)).toEqual([false, false]);
});

test('names, host names and the default are given once; all faults are told together', () => {
  const faults = faultsOf({
    panels: [
      { name: 'a', hosts: ['a.example'], default: true },
      { name: 'a', hosts: ['A.example', 'b.example'], default: true },
      { name: 'c' },
      { hosts: ['d.example'] },
      { hosts: ['[::1]', 'B.EXAMPLE'] },
    ],
  });

  expect(faults).toEqual([
    'panels[1].name: a is the name of panels[0], too; give each a name of its own',
    'panels[1].hosts: "a.example" is a name of panels[0], too; a name leads to one panel',
    'panels[1].default: panels[0] is the default, too; there can be one',
    'panels[2]: expected hosts, the names under which it is called, or default: true: there is more than one panel',
    'panels[4].name: main is the name of panels[3], too; give each a name of its own',
    'panels[4].hosts: "b.example" is a name of panels[1], too; a name leads to one panel',
  ]);
});

test('a panel may repeat a name of its own', () => {
  expect(faultsOf({ panels: [{ hosts: ['a.example', 'A.example'] }] })).toEqual([]);
});

test.each([
  ['nothing', null, 'panels[1]: expected a mapping, found nothing'],
  ['a text', 'b.example', 'panels[1]: expected a mapping, found "b.example"'],
])('a panel that is %s is one fault', (_, second, fault) => {
  expect(faultsOf({ panels: [{ hosts: ['a.example'] }, second] })).toEqual([fault]);
});

test('faults inside a panel stand beside those between panels', () => {
  const faults = faultsOf({
    panels: [
      { name: 'a', hosts: ['a.example'], clients: 5, state: 5 },
      { name: 'a', hosts: ['b..example'], default: 'no', tls: 5 },
    ],
  });

  expect(faults.map((fault) => fault.slice(0, fault.indexOf(': '))).toSorted()).toEqual([
    'panels[0].clients',
    'panels[0].state',
    'panels[1].default',
    'panels[1].hosts[0]',
    'panels[1].name',
    'panels[1].tls',
  ]);
});
