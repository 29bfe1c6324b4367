#!/usr/bin/env node
import { run } from './run.ts';

const code = await run(process.argv.slice(2), {
  // Opened for the command that reads it, and for no other: it may be closed.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signals: process,
});
process.exit(code);
