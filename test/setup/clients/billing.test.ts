import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Host } from '../host.ts';
import {
  accessKey,
  apiKey,
  audited,
  canServePages,
  clientAddress,
  modes,
  onClient,
  openHostWithPages,
  panelAddress,
  takeCommands,
} from './host-with-pages.ts';

// Billing systems' own classes, unmodified, call the panel's own API from another host: before setup, and through the gateway. WHMCS_MODULES names files
// of provisioning modules, with colons between them; FOSSBILLING_SOURCE a checkout of FOSSBilling.

const here = new URL('.', import.meta.url).pathname;
const modules = (process.env['WHMCS_MODULES'] ?? '').split(':').filter((file) => file !== '');
const fossbilling = process.env['FOSSBILLING_SOURCE'];

const whmcsFunctions = [
  'CreateAccount',
  'SuspendAccount',
  'UnsuspendAccount',
  'ChangePackage',
  'ChangePassword',
  'TerminateAccount',
];
const fossbillingFunctions = [
  'createAccount',
  'testConnection',
  'suspendAccount',
  'unsuspendAccount',
  'changeAccountPackage',
  'changeAccountPassword',
  'cancelAccount',
];

interface Played {
  readonly lines: readonly string[];
  readonly failing: string;
  readonly commands: readonly string[];
}

/** A client, and what it prints of a call that succeeds. */
interface Client {
  readonly name: string;
  readonly isSkipped: boolean;
  /** Its call of some of its functions; all unless said. */
  readonly lineOf: (port: number, first?: number) => string;
  readonly success: RegExp;
  /** It has the panel's port in its source. */
  readonly isBound: boolean;
}

const { id, secret } = accessKey;

function moduleOf(file: string): Client {
  // This one compares with "OK", which the panel answers to API keys alone.
  const isOfOldKind = basename(file) === 'hestiacp.php';
  const hash = isOfOldKind ? apiKey : `${id}:${secret}`;
  const functions = isOfOldKind ? [...whmcsFunctions, 'UsageUpdate'] : whmcsFunctions;
  return {
    name: `WHMCS with ${basename(file)}`,
    isSkipped: !canServePages,
    lineOf: (port, first = Infinity) =>
      `php ${here}whmcs.php ${file} ${panelAddress} ${port} ${hash} ${functions.slice(0, first).join(' ')}`,
    success: /^\w+: (?:"success"|null)$/,
    isBound: isOfOldKind,
  };
}

const clients: readonly Client[] = [
  ...modules.map(moduleOf),
  ...(modules.length > 0 ? [] : [{ ...moduleOf('none.php'), name: 'WHMCS, whose modules WHMCS_MODULES names', isSkipped: true }]),
  {
    name: 'FOSSBilling, whose checkout FOSSBILLING_SOURCE names',
    isSkipped: !canServePages || fossbilling === undefined,
    lineOf: (port, first = Infinity) =>
      `php ${here}fossbilling.php ${fossbilling} ${panelAddress} ${port} ${id} ${secret} ${fossbillingFunctions.slice(0, first).join(' ')}`,
    success: /^\w+: true$/,
    isBound: false,
  },
];

describe.each(clients)('$name', ({ isSkipped, lineOf, success, isBound }) => {
  /** What the client prints, also of a command that fails, and what the panel ran for it. */
  function played(at: Host, port: number): Played {
    takeCommands(at);
    const lines = onClient(at, lineOf(port)).text.trim().split('\n');
    at.shell('echo 4 > /tmp/exit-code');
    const failing = onClient(at, lineOf(port, 1)).text.trim();
    at.shell('rm /tmp/exit-code');
    return { lines, failing, commands: takeCommands(at) };
  }

  it.skipIf(isSkipped).each(modes)('has the same answers and commands $mode', async ({ mode, port }) => {
    const at = await openHostWithPages();
    const before = played(at, 8083);
    expect(before.lines.filter((line) => !success.test(line))).toEqual([]);
    expect(isBound || !success.test(before.failing)).toBe(true);
    expect(before.commands.length).toBeGreaterThan(before.lines.length / 2);

    at.mustSetup('--apply', '--mode', mode);
    const from = audited(at).length;
    expect(played(at, isBound ? 8083 : port)).toEqual(before);
    const isThrough = !isBound || mode === 'inside';
    const lines = audited(at).slice(from);
    expect(lines.length > 0).toBe(isThrough);
    expect(lines.filter((line) => !line.includes(`"address":"${clientAddress}"`))).toEqual([]);
  });

  it.skipIf(isSkipped)('is told a failure while the gateway inside is away', async () => {
    const at = await openHostWithPages();
    at.mustSetup('--apply', '--mode', 'inside');
    at.shell('systemctl stop hearthgate.service');
    const { lines, commands } = played(at, 8083);
    expect(lines.filter((line) => success.test(line) && !line.startsWith('UsageUpdate'))).toEqual([]);
    expect(commands).toEqual([]);
  });
});
