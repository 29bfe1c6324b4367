import { readFileSync } from 'node:fs';

/** What a group is called on this machine; undefined: it has no name here, as in a container. */
export function groupName(id: number): string | undefined {
  const line = groupLines().find((text) => text.split(':')[2] === String(id));
  const name = line?.split(':')[0];
  return name === '' ? undefined : name;
}

function groupLines(): readonly string[] {
  try {
    return readFileSync('/etc/group', 'utf8').split('\n');
  } catch {
    // A container without the list.
    return [];
  }
}
