/** A line for an answer of the gateway that Redis does not know of; nothing for any other. */
export function aloneText(answer: Readonly<Record<string, unknown>>): string {
  return answer['onThisGatewayAlone'] === true
    ? 'Redis does not answer: on this gateway alone, on the others as soon as it does\n'
    : '';
}
