import { mustRun, runProgram } from '../../host/run-program.ts';
import type { Deeds, UnitsChange } from './change.ts';
import { mustBeReady } from './must-be-ready.ts';

/** @param program how this program is called, for asking whether the gateway is ready */
export function unitsDeeds(program: readonly string[]): Deeds<UnitsChange> {
  return {
    refreshed: async (change) => ({ ...change, units: await Promise.all(change.units.map(({ name }) => unitState(name))) }),

    remembered: async (change) => change,

    isMade: async ({ units }) => {
      const states = await Promise.all(units.map(({ name }) => unitState(name)));
      return states.every(({ wasEnabled, wasActive }) => wasEnabled && wasActive);
    },

    make: async ({ units, untilReady }) => {
      const names = units.map(({ name }) => name);
      // A unit that failed before would not be started again.
      await runProgram('systemctl', ['reset-failed', ...names]);
      await stopBeforeSocket(names);
      await mustRun('systemctl', ['enable', '--now', ...names]);
      if (untilReady) await mustBeReady(program);
    },

    takeBack: async ({ units }) => {
      const toStop = units.filter(({ wasActive }) => !wasActive).map(({ name }) => name);
      const toDisable = units.filter(({ wasEnabled }) => !wasEnabled).map(({ name }) => name);
      // In one go: a socket that is left would start its service again.
      if (toStop.length > 0) await mustRun('systemctl', ['stop', ...toStop], { timeoutMs: stopTimeoutMs });
      if (toDisable.length > 0) await mustRun('systemctl', ['disable', ...toDisable]);
      return [];
    },
  };
}

/** A socket is not started beside a service that runs without it. */
async function stopBeforeSocket(names: readonly string[]): Promise<void> {
  const states = await Promise.all(names.map(unitState));
  const isNewSocket = states.some(({ name, wasActive }) => name.endsWith('.socket') && !wasActive);
  const services = states.filter(({ name, wasActive }) => name.endsWith('.service') && wasActive).map(({ name }) => name);
  if (isNewSocket && services.length > 0) await mustRun('systemctl', ['stop', ...services], { timeoutMs: stopTimeoutMs });
}

/** Calls in flight are finished first: `TimeoutStopSec` of the unit, and a little more. */
const stopTimeoutMs = 640_000;

async function unitState(name: string): Promise<UnitsChange['units'][number]> {
  const [enabled, active] = await Promise.all([
    runProgram('systemctl', ['is-enabled', '--quiet', name]),
    runProgram('systemctl', ['is-active', '--quiet', name]),
  ]);
  return { name, wasEnabled: enabled.code === 0, wasActive: active.code === 0 };
}
