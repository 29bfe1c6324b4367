import type { Call } from '../../src/domain/call/call.ts';
import type { ApiPanelFiles, PanelLines } from './api-panel.ts';

interface CommandError {
  readonly exitCode: number;
  readonly error: string;
}

/**
 * What the panel's commands print, written as its shell scripts write it: values between quotes as they are, presets where a file lacks a
 * line, and in the list of profiles what the profile before has left behind.
 */
export function renderPanelList({ command, args }: Call, files: ApiPanelFiles): string | CommandError {
  const [name = ''] = args;
  switch (command) {
    case 'v-list-sys-config':
      return `{\n\t"config": {\n${lined(files.conf, '\t\t')}\n\t}\n}`;
    case 'v-list-access-keys': {
      const entries = [...files.keys].map(([id, lines]) => `    "${id}": {${keyFields(id, lines, files)}}`);
      return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`;
    }
    case 'v-list-access-key': {
      const lines = files.keys.get(name);
      if (lines === undefined) return { exitCode: 3, error: `KEY ${name} doesn't exist` };
      const secret = fields({ SECRET_ACCESS_KEY: lines['SECRET_ACCESS_KEY'] ?? '' });
      return `{\n    ${keyFields(name, lines, files).replace(', ', `,\n    ${secret},\n    `)}\n}`;
    }
    case 'v-list-apis':
      return profilesList(files);
    case 'v-list-api': {
      const lines = files.profiles.get(name);
      if (lines === undefined) return { exitCode: 2, error: `API ${name} doesn't exist` };
      return `{\n    "API": "${name}",\n    "ROLE": "${lines['ROLE'] ?? ''}",\n    "COMMANDS": ${listOf(lines['COMMANDS'])}\n}`;
    }
    case 'v-list-user': {
      const lines = files.users.get(name);
      if (lines === undefined) return { exitCode: 3, error: `user ${name} doesn't exist` };
      return `{\n    "${name}": {\n${lined({ SUSPENDED: '', ...lines }, '        ')}\n    }\n}`;
    }
    default:
      return { exitCode: 127, error: 'no such command' };
  }
}

function profilesList(files: ApiPanelFiles): string {
  let before: PanelLines = {};
  const entries = [...files.profiles].map(([name, lines]) => {
    before = { ...before, ...lines };
    return `    "${name}": {"COMMANDS": ${listOf(before['COMMANDS'])}, "ROLE": "${before['ROLE'] ?? ''}"}`;
  });
  return entries.length === 0 ? '' : `{\n${entries.join(',\n')}\n}`;
}

function keyFields(id: string, lines: PanelLines, { conf }: ApiPanelFiles): string {
  const { USER = conf['ROOT_USER'] ?? '', PERMISSIONS, COMMENT = '', TIME = '', DATE = '' } = lines;
  const before = fields({ ACCESS_KEY_ID: id, USER });
  return `${before}, "PERMISSIONS": ${listOf(PERMISSIONS)}, ${fields({ COMMENT, TIME, DATE })}`;
}

function fields(lines: PanelLines): string {
  return Object.entries(lines)
    .map(([name, value]) => `"${name}": "${value}"`)
    .join(', ');
}

/** One a line. */
function lined(lines: PanelLines, indent: string): string {
  return Object.entries(lines)
    .map(([name, value]) => `${indent}"${name}": "${value}"`)
    .join(',\n');
}

function listOf(text = ''): string {
  return text === '' ? '[]' : `["${text.replaceAll(',', '", "')}"]`;
}
