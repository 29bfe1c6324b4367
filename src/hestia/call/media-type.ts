/** How the panel reads a body of this Content-Type. */
export type MediaType =
  | { readonly kind: 'form' }
  | { readonly kind: 'multipart'; readonly boundary: string }
  /** A multipart type whose boundary two readers could read differently: never read as anything else. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'other' };

const parameters = /^(?:[ \t]*;[ \t]*[\w!#$%&'*+.^`|~-]+=(?:"[^"\\]*"|[\w!#$%&'*+.^`|~-]+))*[ \t]*$/;
const parameter = /;[ \t]*([\w!#$%&'*+.^`|~-]+)=(?:"([^"\\]*)"|([\w!#$%&'*+.^`|~-]+))/g;
const boundaryForm = /^[0-9A-Za-z'()+_,./:=?-]{1,200}$/;

export function mediaTypeOf(contentType: string | undefined): MediaType {
  if (contentType === undefined) return { kind: 'other' };
  // PHP ends the type at the first of these three, and at nothing else.
  const end = contentType.search(/[;, ]/);
  const type = (end === -1 ? contentType : contentType.slice(0, end)).toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form' };
  if (type !== 'multipart/form-data') return { kind: 'other' };
  const rest = end === -1 ? '' : contentType.slice(end);
  // PHP finds the word anywhere; without it the body is read as if it were not multipart.
  return rest.toLowerCase().includes('boundary') ? multipartOf(rest) : { kind: 'other' };
}

function multipartOf(rest: string): MediaType {
  if (!parameters.test(rest)) return { kind: 'unreadable' };
  const boundaries: string[] = [];
  for (const [, name, quoted, token] of rest.matchAll(parameter)) {
    const value = quoted ?? token ?? '';
    if (name?.toLowerCase() === 'boundary') boundaries.push(value);
    else if (`${name}${value}`.toLowerCase().includes('boundary')) return { kind: 'unreadable' };
  }
  const [boundary] = boundaries;
  if (boundary === undefined || boundaries.length > 1 || !boundaryForm.test(boundary)) return { kind: 'unreadable' };
  return { kind: 'multipart', boundary };
}
