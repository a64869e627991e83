import { formatClock, formatPercent } from "../figures.ts";
import type { EarlierQueue } from "../state/queue.ts";

const DAY = 24 * 3_600_000;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** "Yesterday: 12 of 17 done, stopped at cells.czi, 62 %". */
export function earlierText({ savedAt, offeredAt, count, done, stoppedAt }: EarlierQueue): string {
  const parts = [`${done} of ${count} done`];
  if (stoppedAt !== null) {
    parts.push(`stopped at ${stoppedAt.name}`);
    if (stoppedAt.share !== null) parts.push(formatPercent(stoppedAt.share, 1));
  }
  return `${dayText(new Date(savedAt), new Date(offeredAt))}: ${parts.join(", ")}`;
}

function dayText(then: Date, now: Date): string {
  const days = Math.round((midnightOf(now) - midnightOf(then)) / DAY);
  if (days === 0) return `Today at ${formatClock(then)}`;
  return days === 1 ? "Yesterday" : `${then.getDate()} ${MONTHS[then.getMonth()]}`;
}

function midnightOf(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
