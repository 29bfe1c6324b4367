import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import type { DirectCaller } from '../../host/direct-calls.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { readPanelList, readPanelSettings } from '../../host/panel-setting.ts';
import type { SetupStep } from '../record/journal.ts';
import { gatewayAddress, planned } from './steps.ts';

/**
 * The panel's list with the host itself alone: the gateway, and the addresses from which the panel's sign-on to phpMyAdmin calls.
 *
 * @param overridden who called the panel directly shortly before
 * @returns undefined where the list says so already
 */
export async function planClose(overridden: readonly DirectCaller[]): Promise<SetupStep | undefined> {
  const before = readPanelList();
  const own = new Set(ownAddresses().map(({ text }) => text));
  const listed = before.split(',').filter((entry) => own.has(entry));
  const after = [...new Set([gatewayAddress, ...listed, ...(await signOnAddresses(own))])].join(',');
  if (before === after) return undefined;
  const step = planned({ kind: 'list', before, after, isExact: true }, 'only this host itself calls the panel directly', true);
  return overridden.length === 0 ? step : { ...step, overridden };
}

/** The sign-on calls the API by the host's name; where that leads to is where it comes from. */
async function signOnAddresses(own: ReadonlySet<string>): Promise<readonly string[]> {
  if ((readPanelSettings().get('PHPMYADMIN_KEY') ?? '') === '') return [];
  const found = await lookup(hostname(), { all: true }).catch(() => []);
  return found.map(({ address }) => address).filter((address) => own.has(address) && !address.startsWith('127.'));
}
