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
    chain: true,
    authLog: '/var/log/auth.log',
  });
});

test('the second listener may have further names over TCP, in the form in which they are compared', () => {
  const admin = { host: '127.0.0.1', port: 9180, tokenFile: 't' };

  expect(readConfiguration({ admin: { ...admin, hosts: ['GW1.example.com.', '192.0.2.1'] } }).admin?.at).toMatchObject({
    hosts: ['gw1.example.com', '192.0.2.1'],
  });
  expect(faultsOf({ admin: { ...admin, hosts: ['gw1.example.com:9180'] } })).toHaveLength(1);
  expect(faultsOf({ admin: { socket: 'a.sock', hosts: ['gw1.example.com'] } })).toEqual([
    'admin.hosts: goes with host, port and tokenFile only: a socket has no name',
  ]);
});

test.each(['/dev/stdout', '//dev//stdout', '/dev/fd/1', '/proc/self/fd/1'])('%s is no audit file', (file) => {
  expect(faultsOf({ audit: { file } })).toEqual([
    `audit.file: ${file} is standard output, which is no file: write "-" for standard output`,
  ]);
});

test('nor is standard error a file for fail2ban to follow', () => {
  expect(faultsOf({ audit: { authLog: '/dev/stderr' } })).toEqual([
    'audit.authLog: /dev/stderr is standard error, which is no file: name a file that fail2ban can follow',
  ]);
});
