import type { Notice, NoticeFields, SentKind } from '../domain/notices/notice.ts';
import { spanText } from '../domain/text/span-text.ts';

/** A notice as a sentence, of its fields alone. */
export function summaryOf({ kind, fields }: Notice): string {
  return sentences[kind](fields);
}

const lostWords = {
  state: 'what is known of it cannot be used, so every call is refused',
  circuit: 'calls failed in a row, and none is let through',
  unreachable: 'it cannot be reached, or its certificate is not the expected one',
} as const;

const sentences: Readonly<Record<SentKind, (fields: NoticeFields) => string>> = {
  'ban.known_client': ({ panel, key, user, network, seconds = 0 }) =>
    key === undefined
      ? `${network} is banned from the panel ${panel} for ${spanText(seconds)} after failed logins, and a key is used from there`
      : `The key ${keyText(key, user)} is banned at ${network} from the panel ${panel} for ${spanText(seconds)} after failed logins, and a key is used from there`,
  'key.new_network': ({ panel, key, user, network, command, accepted, firstUse }) =>
    `The key ${keyText(key, user)} is used ${firstUse === true ? 'for the first time, ' : ''}from ${firstUse === true ? '' : 'a new network, '}${network}, at the panel ${panel}${commandText(command)}${acceptedText(accepted)}`,
  'key.new_command': ({ panel, key, user, network, command, accepted }) =>
    `The key ${keyText(key, user)} is used for a command that is new for it, ${command}, from ${network} at the panel ${panel}${acceptedText(accepted)}`,
  'key.under_attack': ({ panel, key, user }) =>
    `The key ${keyText(key, user)} of the panel ${panel} is under attack: its budget of failed logins is used up, and it works only from where it was used before`,
  'panel.lost': ({ panel, reason = 'unreachable' }) => `The panel ${panel} is lost: ${lostWords[reason]}`,
  'panel.found': ({ panel, seconds = 0 }) => `The panel ${panel} is back after ${spanText(seconds)}`,
  'certificate.expiring': ({ panel, file, seconds = 0 }) =>
    `The certificate ${file === undefined ? `of the panel ${panel}` : file} ${seconds > 0 ? `expires in ${spanText(seconds)}` : 'has expired'}`,
  'doctor.fault': () => 'hearthgate doctor has found a fault: something is wrong, or the gateway can be got around',
  'notices.held': ({ of, count }) =>
    `${count === 1 ? 'One more notice' : `${count} more notices`} of the kind ${of} ${count === 1 ? 'was' : 'were'} not sent within the hour`,
  'notices.test': () => 'A test notice, asked for by hearthgate notices test',
};

function keyText(key: string | undefined, user: string | undefined): string {
  return user === undefined ? `${key}` : `${key} of ${user}`;
}

function commandText(command: string | undefined): string {
  return command === undefined ? '' : `, for ${command}`;
}

function acceptedText(accepted: boolean | undefined): string {
  return accepted === true ? '' : '; the call was refused';
}
