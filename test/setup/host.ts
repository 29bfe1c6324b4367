import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject, onTestFinished } from 'vitest';
import { findServer } from '../support/find-server.mjs';

const here = new URL('.', import.meta.url).pathname;

const needed = ['curl', 'ip', 'iptables', 'nginx', 'php-cgi', 'setfacl'] as const;
const canLayOut = process.getuid?.() === 0 && needed.every((name) => findServer(name) !== undefined);
const checkout = process.env['HESTIA_SOURCE'];

/** Panels whose commands are played, and the real one where a checkout of it is at hand. Suites of the others are skipped. */
export const panels = [panelOf('played', undefined), panelOf('its own', checkout)] as const;

export interface PanelKind {
  readonly kind: 'played' | 'its own';
  readonly source: string | undefined;
  readonly isSkipped: boolean;
  /** Lays a host with it out for the test that runs. The collector may read the panel's file by an access control list unless `env` says otherwise. */
  readonly open: (env?: HostOptions['env']) => Promise<Host>;
}

function panelOf(kind: PanelKind['kind'], source: string | undefined): PanelKind {
  return {
    kind,
    source,
    isSkipped: !canLayOut || (kind === 'its own' && source === undefined),
    open: async (env = { ACL_OF_CONF: 'yes' }) => openHost({ source, env }),
  };
}

export const panelFiles = {
  conf: '/usr/local/hestia/conf/hestia.conf',
  rules: '/usr/local/hestia/data/firewall/rules.conf',
  nginx: '/usr/local/hestia/nginx/conf/nginx.conf',
  configuration: '/etc/hearthgate/gateway.yaml',
} as const;
const files = Object.values(panelFiles).join(' ');

/** Everything that setup may change: content, owner, mode, access control lists, units. The order of lines in the panel's file has no meaning. */
export const stateOfHost = `
  sort ${panelFiles.conf}; cat ${panelFiles.rules} ${panelFiles.configuration} ${panelFiles.nginx} /usr/local/hestia/data/firewall/custom.sh
  getfacl --numeric --absolute-names ${files}; iptables -S
  find /etc/hearthgate /etc/systemd/system/*hearthgate* /etc/systemd/system/*/*hearthgate* /etc/hestiacp /usr/local/hestia/data/firewall /usr/local/hestia/nginx/conf /var/lib/hearthgate-setup \
    /run/hearthgate-inside /run/units 2>/dev/null | sort`;

/** A call that the panel and the gateway permit, if they take the address. */
export const call = `curl --silent --insecure --max-time 10 --data access_key=BILLINGKEY0000000001 --data secret_key=${'S'.repeat(40)} --data cmd=v-list-users`;

export interface HostOptions {
  /** A checkout of the panel, whose own commands are run then. */
  readonly source?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Lays a host out for the test that runs, and takes it away behind it. */
export async function openHost(options: HostOptions): Promise<Host> {
  const host = await Host.open(inject('program'), options);
  onTestFinished(async () => host.close());
  return host;
}

export interface Ended {
  readonly code: number;
  /** Both outputs. */
  readonly text: string;
}

/** A host with a panel, in namespaces of its own: what runs there ends with it, and what is written there is gone. */
export class Host {
  readonly #laid: ChildProcess;
  readonly #folder: string;
  readonly #pid: string;

  /** @param program the folder with the built one */
  static async open(program: string, { source, env = {} }: HostOptions): Promise<Host> {
    const folder = mkdtempSync(join(tmpdir(), 'host-'));
    const spaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    const layOut = [join(here, 'lay-out.sh'), folder, program, process.execPath, ...(source === undefined ? [] : [source])];
    const laid = spawn('unshare', [...spaces, ...layOut], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const said: string[] = [];
    laid.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: laid.stdout }).on('line', (line) => {
        if (line === 'ready') resolve();
      });
      laid.once('exit', () => reject(new Error(`no host could be laid out: ${said.join('')}`)));
    });
    const [pid = ''] = readFileSync(`/proc/${laid.pid}/task/${laid.pid}/children`, 'utf8').split(' ');
    return new Host(laid, folder, pid);
  }

  private constructor(laid: ChildProcess, folder: string, pid: string) {
    this.#laid = laid;
    this.#folder = folder;
    this.#pid = pid;
  }

  /** Runs a program there, as root, with what comes of it. */
  run(program: string, ...args: readonly string[]): Ended {
    const spaces = ['--target', this.#pid, '--mount', '--net', '--pid', '--'];
    const { status, stdout, stderr } = spawnSync('nsenter', [...spaces, program, ...args], {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
    });
    return { code: status ?? -1, text: `${stdout}${stderr}` };
  }

  setup(...args: readonly string[]): Ended {
    return this.run('/usr/bin/hearthgate', 'setup', ...args);
  }

  /** The same where only success will do. @returns what it said */
  mustSetup(...args: readonly string[]): string {
    const { code, text } = this.setup(...args);
    if (code !== 0) throw new Error(`setup ${args.join(' ')} ended with ${code}: ${text}`);
    return text;
  }

  /** Runs setup until the step with this number, at which it is killed; 0: counts the steps to the end. */
  killedSetup(step: number, ...args: readonly string[]): Ended {
    const options = `NODE_OPTIONS=--import=${join(here, 'kill-at.mjs')}`;
    return this.run('env', options, `KILL_AT=${step}`, '/usr/bin/hearthgate', 'setup', ...args);
  }

  read(path: string): string {
    return this.run('cat', path).text;
  }

  shell(script: string): Ended {
    // Bash reads the start-up files of its user where its input is a socket, as it is here.
    return this.run('bash', '--norc', '-c', script);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#laid.once('exit', resolve));
    this.#laid.stdin?.end();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}
