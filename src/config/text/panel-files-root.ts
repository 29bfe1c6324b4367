export const defaultPanelFiles = '/usr/local/hestia';

interface StateOrigins {
  readonly files?: string | undefined;
  readonly api?: unknown;
  readonly static?: unknown;
}

/** The folder with the files of a panel; undefined where its state comes from elsewhere. */
export function panelFilesRoot({ files, api, static: file }: StateOrigins): string | undefined {
  return files ?? (api === undefined && file === undefined ? defaultPanelFiles : undefined);
}
