/** The kernel counts processor time in hundredths of a second for whoever asks, on every machine that Node runs on. */
export const msPerTick = 10;
