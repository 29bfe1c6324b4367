import type { Configuration } from '../shape/configuration-shape.ts';
import { panelFilesRoot } from '../text/panel-files-root.ts';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The panel's own certificate; undefined where its files are not at hand. */
export function panelCertificate({ state }: Configuration['panels'][number]): CertificateFiles | undefined {
  const root = panelFilesRoot(state);
  return root === undefined ? undefined : certificateIn(root);
}

/** @param root the panel's folder */
export function certificateIn(root: string): CertificateFiles {
  return { cert: `${root}/ssl/certificate.crt`, key: `${root}/ssl/certificate.key` };
}
