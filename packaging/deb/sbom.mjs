import { execFileSync } from 'node:child_process';
import { nodeVersion } from './bundled-node.mjs';

/**
 * What is in the package, as CycloneDX: npm's own list of the packages of the runtime, and Node. What npm makes anew each time (a serial
 * number, the time) is left out.
 *
 * @param {number} epochSeconds
 */
export function sbomText(epochSeconds) {
  const told = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'], {
    encoding: 'utf8',
  });
  const { serialNumber: _, ...sbom } = JSON.parse(told);
  sbom.metadata.timestamp = new Date(epochSeconds * 1000).toISOString();
  sbom.components.push({
    'bom-ref': `node@${nodeVersion}`,
    type: 'application',
    name: 'node',
    version: nodeVersion,
    purl: `pkg:generic/node@${nodeVersion}`,
    licenses: [{ license: { id: 'MIT' } }],
  });
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}
