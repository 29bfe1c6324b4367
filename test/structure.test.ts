import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportsOf, folderOf, importsOf, isPackage, packageOf } from './support/source-text.ts';
import { readProjectFile, type SourceFile, sourceFiles } from './support/source-files.ts';

/** What each folder of `src` may import from, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  hestia: ['domain'],
  checks: ['domain'],
  disk: ['domain'],
  limits: ['domain', 'disk'],
  throttle: ['domain'],
  usage: ['domain', 'disk'],
  history: ['domain', 'disk'],
  notices: ['domain', 'throttle'],
  observe: ['domain'],
  admin: ['domain'],
  terminal: ['domain'],
  config: ['domain', 'disk'],
  ask: ['domain', 'disk', 'admin', 'config', 'terminal'],
  state: ['domain', 'disk', 'hestia', 'throttle'],
  forward: ['domain', 'disk', 'hestia'],
  demo: ['domain', 'hestia', 'terminal'],
  http: ['domain', 'disk', 'hestia', 'checks', 'throttle'],
  host: ['domain', 'disk', 'hestia'],
  setup: ['domain', 'disk', 'host', 'config'],
  doctor: ['domain', 'disk', 'hestia', 'host', 'setup', 'config', 'terminal'],
  page: [],
  cli: [
    'gateway',
    'admin',
    'collector',
    'compose',
    'ask',
    'config',
    'demo',
    'disk',
    'doctor',
    'domain',
    'host',
    'observe',
    'setup',
    'terminal',
  ],
};

/** They put things together, and may import everything. */
const compositions: ReadonlySet<string> = new Set(['gateway', 'collector', 'compose']);
const maxLines = 250;

/** A rule finds the faults of files; each of `planted` breaks it, and shows that it can find one. */
interface Rule {
  readonly name: string;
  readonly folders: readonly string[];
  readonly faults: (files: readonly SourceFile[]) => readonly string[];
  readonly planted: readonly (readonly SourceFile[])[];
}

const rules: readonly Rule[] = [
  {
    name: 'imports point one way',
    folders: ['src'],
    faults: (files) => files.flatMap(importFaults),
    planted: [
      [{ path: 'src/domain/a.ts', text: "import type { B } from '../hestia/b.ts';" }],
      [{ path: 'src/checks/a.ts', text: "const b = await import('../http/b.ts');" }],
      [{ path: 'src/hestia/a.ts', text: "import {\n  b,\n} from '../gateway.ts';" }],
    ],
  },
  {
    name: 'each third-party package is imported in one folder',
    folders: ['src'],
    faults: packageFaults,
    planted: [
      [
        { path: 'src/forward/a.ts', text: "import { Pool } from 'undici';" },
        { path: 'src/state/b.ts', text: "import undici from 'undici/types';" },
      ],
    ],
  },
  {
    name: `no file has more than ${maxLines} lines`,
    folders: ['src', 'test', 'bench'],
    faults: (files) => files.filter(({ text }) => text.trimEnd().split('\n').length > maxLines).map(({ path }) => path),
    planted: [[{ path: 'src/domain/a.ts', text: '\n'.repeat(maxLines) + 'x' }]],
  },
  {
    name: 'the environment is read in config and cli only',
    folders: ['src'],
    faults: (files) =>
      files
        .filter(({ path, text }) => /\bprocess\s*(?:\.\s*env\b|\[)/.test(text) && !/^src\/(?:config|cli)\//.test(path))
        .map(({ path }) => path),
    planted: [[{ path: 'src/domain/a.ts', text: "const home = process.env['HOME'];" }]],
  },
  {
    name: 'no file exports a default',
    folders: ['src', 'test', 'bench'],
    faults: (files) =>
      files.filter(({ text }) => /^export default\b|^export \{[^}]*\bas default\b/m.test(text)).map(({ path }) => path),
    planted: [[{ path: 'src/domain/a.ts', text: 'export default 1;' }]],
  },
  {
    name: 'no file hands on the exports of another',
    folders: ['src', 'test', 'bench'],
    faults: (files) =>
      files.filter(({ text }) => /^export (?:type )?(?:\*|\{[^}]*\})[^;]*\bfrom\b/m.test(text)).map(({ path }) => path),
    planted: [[{ path: 'src/domain/a.ts', text: "export * from './b.ts';" }]],
  },
  {
    name: 'an exported name has one meaning: one file exports it',
    folders: ['src'],
    faults: nameFaults,
    planted: [
      [
        { path: 'src/domain/a.ts', text: 'export type Answer = string;' },
        { path: 'src/http/b.ts', text: 'export async function* Answer() {}' },
      ],
      [
        { path: 'src/domain/a.ts', text: 'export const answer = 1;' },
        { path: 'src/http/b.ts', text: 'const own = 2;\nexport { own as answer };' },
      ],
    ],
  },
  {
    name: 'no generator is left undriven or open',
    folders: ['src'],
    faults: (files) => files.flatMap(generatorFaults),
    planted: [
      [{ path: 'src/state/a.ts', text: '    this.#lastGood.forgetOthersInSteps(names);' }],
      [{ path: 'src/state/a.ts', text: 'const steps = part.read(pass);' }],
      [{ path: 'src/state/a.ts', text: 'while (steps.next().done !== true) count += 1;' }],
      [{ path: 'src/state/a.ts', text: 'function* forgetOthers(): Steps<void> {' }],
      [{ path: 'src/state/a.ts', text: '  *#names(): Generator<string> {\n  }\n  all() {\n    this.#names();\n  }' }],
    ],
  },
  {
    name: 'no test says how fast the machine has to be',
    folders: ['test'],
    faults: (files) => files.flatMap(({ path, text }) => hurries.filter((one) => one.test(text)).map((one) => `${path}: ${one}`)),
    planted: [
      [{ path: 'test/a.test.ts', text: '  await vi.waitFor(() => isThere());' }],
      [{ path: 'test/a.test.ts', text: '  await expect.poll(() => log.at(-1), { timeout: 1000 }).toBe(1);' }],
      [{ path: 'test/a.test.ts', text: '  await expect\n    .poll(() => log.at(-1), patience)\n    .toBe(1);' }],
      [{ path: 'test/a.test.ts', text: "  it('is there', async () => {\n  }, 30_000);" }],
      [{ path: 'test/a.test.ts', text: '  expect(performance.now() - startedMs).toBeLessThan(1000);' }],
    ],
  },
];

/** Bounds of a test's own, each narrower than those in vitest.config.ts, and times that are measured against a number. */
const hurries: readonly RegExp[] = [
  /^ *(?:await )?vi\.wait(?:For|Until)\(/m,
  /^ *(?:await expect)?\.?\.poll\([^;]*?, (?:\{|\w+\)\s*\.)/m,
  /^ *\}, [\d_]+\);$/m,
  /^ *expect\((?:performance\.now\(\)|Date\.now\(\))[^)]*\)\.toBeLess/m,
];

describe('the structure of the code', () => {
  it.each(rules)('is such that $name', ({ folders, faults, planted }) => {
    expect(planted.map(faults)).not.toContainEqual([]);
    expect(faults(sourceFiles(...folders))).toEqual([]);
  });

  it('has a row in the table of imports for each folder', () => {
    const folders = new Set(sourceFiles('src').map(({ path }) => folderOf(path)));
    expect([...folders].filter((folder) => !compositions.has(folder) && mayImport[folder] === undefined)).toEqual([]);
    expect(folders).toContain('domain');
  });
});

describe('the packages of the runtime', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readProjectFile('package.json')));
  const imported = new Set(sourceFiles('src').flatMap(({ text }) => importsOf(text).filter(isPackage).map(packageOf)));

  it('are those that the code imports', () => {
    expect([...imported].toSorted()).toEqual(Object.keys(dependencies).toSorted());
  });

  it.each(Object.keys(dependencies))('has its row in the table of README.md: %s', (name) => {
    const cells = readProjectFile('README.md').matchAll(/^\|\s*([^|]+?)\s*\|/gm);
    expect([...cells].map(([, cell = '']) => /[@\w][\w./-]*/.exec(cell)?.[0])).toContain(name);
  });

  it('are locked without the name of a registry', () => {
    expect(readProjectFile('package-lock.json')).not.toMatch(/"resolved"|\bregistry\b/);
  });
});

function importFaults({ path, text }: SourceFile): string[] {
  const from = folderOf(path);
  if (compositions.has(from)) return [];
  const targets = importsOf(text).filter((target) => !isPackage(target) && !target.startsWith('node:'));
  return (
    targets
      .map((target) => new URL(target, `file:///${path}`).pathname.slice(1))
      // The version of the program.
      .filter((file) => file !== 'package.json')
      .map((file) => folderOf(file))
      .filter((to) => to !== from && mayImport[from]?.includes(to) !== true)
      .map((to) => `${path} imports from ${to}`)
  );
}

/** A generator does nothing before it is driven, and holds what it opened until it is closed: `yield*`, `for … of` and `drive` do both. */
function generatorFaults({ path, text }: SourceFile): string[] {
  const declaration = /(?:function\*\s+|^\s+\*\s*)(#?\w+)\([^)]*\)(?::\s*([\w<> |]+))?/gm;
  const declared = [...text.matchAll(declaration)];
  const steps = declared.filter(([, name = '', type = '']) => type.startsWith('Steps<') && !/^read$|InSteps$/.test(name));
  const others = new Set(declared.map(([, name = '']) => name).filter((name) => !/^read$|InSteps$/.test(name)));
  const uses = text.replaceAll(declaration, '');
  const calls = [...uses.matchAll(/(?<before>\byield\* |\bdrive\(|\bof |)(?:[\w.#]+\.)?(?<name>#?\w+)\(/g)];
  const undriven = calls.filter(({ 0: call, groups }) => {
    const isGenerator =
      groups?.['name']?.endsWith('InSteps') || others.has(groups?.['name'] ?? '') || /\bpart\.read\($/.test(call);
    return isGenerator && groups?.['before'] === '';
  });
  const byHand = path.startsWith('src/state/') && /\.next\(\)/.test(text) ? [`${path} takes steps by hand`] : [];
  return [
    ...steps.map(([, name]) => `${path}: ${name} gives steps, so its name must end in InSteps`),
    ...undriven.map(({ groups }) => `${path}: ${groups?.['name']} is not driven`),
    ...byHand,
  ];
}

function nameFaults(files: readonly SourceFile[]): string[] {
  const exporters = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const name of exportsOf(text)) exporters.set(name, (exporters.get(name) ?? new Set()).add(path));
  }
  return [...exporters]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name} is exported by ${[...paths].join(' and ')}`);
}

function packageFaults(files: readonly SourceFile[]): string[] {
  const folders = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const target of importsOf(text).filter(isPackage)) {
      const name = packageOf(target);
      folders.set(name, (folders.get(name) ?? new Set()).add(folderOf(path)));
    }
  }
  return [...folders]
    .filter(([, from]) => from.size > 1)
    .map(([name, from]) => `${name} is imported in ${[...from].join(' and ')}`);
}
