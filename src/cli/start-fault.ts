/** What kept the gateway from starting, as far as it is the system's word: what it is and what to change. Undefined for anything else. */
export function startFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return textOf(error) ?? startFault(error.cause);
}

function textOf(error: Error): string | undefined {
  const { code = '', address, port, path } = detailsOf(error);
  const where = address?.includes(':') === true ? `[${address}]:${port}` : `${address}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where} is in use by another program; end it, or change listen[].port`;
    case 'EADDRNOTAVAIL':
      return `this machine does not have the address of ${where}; change listen[].host`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name in listen[].host is not known here (${error.message}); write an address`;
    case 'EACCES':
    case 'EPERM':
      if (path !== undefined) return `${path} may not be read by the user that the gateway runs as; change its owner or mode`;
      return `no permission to listen on ${where}; choose a port above 1023, or give the service CAP_NET_BIND_SERVICE`;
    case 'ENOENT':
      return `${path} does not exist; correct the path in the configuration`;
    case 'EADMINSTART':
    case 'EAUDITSTART':
    case 'ECERTIFICATESTART':
    case 'EDATASTART':
    case 'EHANDEDSOCKET':
    case 'ESTORESTART':
      return error.message;
    default:
      if (/^ERR_(OSSL|SSL|TLS)_/.test(code)) return `a certificate or key in listen[].tls cannot be used: ${error.message}`;
      return /^E[A-Z0-9]+$/.test(code) ? error.message : undefined;
  }
}

interface Details {
  readonly code: string | undefined;
  readonly address: string | undefined;
  readonly port: string | undefined;
  readonly path: string | undefined;
}

/** What Node adds to the errors of system calls. */
function detailsOf(error: Error): Details {
  const details: ReadonlyMap<string, unknown> = new Map(Object.entries(error));
  const text = (name: string): string | undefined => {
    const value = details.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  return { code: text('code'), address: text('address'), port: text('port'), path: text('path') };
}
