/** What cannot be used. Each code is told as the codes of the system's own errors are, without a stack. */
export type StartFault =
  /** The second listener. */
  | 'EADMINSTART'
  /** A log that must be there. */
  | 'EAUDITSTART'
  /** Certificates or keys of a listener. */
  | 'ECERTIFICATESTART'
  /** The folder `data`. */
  | 'EDATASTART'
  /** A socket that was handed to the gateway. */
  | 'EHANDEDSOCKET'
  /** The file of a secret, or of a list that decides who may call. */
  | 'EFILEREFUSED'
  /** The state of a panel that had one, by another source. */
  | 'ESTATERELOAD'
  /** A panel that a command is to look at. */
  | 'ENOPANEL'
  /** The answer of the running gateway, or there is none. */
  | 'EADMINASK'
  /** Standard input of a command. */
  | 'ESTANDARDINPUT'
  /** The host or its panel, as setup finds it. */
  | 'EHOST';

/** Why the gateway cannot start, a file cannot come into force, or a command cannot do its work: the message is for the administrator, as it is. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartFault;

  constructor(code: StartFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
