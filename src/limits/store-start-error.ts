/** The store cannot be used as it is configured. Its message says what to change. */
export class StoreStartError extends Error {
  override readonly name = 'StoreStartError';
  readonly code = 'ESTORESTART';
}
