export const nodeVersion: string;
export function bundledNode(arch: string, folder: string): string;
export function fetchPackage(name: string, version: string, folder: string): string;
