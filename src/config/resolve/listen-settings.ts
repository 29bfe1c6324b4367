import type { ListenAt, ListenCertificate, ListenSettings, ListenTls } from '../../domain/policy/settings.ts';
import { type EntryPlace, type ListenEntry, placeOfEntry } from '../sections/listen-section.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { panelCertificate } from './panel-certificate.ts';

type Panels = Configuration['panels'];
type Resolve = (path: string) => string;

/** One listener of a configuration without faults. */
export function listenSettings(entry: ListenEntry, panels: Panels, absolute: Resolve): ListenSettings {
  const { maxConnections, maxConnectionsPerClient, maxHeaderBytes } = entry;
  return { at: atFrom(placeOfEntry(entry), panels, absolute), maxConnections, maxConnectionsPerClient, maxHeaderBytes };
}

function atFrom(place: EntryPlace, panels: Panels, absolute: Resolve): ListenAt {
  if (place.kind === 'socket') return place;
  const { plaintext: _said, ...others } = place;
  return { ...others, tls: tlsFrom(place.tls, panels, absolute) };
}

function tlsFrom(tls: ListenEntry['tls'], panels: Panels, absolute: Resolve): ListenTls {
  if (tls === undefined) return { kind: 'plaintext' };
  if (tls === 'panel') return { kind: 'files', minVersion: 'TLSv1.2', certificates: panelCertificates(panels, absolute) };
  const { cert = '', key = '', certificates = [{ cert, key, hosts: [] }], minVersion } = tls;
  return {
    kind: 'files',
    minVersion,
    certificates: certificates.map((certificate) => ({
      certFile: absolute(certificate.cert),
      keyFile: absolute(certificate.key),
      hosts: certificate.hosts,
      mayBeMissing: false,
    })),
  };
}

/** The default panel's first: it is shown for names that nobody has. */
function panelCertificates(panels: Panels, absolute: Resolve): ListenCertificate[] {
  const inOrder = panels.toSorted((a, b) => Number(isDefault(b)) - Number(isDefault(a)));
  return inOrder.flatMap((panel) => {
    const files = panelCertificate(panel);
    if (files === undefined) return [];
    return [{ certFile: absolute(files.cert), keyFile: absolute(files.key), hosts: panel.hosts, mayBeMissing: true }];
  });
}

function isDefault(panel: Panels[number]): boolean {
  return panel.default || panel.hosts.length === 0;
}
