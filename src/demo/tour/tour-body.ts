import type { DemoKey } from '../commands/demo-keys.ts';
import type { TourRequest } from './tour-case.ts';

export type BodyFields = Readonly<Record<string, string>>;

/** An address that never asks for bare exit codes: those that do get them also where their body is not read. */
export const textClient = '127.0.0.6';

/** The fields of a call with an access key. */
export function accessKeyFields(key: DemoKey, command: string, args: readonly string[] = []): BodyFields {
  return { access_key: key.id, secret_key: key.secret.reveal(), ...commandFields(command, args) };
}

export function commandFields(command: string, args: readonly string[] = []): BodyFields {
  return { cmd: command, ...Object.fromEntries(args.map((arg, index) => [`arg${index + 1}`, arg])) };
}

export function form(fields: BodyFields | string): Pick<TourRequest, 'body' | 'contentType'> {
  const text = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return { body: Buffer.from(text, 'latin1'), contentType: 'application/x-www-form-urlencoded' };
}

export function json(fields: BodyFields, contentType = 'application/json'): Pick<TourRequest, 'body' | 'contentType'> {
  return { body: Buffer.from(JSON.stringify(fields)), contentType };
}

export function multipart(fields: BodyFields): Pick<TourRequest, 'body' | 'contentType'> {
  const boundary = '----------------demonstration';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'latin1'),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** The same call by a client that wants the bare exit code. */
export function withCode(fields: BodyFields): BodyFields {
  return { ...fields, returncode: 'yes' };
}
