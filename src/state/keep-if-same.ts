/** The map from before when the new one holds the very same values, so that a state changes only when something has changed. */
export function keepIfSame<Value>(
  before: ReadonlyMap<string, Value> | undefined,
  now: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (before === undefined || before.size !== now.size) return now;
  for (const [name, value] of now) {
    if (!before.has(name) || before.get(name) !== value) return now;
  }
  return before;
}
