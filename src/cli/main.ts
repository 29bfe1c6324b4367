#!/usr/bin/env node

// This file is read by the Node that the system has, however old: no import at its top and no syntax newer than ES2018, so that a Node below
// the floor tells that it is one instead of a syntax error.

/** As `engines` in package.json has it. */
const floor = { major: 20, minor: 19 };
/** The configuration of the machine is at fault. */
const configCode = 78;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < floor.major || (major === floor.major && minor < floor.minor)) {
  process.stderr.write(
    `hearthgate: Node ${floor.major}.${floor.minor} or newer is needed, and ${process.execPath} is ${process.version}; install a newer one\n`,
  );
  process.exitCode = configCode;
} else {
  void start(process.argv.slice(2));
}

async function start(argv: readonly string[]): Promise<void> {
  // A hang-up asks a service to open its logs anew. It may come before there are any, and must not end the service then.
  if (argv[0] === 'serve' || argv[0] === 'collect') process.on('SIGHUP', () => undefined);
  const { run } = await import('./run.ts');
  const { tellError } = await import('./tell-error.ts');
  const { printableOutput } = await import('./printable-terminal.ts');
  // What no command could catch, such as an output that is closed. Where that is standard error, nobody can be told.
  process.on('uncaughtException', (error) => process.exit(tellError(error, printableOutput(process.stderr))));
  process.stderr.on('error', () => undefined);
  const code = await run(argv, {
    // Opened for the command that reads it, and for no other: it may be closed.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    isProcess: true,
    note: process.stderr.isTTY ? (text: string) => void process.stderr.write(`\r\u001b[K${text}`) : undefined,
    clear: process.stdout.isTTY ? () => void process.stdout.write('\u001b[H\u001b[2J') : undefined,
    env: process.env,
    signals: process,
  });
  // An output that cannot be written says so in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.exit(code);
}
