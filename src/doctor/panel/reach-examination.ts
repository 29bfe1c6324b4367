import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pinText, publicKeyPin } from '../../domain/panel/public-key-pin.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { type Shown, shownCertificate } from './shown-certificate.ts';

const reach = tellOf('panel');
const pin = tellOf('pin');

/** Each panel takes connections where the configuration says that it is, and shows the key by which it is known. */
export async function reachExamination(looking: Looking): Promise<readonly Finding[]> {
  const panels = settingsOf(looking)?.panels ?? [];
  return (await Promise.all(panels.map(async (panel) => findingsOn(panel, looking)))).flat();
}

async function findingsOn({ name, upstream }: PanelSettings, looking: Looking): Promise<readonly Finding[]> {
  const { origin, tls } = upstream;
  let shown: Shown;
  try {
    shown = await shownCertificate(origin, tls);
  } catch (error) {
    // A port of the panel's that is open to the gateway alone.
    if (await isReachedByGateway(name, looking))
      return [reach.well(`the gateway reaches ${name} at ${origin}`), pin.well(`the gateway accepts the key of ${name}`)];
    return [
      reach.fault(`${name} cannot be reached at ${origin}: ${errorText(error)}`, byCommand('systemctl restart hestia')),
      pin.unknown(`${name} shows no key`, byHand('reach it first')),
    ];
  }
  const found = reach.well(`${name} takes connections at ${origin}`);
  return new URL(origin).protocol === 'http:' ? [found] : [found, judgePin(upstream, name, shown)];
}

/** By its health page, which asks the panel, and verifies it. */
async function isReachedByGateway(name: string, { gatewayAnswer }: Looking): Promise<boolean> {
  const answer = await gatewayAnswer();
  return answer.kind === 'answered' && answer.lines.includes(`panel ${name}: ok`);
}

function judgePin({ tls }: PanelSettings['upstream'], name: string, { certificate, authorityFault }: Shown): Finding {
  const key = certificate === undefined ? 'no key' : pinText(publicKeyPin(certificate));
  switch (tls.verify) {
    case 'panel': {
      const expected = pinText(publicKeyPin(new X509Certificate(readFileSync(tls.certFile))));
      if (key === expected) return pin.well(`${name} shows the key in ${tls.certFile}`);
      return pin.fault(`${name} shows ${key}, and ${tls.certFile} has another`, byCommand('systemctl restart hestia'));
    }
    case 'pin':
      if (tls.pins.some((each) => key === `sha256/${each}`)) return pin.well(`${name} shows a key in tls.pin`);
      return pin.fault(
        `${name} shows ${key}, which is not in tls.pin`,
        byHand('look why the key has changed; if it is the right one, write it into tls.pin, then: hearthgate reload'),
      );
    case 'ca':
    case 'system':
      if (authorityFault === undefined) return pin.well(`${name} shows a certificate that is accepted`);
      return pin.fault(
        `${name} shows a certificate that is not accepted: ${authorityFault}`,
        byHand('renew it, or correct tls of the panel'),
      );
    case 'none':
      return pin.warning(
        `whoever answers is taken for ${name} (tls.verify: none); it shows ${key}`,
        byHand(`write tls: { pin: ['${key}'] }; then: hearthgate reload`),
      );
  }
}
