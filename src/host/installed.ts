/** Where the package has put what setup uses. */
export const configurationFile = '/etc/hearthgate/gateway.yaml';
export const gatewayUser = 'hearthgate';
export const collectorUnit = 'hearthgate-collect.service';
export const socketUnit = 'hearthgate.socket';
export const insideSocketUnit = 'hearthgate-inside.socket';
export const gatewayUnit = 'hearthgate.service';
/** Takes setup back when nobody confirms it. */
export const unconfirmedTimer = 'hearthgate-unconfirmed.timer';
/** A folder of root's own. */
export const journalFolder = '/var/lib/hearthgate-setup';
