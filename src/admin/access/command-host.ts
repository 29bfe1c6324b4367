/**
 * The Host by which commands ask over the Unix socket: only it is answered there without a token, because `ssh -L` leads browsers to a
 * socket. No DNS has the name (RFC 6761, section 6.4), so no page comes from it.
 */
export const commandHost = 'hearthgate.invalid';
