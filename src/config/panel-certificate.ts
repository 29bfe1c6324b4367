import type { Configuration } from './configuration-shape.ts';
import { panelFilesRoot } from './panel-files-root.ts';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The panel's own certificate; undefined where its files are not at hand. */
export function panelCertificate({ state }: Configuration['panels'][number]): CertificateFiles | undefined {
  const root = panelFilesRoot(state);
  return root === undefined ? undefined : { cert: `${root}/ssl/certificate.crt`, key: `${root}/ssl/certificate.key` };
}
