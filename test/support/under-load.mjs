// Runs the tests twice in a row on a machine that is kept busy, and ends with 1 if one of them fails: no test may depend on how fast the
// machine is. `npm run test:load`; LOAD says how many processes keep it busy, ten unless it is given.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const load = Number(process.env.LOAD ?? 10);
const rounds = 2;

const busy = Array.from({ length: load }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
const rest = () => {
  for (const child of busy) child.kill('SIGKILL');
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    rest();
    process.kill(process.pid, signal);
  });
}
let failed = 0;
try {
  for (let round = 1; round <= rounds; round += 1) {
    const startedAtMs = performance.now();
    const [code] = await once(spawn('npx', ['vitest', 'run'], { stdio: 'inherit' }), 'exit');
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    console.log(`round ${round} of ${rounds}, under a load of ${load}: ${code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
    if (code !== 0) failed += 1;
  }
} finally {
  rest();
}
process.exitCode = failed === 0 ? 0 : 1;
