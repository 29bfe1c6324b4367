/** The program that reads the panel's files, as messages name it. */
export interface PanelReader {
  readonly name: string;
  /** What names the panel's folder. */
  readonly rootSetting: string;
}

export const gatewayReader: PanelReader = Object.freeze({ name: 'the gateway', rootSetting: 'state.files' });

export const collectorReader: PanelReader = Object.freeze({ name: 'the collector', rootSetting: '--from' });

/** What to change where something is missing that every panel has. */
export function noPanelAdvice({ rootSetting }: PanelReader): string {
  return `${rootSetting} must name the folder in which the panel is installed`;
}
