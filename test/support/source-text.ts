/** `src/checks/pipeline.ts` lies in `checks`; `src/gateway.ts` is `gateway`. */
export function folderOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

export function importsOf(text: string): string[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(?:[\w*{][^'"=()]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const calls = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...calls].map(([, target = '']) => target);
}

export function isPackage(target: string): boolean {
  return !target.startsWith('.') && !target.startsWith('node:');
}

export function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

export function exportsOf(text: string): string[] {
  const declared = text.matchAll(
    /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm,
  );
  const listed = text.matchAll(/^export (?:type )?\{([^}]*)\};/gm);
  const names = [...listed].flatMap(([, list = '']) =>
    list.split(',').map(
      (one) =>
        one
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  );
  return [...[...declared].map(([, name = '']) => name), ...names].filter((name) => name !== '');
}
