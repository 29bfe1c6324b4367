// The parts of undici that calls to the panel need. The whole package brings fetch, WebSocket, caches and mocks, and 6 MB of memory for them.

declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export = buildConnector;
}
