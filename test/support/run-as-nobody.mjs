// Runs the gateway's command line as an ordinary user, because root ignores modes. Started by somebody else than root, it stays who it is.
import { run } from '../../dist/cli/run.js';

// Loaded while the files of this project can still be read, wherever they lie.
await import('../../dist/cli/serve.js');

const nobody = 65534;
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}
process.exit(
  await run(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env, signals: process }),
);
