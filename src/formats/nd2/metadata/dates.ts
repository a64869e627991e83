/** Julian day of 1970-01-01T00:00Z, and milliseconds of a day. */
const UNIX_EPOCH = 2440587.5;
const DAY = 86_400_000;
/** Clocks that were never set give other years. */
const FIRST_YEAR = 1980;
const LAST_YEAR = 2100;

/** A Julian day (UTC) as ISO 8601 to the millisecond, or null where it cannot be right. */
export function julianDayToIso(day: number | null): string | null {
  if (day === null) return null;
  const milliseconds = Math.round((day - UNIX_EPOCH) * DAY);
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return null;
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR ? date.toISOString() : null;
}
