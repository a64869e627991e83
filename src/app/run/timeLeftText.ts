import { formatClock, formatTimeLeft } from "../figures.ts";

/** Seconds beyond which the time of the end leads. */
const LONG = 15 * 60;

/** "about 4 min left"; of a long job the clock time first: "until about 14:30, about 2 h left". `now`: by which the end is told. */
export function timeLeftText(seconds: number, now: Date): string {
  const left = formatTimeLeft(seconds);
  if (seconds <= LONG) return left;
  const end = new Date(now.getTime() + seconds * 1000);
  // Five minutes are as exact as it is.
  end.setMinutes(Math.ceil(end.getMinutes() / 5) * 5, 0, 0);
  const isToday = end.toDateString() === now.toDateString();
  return `until about ${formatClock(end)}${isToday ? "" : ` on ${end.getDate()}.${end.getMonth() + 1}.`}, ${left}`;
}
