import type { SettingChange } from '../gateway/configuration-control.ts';

/** `clients.allow +1 -0`. */
export function changeText({ setting, change }: SettingChange): string {
  return `${setting} ${change}`;
}
