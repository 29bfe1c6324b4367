import { execFileSync } from 'node:child_process';
import { findServer, servers } from './find-server.mjs';

/**
 * Runs before the tests. In CI a missing server is installed, or the run fails; elsewhere nothing is installed, and each missing server
 * is named with the suites that are skipped without it.
 */
function installServers() {
  const missing = Object.keys(servers).filter((name) => findServer(name) === undefined);
  if (missing.length === 0) return;
  if (process.env['CI'] === 'true') install(missing);
  else for (const name of missing) console.warn(skipNotice(name));
}

function skipNotice(name) {
  const server = servers[name];
  return `${name} is not installed: ${server.suites} will be skipped; the Debian package ${server.package} brings it`;
}

function install(names) {
  const packages = names.map((name) => servers[name].package);
  console.log(`installing ${packages.join(', ')} for the tests`);
  aptGet(['update']);
  aptGet(['install', '-y', '--no-install-recommends', ...packages]);
  const absent = names.filter((name) => findServer(name) === undefined);
  if (absent.length > 0) throw new Error(`installed ${packages.join(', ')}, but found no ${absent.join(', ')} on the PATH`);
}

const installer = 'apt-get';

function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync(installer, ['-q', ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (cause) {
    const advice = 'the tests need these servers with CI=true; install them by hand, or run without CI=true to skip their suites';
    throw new Error(`apt-get ${args.join(' ')} failed: ${advice}`, { cause });
  }
}

installServers();
