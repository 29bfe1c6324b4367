import { dirname } from 'node:path';
import { fileFault } from '../disk/files/file-fault.ts';
import { StartError } from '../domain/start-error.ts';
import { type SystemFault, systemFaultOf } from '../domain/text/system-fault.ts';

/** What kept the gateway from starting, or a command from ending well, as far as it is the system's word: what it is and what to change. Undefined for anything else. */
export function startFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return textOf(error) ?? startFault(error.cause);
}

function textOf(error: Error): string | undefined {
  if (error instanceof StartError) return error.message;
  const fault = systemFaultOf(error);
  const { code } = fault;
  if (/^ERR_(OSSL|SSL|TLS)_/.test(code)) return `a certificate or key in listen[].tls cannot be used: ${error.message}`;
  if (code === 'EPIPE' && fault.syscall === 'write') return 'the output was closed before everything was written';
  if (fault.syscall === 'mkdtemp') return temporaryFault(fault, error.message);
  return listenFault(fault, error.message) ?? onFile(fault) ?? (/^E[A-Z0-9]+$/.test(code) ? error.message : undefined);
}

function temporaryFault(fault: SystemFault, message: string): string {
  const [what] = fileFault(fault, 'written')?.split(';') ?? [];
  const folder = dirname(fault.path ?? '');
  return `no temporary folder can be made: ${folder} ${what ?? `cannot be used (${message})`}; name another in TMPDIR`;
}

/** Actions that need another right than to read. */
const writingCalls: ReadonlySet<string> = new Set([
  'mkdir',
  'write',
  'rename',
  'unlink',
  'chmod',
  'bind',
  'link',
  'symlink',
  'ftruncate',
]);

function onFile(fault: SystemFault): string | undefined {
  const text = fileFault(fault, writingCalls.has(fault.syscall ?? '') ? 'written' : 'read');
  return text === undefined
    ? undefined
    : `${fault.path ?? (fault.syscall === 'watch' ? 'a folder' : 'a file or a connection')} ${text}`;
}

/** What keeps a listener from its address. Handed-over and own sockets, and names, have no path. */
function listenFault({ code, address, port, path }: SystemFault, message: string): string | undefined {
  if (path !== undefined) return undefined;
  const where = address?.includes(':') === true ? `[${address}]:${port}` : `${address}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where} is in use by another program; end it, or change listen[].port`;
    case 'EADDRNOTAVAIL':
      return `this machine does not have the address of ${where}; change listen[].host`;
    case 'EAFNOSUPPORT':
      return `this machine has no addresses of the kind of ${where}; change listen[].host, without IPv6 to 0.0.0.0 or an IPv4 address`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name in listen[].host is not known here (${message}); write an address`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to listen on ${where}; choose a port above 1023, or give the service CAP_NET_BIND_SERVICE`;
    default:
      return undefined;
  }
}
