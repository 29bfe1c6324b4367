import type { Address } from '../../domain/address/address.ts';
import { isWithinBounds } from '../../domain/call/bounds.ts';
import type { Call } from '../../domain/call/call.ts';
import { writeBody } from './write-body.ts';

/** More than these the panel does not read. */
const maxArguments = 13;

export interface RequestSource {
  readonly call: Call;
  readonly requestId: string;
  /** The client's; the panel's web server logs it. */
  readonly address: Address;
  readonly rootUser: string | undefined;
}

/** A request as the panel gets it: `POST`, these headers, `Host`, and nothing else. */
export interface PanelRequest {
  readonly path: '/api/';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Writes the panel's request from nothing but what was decided on.
 *
 * @throws Error when the call is out of bounds. Checks have refused such calls before; this is the last guard, so that a fault in a check
 * lets none through.
 */
export function writeRequest(source: RequestSource): PanelRequest {
  const fault = faultOf(source);
  if (fault !== undefined) throw new Error(`the call is not written for the panel: ${fault}`);
  const body = writeBody(source.call);
  return {
    path: '/api/',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      'user-agent': 'hearthgate',
      'x-request-id': source.requestId,
      'x-forwarded-for': source.address.text,
    },
    body,
  };
}

function faultOf({ call, rootUser }: RequestSource): string | undefined {
  if (!isWithinBounds(call, rootUser)) return 'its credential, command or arguments are out of bounds';
  if (call.args.length > maxArguments) return `it has ${call.args.length} arguments, expected at most ${maxArguments}`;
  const holdsNul = call.args.some((arg) => arg.includes('\0')) || passwordOf(call).includes('\0');
  return holdsNul ? 'one of its values contains a NUL byte' : undefined;
}

/** The one field of a credential whose form allows any byte. */
function passwordOf(call: Call): string {
  return call.credential.kind === 'password' ? call.credential.password.reveal() : '';
}
