/** So long what was read is kept and judged again, whatever the wall clock says: a machine may set it some time after it has started. */
export const clockSetWithinMs = 3_600_000;
