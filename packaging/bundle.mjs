// Makes the program that is shipped: `dist/cli/main.js`, and beside it few files that hold the rest and the packages that it runs on. `dist/modules`
// has been compiled before: the file that an old Node must be able to read is taken from there as it is.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
for (const folder of ['cli', 'chunks', 'page']) rmSync(`dist/${folder}`, { recursive: true, force: true });

const { metafile } = await build({
  // What main.ts imports once it knows that the Node is new enough.
  entryPoints: ['src/cli/run.ts', 'src/cli/tell-error.ts', 'src/cli/printable-terminal.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // A command loads what it needs, and no more.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  // Node keeps the text of what it runs: without blanks it takes some 5 MB less. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  // Packages in CommonJS ask for modules of Node by `require`.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
// The page of the second listener: one script and one style sheet, which load nothing else.
const page = await build({
  entryPoints: [
    { in: 'src/page/main.tsx', out: 'page' },
    { in: 'src/page/page.css', out: 'page' },
  ],
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
// Written anew, and not copied with their modes: whoever built it, every user reads what is shipped.
for (const file of ['index.html', 'icon.svg']) writeFileSync(`dist/page/${file}`, readFileSync(`src/page/${file}`));
for (const file of ['main.js', 'main.js.map']) writeFileSync(`dist/cli/${file}`, readFileSync(`dist/modules/src/cli/${file}`));
writeFileSync('dist/THIRD-PARTY-LICENSES', licences([...Object.keys(metafile.inputs), ...Object.keys(page.metafile.inputs)]));

/**
 * The licence of each package of which a file is in the bundle.
 *
 * @param {readonly string[]} inputs paths of files
 */
function licences(inputs) {
  const folders = inputs
    .map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)]
    .toSorted()
    .map(licenceOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text =
    file === undefined ? `Licence: ${license}. The package has no text of it.` : readFileSync(`${folder}/${file}`, 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}
