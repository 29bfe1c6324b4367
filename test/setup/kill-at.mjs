import childProcess from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

// Kills this process before, and behind, the step with the number KILL_AT: each change of a file, and each program that is run. Without a number
// it counts the steps.

const at = Number(process.env['KILL_AT'] ?? 0);
let steps = 0;

function step() {
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['writeFileSync', 'rmSync', 'mkdirSync', 'rmdirSync', 'chmodSync', 'chownSync', 'renameSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    step();
    const result = real(...args);
    step();
    return result;
  };
}
for (const name of ['rename', 'rm']) {
  const real = promises[name];
  promises[name] = async (...args) => {
    step();
    const result = await real(...args);
    step();
    return result;
  };
}
const execFile = childProcess.execFile;
childProcess.execFile = (path, args, options, done) => {
  step();
  return execFile(path, args, options, (...results) => {
    step();
    done(...results);
  });
};
syncBuiltinESMExports();
if (at === 0) process.on('exit', () => process.stdout.write(`steps: ${steps}\n`));
