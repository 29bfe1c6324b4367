import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus, PanelStatus } from '../domain/gateway/gateway-status.ts';
import type { NoticeFields, NoticeKind } from '../domain/notices/notice.ts';
import { Lasting } from './lasting.ts';
import { PanelWatch } from './panel-watch.ts';

const expiringWithinMs = 7 * 86_400_000;
const badGrade = 2;

/** @param subject of which it tells, within its kind */
type Tell = (kind: NoticeKind | 'panel.found', subject: string, fields: NoticeFields) => void;

export interface StatusWatchOptions {
  readonly status: () => GatewayStatus;
  /** Whom an access key belongs to; undefined: it is not known. */
  readonly userOf: (panel: string, key: string) => string | undefined;
  readonly clock: Clock;
  readonly tell: Tell;
  /** A panel is not asked for a connection where nobody wants to know. */
  readonly wants: (kind: NoticeKind) => boolean;
}

/** Finds what is to be told in what the parts show of themselves. Asked on a timer, so that no call waits for it. */
export class StatusWatch {
  readonly #options: StatusWatchOptions;
  readonly #panels = new Map<string, PanelWatch>();
  /** Bans that had begun at the last look, by panel. */
  readonly #begun = new Map<string, number>();
  readonly #attacked: Lasting;
  readonly #expiring: Lasting;
  readonly #faulty: Lasting;

  constructor(options: StatusWatchOptions) {
    this.#options = options;
    this.#attacked = new Lasting(options.clock);
    this.#expiring = new Lasting(options.clock);
    this.#faulty = new Lasting(options.clock);
  }

  look(): void {
    const status = this.#options.status();
    const { panels } = status;
    if (status.isStopping()) return;
    const names = new Set(panels.map(({ name }) => name));
    for (const kept of [this.#panels, this.#begun]) {
      for (const name of kept.keys()) if (!names.has(name)) kept.delete(name);
    }
    for (const panel of panels) {
      this.#lookAtBans(panel);
      this.#lookAtPanel(panel);
    }
    this.#lookAtAttacks(panels);
    this.#lookAtCertificates(status);
    const isBad = status.doctorGrade()?.grade === badGrade;
    for (const subject of this.#faulty.look(new Set(isBad ? ['doctor'] : [])))
      this.#options.tell('doctor.fault', subject, { grade: badGrade });
  }

  #lookAtBans({ name: panel, limits }: PanelStatus): void {
    const before = this.#begun.get(panel) ?? 0;
    let begun = 0;
    for (const count of limits.bansBegun().values()) begun += count;
    this.#begun.set(panel, begun);
    if (begun <= before) return;
    for (const { cause, subject, leftMs, level } of limits.latestBansOfKnown(begun - before)) {
      if (cause !== 'pair' && cause !== 'address' && cause !== 'network') continue;
      const [network = '', key] = subject.split(' ').toReversed();
      const whose = key === undefined ? {} : { key, user: this.#options.userOf(panel, key) };
      const seconds = Math.ceil(leftMs / 1000);
      this.#options.tell('ban.known_client', `${panel} ${subject}`, { panel, ...whose, network, cause, level, seconds });
    }
  }

  #lookAtPanel(panel: PanelStatus): void {
    if (!this.#options.wants('panel.lost')) return;
    const { name } = panel;
    const watch = this.#panels.get(name) ?? new PanelWatch(this.#options.clock);
    this.#panels.set(name, watch);
    const turn = watch.look(panel);
    if (turn?.kind === 'lost') this.#options.tell('panel.lost', name, { panel: name, reason: turn.reason });
    if (turn?.kind === 'found')
      this.#options.tell('panel.found', name, { panel: name, seconds: Math.round(turn.afterMs / 1000) });
  }

  #lookAtAttacks(panels: readonly PanelStatus[]): void {
    const attacked = new Map<string, NoticeFields>();
    for (const { name: panel, limits } of panels) {
      for (const { subject: key } of limits.keysUnderAttack()) attacked.set(`${panel} ${key}`, { panel, key });
    }
    for (const subject of this.#attacked.look(new Set(attacked.keys()))) {
      const { panel = '', key = '' } = attacked.get(subject) ?? {};
      this.#options.tell('key.under_attack', subject, { panel, key, user: this.#options.userOf(panel, key) });
    }
  }

  #lookAtCertificates(status: GatewayStatus): void {
    const nowMs = this.#options.clock.wallMs();
    const ends = [
      ...status.certificates().map(({ file, expiresAtMs }) => [{ file }, expiresAtMs] as const),
      ...status.panels.map(({ name, certificateExpiresAtMs }) => [{ panel: name }, certificateExpiresAtMs()] as const),
    ];
    const expiring = new Map<string, NoticeFields>();
    for (const [whose, endMs] of ends) {
      // One that does not say until when it is valid is a fault of its own, which /readyz tells.
      if (endMs === undefined || Number.isNaN(endMs) || endMs - nowMs > expiringWithinMs) continue;
      const seconds = Math.max(0, Math.floor((endMs - nowMs) / 1000));
      expiring.set(JSON.stringify(whose), { ...whose, expires: new Date(endMs).toISOString(), seconds });
    }
    for (const subject of this.#expiring.look(new Set(expiring.keys())))
      this.#options.tell('certificate.expiring', subject, expiring.get(subject) ?? {});
  }
}
