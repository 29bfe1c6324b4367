import type { Clock } from '../../domain/clock.ts';

/** What outlives a restart. Keys are pins, in base64; times are wall clock. */
export interface ShownKeyRecord {
  /** Whom the key was shown by, and the file that it was verified by: of another panel, or by another file, it means nothing. */
  readonly origin: string;
  readonly certFile: string;
  readonly shown: string;
  readonly shownAtMs: number;
  /** The key in the file where it is another one, and since when. */
  readonly changed: { readonly key: string; readonly atMs: number } | undefined;
}

export interface ShownKeyOptions {
  readonly origin: string;
  readonly certFile: string;
  readonly clock: Clock;
}

/** Renewals write the files first and restart the panel's web server last, some of them only by hand. */
const trustedForMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * The key that a panel showed last, in a handshake that was verified.
 *
 * When its certificate file changes, the panel goes on with the certificate that it has read until it restarts. So the key of before is trusted,
 * too, until the one in the file has been shown, at most for a day after the file changed.
 */
export class ShownKey {
  readonly #options: ShownKeyOptions;
  #record: ShownKeyRecord | undefined;
  /** Called when there is something new to keep. */
  changed: () => void = () => undefined;

  constructor(options: ShownKeyOptions) {
    this.#options = options;
  }

  /** Undefined where nothing was shown yet. */
  get record(): ShownKeyRecord | undefined {
    return this.#record;
  }

  /** Takes what was kept, unless it is of another panel or file, or something newer is known. */
  restore(record: ShownKeyRecord): boolean {
    const { origin, certFile } = this.#options;
    if (record.origin !== origin || record.certFile !== certFile) return false;
    if (this.#record !== undefined && this.#record.shownAtMs >= record.shownAtMs) return false;
    this.#record = record;
    return true;
  }

  /**
   * The key that is trusted beside the one in the file; undefined: none.
   *
   * @param fileKey the key in the file now
   * @param fileChangedAtMs wall clock
   */
  trustedBeside(fileKey: string, fileChangedAtMs: number): string | undefined {
    const record = this.#record;
    if (record === undefined || record.shown === fileKey) {
      if (record?.changed !== undefined) this.#keep({ ...record, changed: undefined });
      return undefined;
    }
    if (record.changed?.key !== fileKey) {
      const atMs = Math.min(fileChangedAtMs, this.#options.clock.wallMs());
      this.#keep({ ...record, changed: { key: fileKey, atMs } });
    }
    return this.#leftMs() > 0 ? record.shown : undefined;
  }

  /** The panel has shown the key in its file, in a handshake that was verified. A key of before is never taken up again. */
  wasShown(fileKey: string): void {
    if (this.#record?.shown === fileKey) return;
    const { origin, certFile, clock } = this.#options;
    this.#keep({ origin, certFile, shown: fileKey, shownAtMs: clock.wallMs(), changed: undefined });
  }

  /** While the key of before is trusted: what to do about it. */
  warning(): string | undefined {
    const leftMs = this.#leftMs();
    if (leftMs <= 0) return undefined;
    return (
      `warning: the key in ${this.#options.certFile} has changed, and the panel has not shown the new one: restart the panel's web server ` +
      `(systemctl restart hestia); the key of before is trusted for ${Math.ceil(leftMs / hourMs)} h more`
    );
  }

  #leftMs(): number {
    const changed = this.#record?.changed;
    if (changed === undefined) return 0;
    // Also where the wall clock was set back since.
    return trustedForMs - Math.abs(this.#options.clock.wallMs() - changed.atMs);
  }

  #keep(record: ShownKeyRecord): void {
    this.#record = record;
    this.changed();
  }
}
