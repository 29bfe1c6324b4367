import type { Socket } from 'node:net';
import type { ListenSettings } from '../../domain/policy/settings.ts';
import { isTrustedProxy } from '../../domain/policy/is-trusted-proxy.ts';
import { clientKey } from '../bounds/client-key.ts';
import { addressOfPeer, type Peer } from './connection.ts';
import { Place } from './place.ts';
import { shareOf } from '../bounds/share-of.ts';
import type { Listening } from './listening.ts';

/** A client that is not preferred, and has begun no request for this long, is closed where connections run out. */
const idleMs = 1000;
/** Connections beyond the maximum are accepted up to this factor, and their calls refused: an answer is better than none. */
const hardFactor = 1.1;
/** Preferred clients are accepted up to this factor, where no other connection can be closed for them. */
export const reserveFactor = 1.2;

type PlacesSettings = Pick<ListenSettings, 'maxConnections' | 'maxConnectionsPerClient'>;
type PlacesSite = Pick<Listening, 'rules' | 'isPreferred' | 'closings' | 'clock'>;

/** What one client has of the places. */
interface Share {
  count: number;
  /** Those that are not preferred and wait for a request, the longest waiting first. */
  readonly idle: Set<Place>;
}

/**
 * The connections of one listener. There is a share for each client, and clients that come first (an address that the allowlist names, or
 * from which a key worked lately) are preferred: for them a connection of another client without a request is closed. Trusted proxies have no share,
 * because their connections are other clients'.
 */
export class ConnectionPlaces {
  #maxConnections = 0;
  /** Of a client that is not preferred. Preferred clients may have more while there are free places. */
  #maxPerClient = 0;
  readonly #site: PlacesSite;
  readonly #shares = new Map<string, Share>();
  readonly #open = new Set<Place>();
  /** Connections that are not preferred and wait for a request, the longest waiting first. */
  readonly #idle = new Set<Place>();
  /** Connections of others of which at least a part of a request has come. */
  readonly #begun = new Set<Place>();
  #preferred = 0;

  constructor(settings: PlacesSettings, site: PlacesSite) {
    this.#site = site;
    this.use(settings);
  }

  /** Other bounds hold from now on. No connection is closed for it. */
  use({ maxConnections, maxConnectionsPerClient }: PlacesSettings): void {
    this.#maxConnections = maxConnections;
    this.#maxPerClient = maxConnectionsPerClient ?? shareOf(maxConnections);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Undefined: there is no place for this connection, which has been counted as closed. */
  admit(socket: Socket, peer: Peer): Place | undefined {
    const { rules, isPreferred, closings } = this.#site;
    const clients = rules().clients();
    const address = addressOfPeer(peer);
    const isProxy = peer.kind === 'unix' || (address !== undefined && isTrustedProxy(address, clients));
    const place = new Place(this, socket, {
      address,
      client: isProxy ? undefined : clientKey(address, clients.ipv6Prefix),
      isPreferred: isProxy || (address !== undefined && isPreferred(address)),
    });
    const cause = place.isPreferred ? this.#faultOfPreferred(place) : this.#faultOfStranger(place);
    if (cause === undefined) this.#enter(place);
    else closings.count(cause);
    return cause === undefined ? place : undefined;
  }

  /** The connection has ended. */
  leave(place: Place): void {
    if (!this.#open.delete(place)) return;
    this.#forget(place);
    if (place.isPreferred) this.#preferred -= 1;
    const { client } = place.holder;
    const share = this.#shareOf(place);
    if (share === undefined || client === undefined) return;
    share.count -= 1;
    if (share.count === 0) this.#shares.delete(client);
  }

  begin(place: Place): void {
    if (place.isPreferred || !this.#open.has(place)) return;
    this.#forget(place);
    this.#begun.add(place);
  }

  rest(place: Place): void {
    if (place.isPreferred || !this.#open.has(place)) return;
    this.#forget(place);
    place.restAt(this.#site.clock.monotonicMs());
    this.#idle.add(place);
    this.#shareOf(place)?.idle.add(place);
  }

  /** There are more connections than `maxConnections`, and this one is beyond it: calls on it are refused. */
  isOverCapacity(place: Place): boolean {
    if (this.size <= this.#maxConnections) return false;
    return !this.#isNowPreferred(place) || this.#preferred > this.#maxConnections || this.#isBeyondShare(place, 0);
  }

  #faultOfStranger(place: Place): 'share' | 'places' | undefined {
    const own = this.#shareOf(place)?.idle;
    if (this.#isBeyondShare(place, 1) && !this.#closeIdle(own, idleMs)) return 'share';
    if (this.size < this.#maxConnections || this.#closeIdle(this.#idle, idleMs)) return undefined;
    return this.size < Math.ceil(this.#maxConnections * hardFactor) ? undefined : 'places';
  }

  #faultOfPreferred(place: Place): 'places' | undefined {
    if (this.size < this.#maxConnections || this.#closeIdle(this.#idle, idleMs)) return undefined;
    if (this.size < Math.ceil(this.#maxConnections * hardFactor)) return undefined;
    if (this.#closeIdle(this.#idle, 0) || this.#closeBegun()) return undefined;
    if (this.#isBeyondShare(place, 1)) return 'places';
    return this.size < Math.ceil(this.#maxConnections * reserveFactor) ? undefined : 'places';
  }

  #enter(place: Place): void {
    this.#open.add(place);
    const { client } = place.holder;
    if (client !== undefined) {
      const share = this.#shares.get(client) ?? { count: 0, idle: new Set() };
      share.count += 1;
      this.#shares.set(client, share);
    }
    if (place.isPreferred) this.#preferred += 1;
    this.rest(place);
  }

  #forget(place: Place): void {
    this.#begun.delete(place);
    if (this.#idle.delete(place)) this.#shareOf(place)?.idle.delete(place);
  }

  /** @param more connections that would be added */
  #isBeyondShare(place: Place, more: number): boolean {
    return place.holder.client !== undefined && (this.#shareOf(place)?.count ?? 0) + more > this.#maxPerClient;
  }

  #shareOf({ holder: { client } }: Place): Share | undefined {
    return client === undefined ? undefined : this.#shares.get(client);
  }

  /** Closes the longest idle connection that is not preferred, where it has been idle for this long. */
  #closeIdle(idle: ReadonlySet<Place> | undefined, atLeastMs: number): boolean {
    const nowMs = this.#site.clock.monotonicMs();
    for (const place of idle ?? []) {
      if (nowMs - place.restedAtMs < atLeastMs) return false;
      if (this.#isNowPreferred(place)) continue;
      if (!place.hasBegun()) return this.#close(place);
      this.begin(place);
    }
    return false;
  }

  /** Closes a connection that is not preferred and has sent no whole request. */
  #closeBegun(): boolean {
    for (const place of this.#begun) {
      if (!this.#isNowPreferred(place) && place.isOwedNothing()) return this.#close(place);
    }
    return false;
  }

  #close(place: Place): true {
    this.#site.closings.count('idle');
    this.leave(place);
    place.close();
    return true;
  }

  /** A connection becomes preferred when a key has worked from its address meanwhile. */
  #isNowPreferred(place: Place): boolean {
    if (place.isPreferred) return true;
    const { address } = place.holder;
    if (address === undefined || !this.#site.isPreferred(address)) return false;
    this.#forget(place);
    place.isPreferred = true;
    this.#preferred += 1;
    return true;
  }
}
