import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { AddressFiles } from '../../src/domain/policy/settings.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

// Lists of addresses that are kept in files are followed while the gateway runs.

let folder = '';
let site: Site | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
});
afterEach(async () => {
  await site?.close();
  site = undefined;
  rmSync(folder, { recursive: true });
});

const call = callWith(keys.root, 'v-list-users');

function put(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

async function open(addressFiles: AddressFiles, allow: readonly string[] = []): Promise<Site> {
  site = await openSite({ clients: { allow: only(...allow) }, panel: { addressFiles }, lookAtListsEveryMs: 50 });
  return site;
}

const statusAt = async ({ gateway }: Site, forwardedFor?: string): Promise<number> =>
  (await post(gateway.url, call, forwardedFor === undefined ? {} : { headers: { 'x-forwarded-for': forwardedFor } })).status;

describe('a list in a file', () => {
  it('counts beside the list in the configuration, and from one version to the next', async () => {
    const opened = await open({ allow: put('allow', '127.0.0.1 # here\n'), deny: put('deny', '# nobody\n') }, ['192.0.2.1']);
    expect(await statusAt(opened)).toBe(200);
    put('allow', '192.0.2.7\n');
    await expect.poll(() => statusAt(opened)).toBe(401);
    put('allow', '127.0.0.0/8\n');
    await expect.poll(() => statusAt(opened)).toBe(200);
    put('deny', '127.0.0.1\n');
    await expect.poll(() => statusAt(opened)).toBe(401);
  });

  it('that gets a fault, or is gone, stays in force as it was, and the log says so once', async () => {
    const opened = await open({ allow: put('allow', '127.0.0.1\n') });
    const log = (pattern: RegExp): number => opened.gateway.log.filter((line) => pattern.test(line)).length;
    put('allow', '127.0.0.1\nnobody.example.com\n');
    await expect.poll(() => log(/the last good list of .*allow stays in force: .*line 2: expected an address/s)).toBe(1);
    expect(await statusAt(opened)).toBe(200);
    rmSync(join(folder, 'allow'));
    await expect.poll(() => log(/the last good list of .*allow stays in force: it does not exist; .*ENOENT/)).toBe(1);
    expect(await statusAt(opened)).toBe(200);
    put('allow', '127.0.0.1\n');
    chmodSync(join(folder, 'allow'), 0o646);
    await expect.poll(() => log(/stays in force: \S*allow may be written by every user of this machine; chmod o-w /)).toBe(1);
    rmSync(join(folder, 'allow'));
    mkdirSync(join(folder, 'allow'));
    await expect.poll(() => log(/stays in force: \S*allow has 1 problem: expected a regular file/)).toBe(1);
    expect(await statusAt(opened)).toBe(200);
    rmSync(join(folder, 'allow'), { recursive: true });
    put('allow', '192.0.2.1\n');
    await expect.poll(() => log(/allow can be used again/)).toBe(1);
    await expect.poll(() => statusAt(opened)).toBe(401);
  });

  it('that is written in place does not count before it is whole', async () => {
    const deny = put('deny', '127.0.0.1\n192.0.2.1\n');
    const opened = await open({ deny }, ['127.0.0.1']);
    const log = (pattern: RegExp): number => opened.gateway.log.filter((line) => pattern.test(line)).length;
    writeFileSync(deny, '');
    await expect.poll(() => log(/deny stays in force: .*is empty, so it may be half written/s)).toBe(1);
    writeFileSync(deny, '192.0.2.0/2');
    await expect.poll(() => log(/deny stays in force: .*does not end with a line feed/s)).toBe(1);
    expect(await statusAt(opened)).toBe(401);
    writeFileSync(deny, '192.0.2.0/24\n');
    await expect.poll(() => statusAt(opened)).toBe(200);
  });

  it('together with the configuration does not make everyone a trusted proxy', async () => {
    const lower = { trustedProxies: AddressSet.of(['64.0.0.0/2']) };
    site = await openSite({
      clients: lower,
      lookAtListsEveryMs: 50,
      panel: { addressFiles: { trustedProxies: put('proxies', '# none\n') } },
    });
    const { log } = site.gateway;
    put('proxies', '128.0.0.0/2\n');
    await expect.poll(() => log.join('\n')).toMatch(/proxies stays in force: .*together they hold most of the Internet/s);
  });

  it('of trusted proxies says who may speak for a client', async () => {
    const opened = await open({ trustedProxies: put('proxies', '# none\n') }, ['198.51.100.7']);
    expect(await statusAt(opened, '198.51.100.7')).toBe(401);
    put('proxies', '127.0.0.1\n');
    await expect.poll(() => statusAt(opened, '198.51.100.7')).toBe(200);
    expect(await statusAt(opened, '198.51.100.8')).toBe(401);
  });

  it('that cannot be used at the start keeps the gateway from starting', async () => {
    await expect(open({ deny: put('deny', '192.0.2.0/33\n') })).rejects.toThrow(/deny has 1 problem:\n {2}line 1: expected/);
    await expect(open({ deny: join(folder, 'missing') })).rejects.toThrow(/ENOENT/);
  });
});
