// Runs the command line of the program in the first argument as an ordinary user, because root ignores modes. Started by somebody else than
// root, it stays who it is.
const [program = '', ...argv] = process.argv.slice(2);
const { run } = await import(`${program}/dist/cli/run.js`);

const nobody = 65534;
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}
process.exit(await run(argv, { stdout: process.stdout, stderr: process.stderr, env: process.env, signals: process }));
