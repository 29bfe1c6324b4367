/** Who sends a password: anyone, or somebody at an address from which one was right lately. */
export type PasswordShare = 'anyone' | 'known';

/** Passwords that the panel may be asked about and may refuse within a window, by who sends them. Its fail2ban bans an address after five. */
export const passwordsPerShare = 2;
export const passwordWindowMs = 600_000;
