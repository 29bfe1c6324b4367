/** A burst comes back after so many windows of its limit. */
export const burstWindows = 10;
