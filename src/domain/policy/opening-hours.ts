const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const dayMinutes = 24 * 60;
const weekMinutes = days.length * dayMinutes;
const minuteMs = 60_000;

/** Minutes of a week that begins on Monday; the end is not in it, and may lie in the next week. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Times of the week, by the clock of a time zone: `mon-fri 08:00-18:00`. An end that is not behind its beginning is on the next day. An hour that
 * the clock skips does not come, and one that it repeats comes twice.
 */
export class OpeningHours {
  readonly entries: readonly string[];
  readonly zone: string;
  readonly #spans: readonly Span[];
  readonly #clock: Intl.DateTimeFormat;
  #minute = Number.NaN;
  #isOpen = false;

  /** @throws RangeError where a text is none, or there is no such time zone */
  constructor(entries: readonly string[], zone: string) {
    this.entries = entries;
    this.zone = zone;
    this.#spans = entries.flatMap((text) => spansIn(text));
    this.#clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  /** What settings are compared by. */
  toJSON(): object {
    return { entries: this.entries, zone: this.zone };
  }

  /** @param wallMs milliseconds since 1970 */
  has(wallMs: number): boolean {
    const minute = Math.floor(wallMs / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      const at = this.#minuteOfWeek(wallMs);
      this.#isOpen = this.#spans.some(({ from, to }) => (at >= from && at < to) || at + weekMinutes < to);
    }
    return this.#isOpen;
  }

  #minuteOfWeek(wallMs: number): number {
    const parts = new Map(this.#clock.formatToParts(wallMs).map(({ type, value }) => [type, value]));
    const day = days.findIndex((each) => each === parts.get('weekday')?.toLowerCase());
    return day * dayMinutes + Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  }
}

const textPattern = /^(?:(?<first>[a-z]{3})(?:-(?<last>[a-z]{3}))? )?(?<from>\d{2}:\d{2})-(?<to>\d{2}:\d{2})$/;

/** @throws RangeError where it is none */
function spansIn(text: string): readonly Span[] {
  const { first = 'mon', last, from = '', to = '' } = textPattern.exec(text.toLowerCase())?.groups ?? {};
  const every = text.includes(' ') ? undefined : 'sun';
  const [firstDay, lastDay] = [dayOf(first), dayOf(last ?? every ?? first)];
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
  if (firstDay === -1 || lastDay === -1 || fromMinute === undefined || toMinute === undefined || fromMinute === dayMinutes)
    throw new RangeError(`"${text}" is no time of the week`);
  const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + dayMinutes;
  const count = ((lastDay - firstDay + days.length) % days.length) + 1;
  return Array.from({ length: count }, (_, each) => {
    const begin = ((firstDay + each) % days.length) * dayMinutes + fromMinute;
    return { from: begin, to: begin + length };
  });
}

function dayOf(text: string): number {
  return days.findIndex((each) => each === text);
}

/** Up to 24:00. */
function minuteOf(text: string): number | undefined {
  const [hour = Number.NaN, minute = Number.NaN] = text.split(':').map(Number);
  const at = hour * 60 + minute;
  return minute < 60 && at <= dayMinutes ? at : undefined;
}
