import { type FieldsReading, holdCredential } from './fields.ts';
import { readFormBody } from './form-body.ts';
import { readJsonBody } from './json-body.ts';
import { mediaTypeOf } from './media-type.ts';
import { readMultipartBody } from './multipart-body.ts';
import type { ReadingScope } from './reading-scope.ts';

/**
 * Form fields where the media type says so and a credential is among them, else JSON whatever the media type says; undefined where the
 * panel finds no data.
 */
export function readFields(contentType: string | undefined, body: Buffer, scope: ReadingScope): FieldsReading | undefined {
  const media = mediaTypeOf(contentType);
  if (media.kind === 'unreadable') return undefined;
  if (media.kind === 'multipart') {
    const multipart = readMultipartBody(media.boundary, body, scope);
    const mayHoldCredential = holdCredential(multipart.fields) || (multipart.fault !== undefined && multipart.hasDelimiter);
    return mayHoldCredential ? multipart : undefined;
  }
  const form = media.kind === 'form' ? readFormBody(body.toString('latin1'), scope) : undefined;
  return form !== undefined && holdCredential(form) ? form : readJsonBody(body, scope);
}
