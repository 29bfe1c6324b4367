import { onTestFinished } from 'vitest';
import type { Settings } from '../../src/domain/policy/settings.ts';
import { Crowd } from './crowd.ts';
import { listenWith } from './listen-with.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from './site.ts';

/** Connections that the listener of a crowded site has places for. */
export const places = 40;
/** Of one client. */
export const share = 10;
/** Beyond the places there are a few more, on which calls are refused. */
export const hardLimit = 44;

export const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();

export interface CrowdedSite extends Site {
  readonly crowd: Crowd;
}

/** One listener with few places. */
export function fewPlaces(changes: Parameters<typeof listenWith>[0] = {}): Pick<Settings, 'listen'> {
  return { listen: [listenWith({ maxConnections: places, ...changes })] };
}

/** A site with few places and a crowd before it, both of which end with the test. */
export async function openCrowdedSite(options: SiteOptions = {}): Promise<CrowdedSite> {
  const site = await openSite({ settings: fewPlaces(), ...options });
  const crowd = new Crowd(site.gateway.url);
  onTestFinished(async () => {
    crowd.leave();
    await site.close();
  });
  return { ...site, crowd };
}
