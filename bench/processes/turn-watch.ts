/*
 * Loaded into the gateway's process before the gateway itself. Told `begin`, it watches the turns of the event loop; told `end`, it tells the
 * longest one in milliseconds.
 */
import { watchTurns } from '../support/watch-turns.ts';

let end: () => number = () => 0;

process.on('message', (message) => {
  if (message === 'begin') end = watchTurns();
  process.send?.(message === 'end' ? end() : 'begun');
});
