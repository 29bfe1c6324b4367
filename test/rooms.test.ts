import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './support/source-files.ts';
import { importsOf, isPackage } from './support/source-text.ts';

/** A folder holds one kind of thing. `checks` may hold more, because they are all checks. */
const maxFiles = 16;
const unbounded: ReadonlySet<string> = new Set(['src/checks']);

const files = sourceFiles('src');

describe('the folders of the code', () => {
  it('import each other in no circle', () => {
    expect(circleIn(importGraph(files, dirname))).toEqual([]);
  });

  it('have no files that import each other in a circle', () => {
    expect(circleIn(importGraph(files, String))).toEqual([]);
  });

  it(`hold at most ${maxFiles} files each`, () => {
    expect(crowdedIn(files)).toEqual([]);
  });

  it('are seen by these rules', () => {
    const round = [
      file('src/a/one.ts', '../b/two.ts'),
      file('src/b/two.ts', '../c/three.ts'),
      file('src/c/three.ts', '../a/four.ts'),
    ];
    expect(circleIn(importGraph(round, dirname))).toEqual(['src/a', 'src/b', 'src/c']);
    expect(circleIn(importGraph(round, String))).toEqual([]);
    expect(crowdedIn(Array.from({ length: maxFiles + 1 }, (_, at) => file(`src/a/${at}.ts`, './x.ts')))).toEqual(['src/a: 17']);
  });
});

function file(path: string, target: string): SourceFile {
  return { path, text: `import { x } from '${target}';` };
}

/** What each room imports from other rooms. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function importGraph(from: readonly SourceFile[], roomOf: (path: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { path, text } of from) {
    const room = roomOf(path);
    const targets = graph.get(room) ?? new Set();
    graph.set(room, targets);
    for (const target of importsOf(text)) {
      if (isPackage(target) || target.startsWith('node:')) continue;
      const to = roomOf(join(dirname(path), target));
      if (to !== room) targets.add(to);
    }
  }
  return graph;
}

/** Rooms that lead to each other, in alphabetical order; empty where none do. Takes away whatever imports nothing that is left. */
function circleIn(graph: Graph): string[] {
  const left = new Map(graph);
  for (let isShrinking = true; isShrinking;) {
    isShrinking = false;
    for (const [room, targets] of left) {
      if ([...targets].some((target) => left.has(target))) continue;
      left.delete(room);
      isShrinking = true;
    }
  }
  // Whatever nothing of the rest imports only leads to the circle.
  for (let isShrinking = true; isShrinking;) {
    isShrinking = false;
    const imported = new Set([...left.values()].flatMap((targets) => Array.from(targets)));
    for (const room of left.keys()) {
      if (!imported.has(room)) isShrinking = left.delete(room);
    }
  }
  return [...left.keys()].toSorted();
}

function crowdedIn(from: readonly SourceFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of from) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([folder, count]) => count > maxFiles && !unbounded.has(folder))
    .map(([folder, count]) => `${folder}: ${count}`);
}
