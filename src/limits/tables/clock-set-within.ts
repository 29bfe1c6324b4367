/** How long entries that were read are kept whatever the wall clock says, and checked again: a machine may set its clock some time after its start. */
export const clockSetWithinMs = 3_600_000;
