import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { ListenCertificate } from '../../domain/policy/settings.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { byCommand, byHand, type Finding, type Mend, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';

const tell = tellOf('certificates');
const dayMs = 86_400_000;
const soonDays = 7;

/** Those of the gateway's listeners, and the panel's own. */
export function certificatesExamination(looking: Looking): readonly Finding[] {
  const own = (settingsOf(looking)?.listen ?? []).flatMap(({ at }) =>
    at.kind === 'tcp' && at.tls.kind === 'files' ? at.tls.certificates : [],
  );
  const panels = { certFile: panelPaths.certificate, keyFile: panelPaths.certificateKey };
  const pairs = [...own, ...(existsSync(panels.certFile) ? [panels] : [])];
  const byFile = new Map(pairs.map((pair) => [pair.certFile, pair]));
  return [...byFile.values()].map((pair) => judgePair(pair, looking.nowMs));
}

type Pair = Pick<ListenCertificate, 'certFile' | 'keyFile'>;

function judgePair({ certFile, keyFile }: Pair, nowMs: number): Finding {
  const renew = mendOf(certFile);
  try {
    const certificate = new X509Certificate(readFileSync(certFile));
    if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile))))
      return tell.fault(`the key in ${keyFile} is not that of the certificate in ${certFile}`, renew);
    return judgeValidity(certFile, { fromMs: Date.parse(certificate.validFrom), toMs: Date.parse(certificate.validTo) }, nowMs);
  } catch (error) {
    return tell.unknown(`${certFile} and ${keyFile} cannot be read: ${errorText(error)}`, renew);
  }
}

interface Validity {
  readonly fromMs: number;
  readonly toMs: number;
}

export function judgeValidity(file: string, { fromMs, toMs }: Validity, nowMs: number): Finding {
  const renew = mendOf(file);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return tell.unknown(`until when ${file} is valid cannot be read`, renew);
  if (nowMs < fromMs) return tell.fault(`${file} is not valid yet`, byHand('set the clock, or renew the certificate'));
  const days = Math.floor((toMs - nowMs) / dayMs);
  if (nowMs >= toMs) return tell.fault(`${file} is not valid any more`, renew);
  if (days < soonDays) return tell.warning(`${file} is valid for ${days} more days`, renew);
  return tell.well(`${file} is valid for ${days} more days`);
}

function mendOf(file: string): Mend {
  return file === panelPaths.certificate ? byCommand('v-add-letsencrypt-host') : byHand(`renew the certificate in ${file}`);
}
