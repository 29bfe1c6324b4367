/** After this an overloaded gateway is worth another try. */
export const busyRetryMs = 2000;
