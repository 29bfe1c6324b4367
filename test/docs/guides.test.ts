import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { settingsFrom } from '../../src/config/resolve/settings-from.ts';
import { readConfiguration } from '../../src/config/read/read-configuration.ts';
import { denials } from '../../src/domain/call/denials.ts';
import panelCommands from '../fixtures/commands.json' with { type: 'json' };
import { readProjectFile } from '../support/source-files.ts';

// A guide shows parts of a configuration. The first line of each, `# sections: clients, limits`, says which; a whole one has no such line.

const folder = new URL('../../docs/guides/', import.meta.url);
const guides = readdirSync(folder).toSorted();
const base = { clients: { allow: ['192.0.2.10'] }, panels: [{ name: 'main' }] };
const sections = z.record(z.string(), z.unknown());

/** What is wrong with a guide; the text of each fault begins with what it is about. */
function faultsOf(guide: string): string[] {
  return [
    ...blocksOf(guide).flatMap(faultsOfBlock),
    ...commandsIn(guide)
      .filter((name) => !Object.hasOwn(panelCommands, name))
      .map((name) => `command ${name}`),
    ...reasonsIn(guide)
      .filter((reason) => !Object.hasOwn(denials, reason))
      .map((reason) => `reason ${reason}`),
    ...(/\ballow-all\b/.test(guide) ? ['allow-all is for nobody'] : []),
  ];
}

function blocksOf(guide: string): string[] {
  return [...guide.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block);
}

function faultsOfBlock(block: string): string[] {
  const [, named] = /^# sections: (.*)$/m.exec(block.split('\n', 1)[0] ?? '') ?? [];
  const given = sections.parse(parse(block));
  if (named !== undefined && named.split(', ').toSorted().join() !== Object.keys(given).toSorted().join())
    return [`sections ${named}: has ${Object.keys(given).join(', ')}`];
  const whole = named === undefined ? block : stringify({ ...base, ...given });
  try {
    settingsFrom(
      readConfiguration(whole, { file: '/etc/hearthgate/gateway.yaml', env: {}, nowMs: soonBefore(given) }),
      'gateway.yaml',
    );
    return [];
  } catch (error) {
    return [`configuration ${String(error)}`];
  }
}

/** A day that a guide shows counts as a month ahead. */
function soonBefore({ reportUntil }: Readonly<Record<string, unknown>>): number {
  const day = typeof reportUntil === 'string' ? Date.parse(reportUntil) : Date.parse('2030-01-01');
  return day - 30 * 86_400_000;
}

/** The panel's commands that it names, in profiles and elsewhere. */
function commandsIn(guide: string): string[] {
  return [...guide.matchAll(/(?<![\w/.-])(?:\/usr\/local\/hestia\/bin\/)?(v-[a-z][a-z0-9-]*)/g)].map(([, name = '']) => name);
}

/** In the tables of what goes wrong. */
function reasonsIn(guide: string): string[] {
  const rows = guide.split('\n').filter((line) => line.startsWith('|'));
  return rows.flatMap((row) => [...row.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, reason = '']) => reason));
}

describe('a guide', () => {
  it.each(guides)('shows what the gateway takes and the panel has: %s', (name) => {
    expect(faultsOf(readProjectFile(`docs/guides/${name}`))).toEqual([]);
  });

  it.each(guides)('has what an administrator looks for: %s', (name) => {
    const guide = readProjectFile(`docs/guides/${name}`);
    expect(blocksOf(guide)).not.toEqual([]);
    expect(guide).toMatch(/^## How to see that it works$/m);
    expect(guide).toMatch(/^## What goes wrong$/m);
    expect(guide).toContain('(../refusals.md)');
  });

  it.each(guides.filter((name) => readProjectFile(`docs/guides/${name}`).includes('v-add-access-key')))(
    'gives each key the profile that it shows: %s',
    (name) => {
      const guide = readProjectFile(`docs/guides/${name}`);
      const shown = [
        ...guide.matchAll(/^cat > \/usr\/local\/hestia\/data\/api\/(\S+) <<'END'\nROLE='(?:admin|user)'\nCOMMANDS='/gm),
      ];
      const given = [...guide.matchAll(/^\S*v-add-access-key \S+ (\S+) /gm)];
      expect(given.map(([, profile]) => profile)).toEqual(shown.map(([, profile]) => profile));
      expect(given).not.toEqual([]);
    },
  );
});

function yamlBlock(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\`\n`;
}

describe('the look at guides', () => {
  it.each([
    ['configuration', yamlBlock('# sections: clients\nclients: { allow: [192.0.2.300] }')],
    ['configuration', yamlBlock('# sections: limits\nlimits: { profile: {} }')],
    ['configuration', yamlBlock('clients: { allow: [192.0.2.1] }')],
    ['configuration', yamlBlock("# sections: report, reportUntil\nreport: [api_off]\nreportUntil: '2030-01-15'")],
    ['sections', yamlBlock('# sections: clients\nclients: { allow: [192.0.2.1] }\nlimits: {}')],
    ['command', "COMMANDS='v-list-users,v-list-user-s'"],
    ['command', '/usr/local/hestia/bin/v-add-accesskey admin billing'],
    ['reason', '| `key_wrong` | look at the key |'],
    ['allow-all', 'clients: allow-all'],
  ])('finds a fault of its %s', (what, guide) => {
    expect(faultsOf(guide).map((fault) => fault.split(' ')[0])).toEqual([what]);
  });

  it('takes a whole configuration and a part', () => {
    expect(faultsOf(yamlBlock('clients: { allow: [192.0.2.1] }\npanels: [{ name: main }]'))).toEqual([]);
    expect(faultsOf(yamlBlock('# sections: auth\nauth: { password: deny }'))).toEqual([]);
  });
});
