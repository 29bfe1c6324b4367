/** What `Retry-After` says where the gateway is overloaded. */
export const busyRetryMs = 2000;
