/**
 * What to change where a file of the panel does not exist whose path follows from the panel's folder.
 *
 * @param instead what else can be named: `a certificate in listen[0].tls`
 */
export function panelsOwnFileAdvice(instead: string): string {
  return `it belongs to the panel: name the panel's folder in state.files, or ${instead}`;
}
