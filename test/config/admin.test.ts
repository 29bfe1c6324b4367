import { describe, expect, test } from 'vitest';
import { faultsOf, readConfiguration } from './read-configuration.ts';

describe('the second listener', () => {
  test('is tried at its usual place where nothing is said', () => {
    expect(readConfiguration({}).admin).toEqual({
      at: { kind: 'socket', path: '/run/hearthgate/admin.sock' },
      isRequired: false,
    });
  });

  test('is a socket, whose path counts from the folder of the configuration', () => {
    expect(readConfiguration({ admin: { socket: 'admin.sock' } }).admin).toEqual({
      at: { kind: 'socket', path: '/etc/hearthgate/admin.sock' },
      isRequired: true,
    });
  });

  test('is an address with a token', () => {
    expect(readConfiguration({ admin: { host: '127.0.0.1', port: 9180, tokenFile: '/run/token' } }).admin).toEqual({
      at: { kind: 'tcp', host: '127.0.0.1', port: 9180, tokenFile: '/run/token' },
      isRequired: true,
    });
  });

  test.each([
    [{}, 'admin: expected socket, or host, port and tokenFile'],
    [{ host: '127.0.0.1', port: 9180 }, 'admin: expected socket, or host, port and tokenFile'],
    [{ socket: 'a', port: 1 }, 'admin: has both socket and host, port or tokenFile; leave out one of them'],
  ])('%j has a fault', (admin, fault) => {
    expect(faultsOf({ admin })).toEqual([fault]);
  });
});

test('audit files count from the folder of the configuration', () => {
  expect(readConfiguration({ audit: { file: 'audit.log', authLog: '/var/log/auth.log' } }).audit).toEqual({
    file: '/etc/hearthgate/audit.log',
    authLog: '/var/log/auth.log',
  });
});
