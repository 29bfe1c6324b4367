/** Runs as a user whom file modes bind, where the tests run as one whom they do not. */
export async function asStranger<Result>(action: () => Promise<Result>): Promise<Result> {
  const isBound = process.geteuid?.() !== 0;
  if (!isBound) process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    if (!isBound) process.seteuid?.(0);
  }
}
