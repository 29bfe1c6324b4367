/** A value that is often there at once: what is counted in memory costs no promise. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on with a value, at once where it is there. */
export function after<Value, Next>(value: MaybePromise<Value>, then: (value: Value) => MaybePromise<Next>): MaybePromise<Next> {
  return value instanceof Promise ? value.then(then) : then(value);
}

/** All of them together, at once where all are there. */
export function afterAll<Value, Next>(
  values: readonly MaybePromise<Value>[],
  then: (values: readonly Value[]) => MaybePromise<Next>,
): MaybePromise<Next> {
  const settled = values.filter((value): value is Value => !(value instanceof Promise));
  return settled.length === values.length ? then(settled) : Promise.all(values).then(then);
}
