import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientPresence } from '../../domain/gateway/panel-client.ts';
import type { Connection } from './connection.ts';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  readonly client: ClientPresence;
  /** Its body has been taken in whole. Node may say so a moment later. */
  isRead: boolean;
  /** Observers have been told how it ended. */
  isTold: boolean;
  /** Its body asks for the bare exit code; undefined while no body has been read. */
  returncode: boolean | undefined;
}
