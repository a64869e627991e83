/** Figures as people read them. All deterministic: no locale of the machine, so that tests and screenshots agree. */

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** 1536 → "1.5 KiB". Three significant digits at most. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : significant(value)} ${BYTE_UNITS[unit]}`;
}

/** 12345 → "12 345" with narrow spaces, as SI recommends; four digits stay together. */
export function formatCount(count: number): string {
  const digits = String(Math.round(count));
  return digits.length <= 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Seconds → "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${significant(Math.max(seconds, 0.1), 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Time of the day: "09:05". */
export function formatClock(date: Date): string {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** 5 → "05". */
export function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}

/** Time that is left, coarse on purpose: a figure that changes every second says nothing. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  if (seconds < 3300) return `about ${Math.round(seconds / 60)} min left`;
  const halves = Math.max(2, Math.round(seconds / 1800));
  return `about ${halves % 2 === 0 ? halves / 2 : `${Math.floor(halves / 2)}½`} h left`;
}

/** [1, 2, 64] → "1 × 2 × 64". */
export function formatShape(shape: readonly number[]): string {
  return shape.join(" × ");
}

/** Share of a whole, without ever saying 100 before it is done. */
export function formatPercent(done: number, total: number): string {
  return `${percentOf(done, total)} %`;
}

/** 0 to 100; 100 only when everything is done. */
export function percentOf(done: number, total: number): number {
  if (total <= 0) return 0;
  return done >= total ? 100 : Math.min(99, Math.floor((done / total) * 100));
}

/** Change of a size: "−42 %", "+3 %"; "−99.7 %" where little is left, and −100 only where nothing is. */
export function formatChange(before: number, after: number): string {
  const lost = (1 - after / before) * 100;
  if (lost > 99 && after > 0) return `−${Math.floor(lost * 10) / 10} %`;
  const change = Math.round((after / before - 1) * 100);
  if (change === 0) return "±0 %";
  return change < 0 ? `−${-change} %` : `+${change} %`;
}

/** "1 file", "12 files". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function significant(value: number, decimals = value < 9.95 ? 2 : value < 99.5 ? 1 : 0): string {
  return String(Number(value.toFixed(decimals)));
}
