import { type ByteString, type Call, type Credential, makeTmpFile } from './call.ts';

const accessKeyId = /^[0-9A-Za-z]{20}$/;
const secretKey = /^[0-9A-Za-z_.+/^~=%|-]{40}$/;
const apiKey = /^[A-Za-z0-9_-]{16,255}$/;
const commandName = /^[A-Za-z0-9_-]{1,64}$/;
const maxPasswordBytes = 256;
const maxCommandLineBytes = 131_071;
const quote = 0x27;

export const isAccessKeyId = (text: string): boolean => accessKeyId.test(text);
export const isSecretKey = (text: string): boolean => secretKey.test(text);
export const isApiKey = (text: string): boolean => apiKey.test(text);
export const isCommandName = (text: string): boolean => commandName.test(text);

/**
 * Whether a credential has the form that the panel's own checks can be handed. Holds in every mode, also where only the panel can judge
 * the credential itself.
 *
 * @param rootUser name of the root user: the only one whose password the API takes
 */
export function isWellFormed(credential: Credential, rootUser: string | undefined): boolean {
  switch (credential.kind) {
    case 'access-key':
      return isAccessKeyId(credential.id) && credential.secret.matches(secretKey);
    case 'api-key':
      return credential.key.matches(apiKey);
    case 'password':
      return credential.user === rootUser && credential.password.byteLength <= maxPasswordBytes;
  }
}

/** Whether command and arguments fit the line on which the panel hands them on. `v-make-tmp-file` takes no such way. */
export function argumentsFit(command: ByteString, args: readonly ByteString[]): boolean {
  if (command === makeTmpFile) return true;
  let bytes = 36 + command.length;
  for (const arg of args) bytes += 3 + arg.length;
  // Quotes are looked for only in what could fit without them: the credential has not been judged yet.
  for (const arg of args) {
    if (bytes > maxCommandLineBytes) return false;
    bytes += 3 * countQuotes(arg);
  }
  return bytes <= maxCommandLineBytes;
}

/** What must hold for every call that is written for the panel, whatever let it pass. */
export function isWithinBounds(call: Call, rootUser: string | undefined): boolean {
  return isWellFormed(call.credential, rootUser) && isCommandName(call.command) && argumentsFit(call.command, call.args);
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === quote) count += 1;
  return count;
}
