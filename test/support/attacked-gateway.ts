import { readdirSync, readFileSync } from 'node:fs';
import { inject, onTestFinished } from 'vitest';
import { AdminSocket } from './admin-socket.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { handOver } from './hand-over.ts';
import type { RecordingPanel } from './recording-panel.ts';
import { openSite } from './site.ts';

/** A gateway in a process of its own, so that what it holds can be measured. Everything ends with the test. */
export interface AttackedGateway {
  readonly url: string;
  readonly panel: RecordingPanel;
  readonly admin: AdminSocket;
  /** What the process holds of the machine's memory now, in bytes. */
  readonly residentBytes: () => number;
  /** Processor time that it has used so far, its own and the kernel's for it, in milliseconds. */
  readonly processorMs: () => number;
}

/** @param settings top-level sections of the configuration; everyone may call unless they say otherwise */
export async function startAttackedGateway(settings: object): Promise<AttackedGateway> {
  const program = inject('program');
  const site = await openSite();
  const admin = new AdminSocket();
  handOver(site.folder.root);
  const gateway = await startGatewayProcess(
    program,
    JSON.stringify({
      listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
      admin: { socket: admin.path },
      audit: { file: '/dev/null' },
      clients: { allow: ['allow-all'] },
      panels: [{ name: 'main', url: site.panel.origin, state: { files: site.folder.root } }],
      ...settings,
    }),
  );
  onTestFinished(async () => {
    await gateway.stop();
    await site.close();
  });
  return {
    url: gateway.url,
    panel: site.panel,
    admin,
    residentBytes: () => residentBytes(gateway.pid),
    processorMs: () => processorMs(gateway.pid),
  };
}

function residentBytes(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

/** Each thread says what it used, in nanoseconds, as the first number. */
function processorMs(pid: number): number {
  const used = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'));
  return used.reduce((sum, text) => sum + Number.parseInt(text, 10), 0) / 1_000_000;
}
