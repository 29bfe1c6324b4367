/** What is told of a folder that another process holds. */
export const heldWords = {
  /** This process waits for it. */
  meanwhile: (folder: string, by: string): string =>
    `data: ${folder} is held by ${by}; changes are kept in memory until it lets go`,
  /** This process may not start. */
  atStart: (folder: string, by: string): string =>
    `data: ${folder} is held by ${by}; stop that gateway, or give this one a folder of its own. ` +
    'Only a gateway that is handed its listening socket may start while another one runs',
  /** This process has stopped, and has changes that the other one does not have. */
  atStop: (folder: string, by: string): string =>
    `data: ${folder} is held by ${by}: what changed here since it took over is not kept`,
};
