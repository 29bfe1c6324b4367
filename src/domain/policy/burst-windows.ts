/** Windows of its limit after which a burst comes back. */
export const burstWindows = 10;
