/** Times, durations and sizes as a person reads them, in the language of the page. */
import { formatLocale, texts } from "../texts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Keeps what Intl makes for the locale of the moment; making it costs more than using it. */
function inLocale<T>(make: (locale: string) => T): () => T {
  let made: { readonly locale: string; readonly format: T } | null = null;
  return () => {
    const locale = formatLocale();
    if (made?.locale !== locale) made = { locale, format: make(locale) };
    return made.format;
  };
}

const relative = inLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
const clock = inLocale(
  (locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
);
const day = inLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));
const number = (digits: number) =>
  inLocale((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const whole = number(0);
const tenths = number(1);
const hundredths = number(2);

/** "3 minutes ago", "yesterday"; older than a week, the date. */
export function formatAgo(at: Date, now: number): string {
  const past = Math.max(0, now - at.getTime());
  if (past < MINUTE_MS) return texts.time.justNow;
  if (past < HOUR_MS) return relative().format(-Math.floor(past / MINUTE_MS), "minute");
  if (past < DAY_MS) return relative().format(-Math.floor(past / HOUR_MS), "hour");
  if (past < 7 * DAY_MS) return relative().format(-Math.floor(past / DAY_MS), "day");
  return day().format(at);
}

/** The time of day to the second. */
export function formatClock(at: Date): string {
  return clock().format(at);
}

/** Date and time of day. */
export function formatDate(at: Date): string {
  return day().format(at);
}

/** "12 ms", "1.24 s", "2 min 05 s". */
export function formatDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms < 10 * SECOND_MS ? hundredths() : tenths()).format(ms / SECOND_MS)} s`;
  const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
  return `${Math.floor(ms / MINUTE_MS)} min ${String(seconds).padStart(2, "0")} s`;
}

/** A place in a recording: "0:07", "12:41", "1:02:03". */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  const pad = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(seconds % 60)}`;
}

/** A whole number, grouped: "12,041". */
export function formatCount(count: number): string {
  return whole().format(count);
}

/** Megabytes with one decimal, without the unit. */
export function formatMegabytes(bytes: number): string {
  return tenths().format(bytes / 1_000_000);
}

/** Up to two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = Array.from(words[0] ?? "")[0] ?? "?";
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return (first + last).toUpperCase();
}
