/** Version 00 in its exact form. Ids of zeros are none. */
const traceParent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** `traceparent` of W3C Trace Context, of all headers of that name; undefined: there is none, or they contradict each other. */
export function traceOf(values: readonly string[]): string | undefined {
  const [value = ''] = values;
  return values.length === 1 && traceParent.test(value) ? value : undefined;
}
