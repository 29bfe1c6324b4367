/** What the board's variables have selected: gateways. */
export const ofGateway = 'job="hearthgate", instance=~"$gateway"';

/** Gateways, and their panels. */
export const of = `${ofGateway}, panel=~"$panel"`;
