import { userInfo } from 'node:os';

/** The user that this process runs as: its name, or its number where it has none, as in a container. */
export function runningUser(): string {
  try {
    return userInfo().username;
  } catch {
    // No entry in the system's list of users.
    return String(process.geteuid?.() ?? 'USER');
  }
}
