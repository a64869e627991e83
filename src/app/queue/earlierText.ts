import { formatClock, formatPercent } from "../figures.ts";
import type { EarlierQueue } from "../state/queue.ts";

const DAY = 24 * 3_600_000;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/**
 * "Yesterday: 12 of 17 done" and "stopped at cells.czi, 62 %"; null where it did not stop at anything. Where nothing is done and nothing was
 * to be, that nothing was written.
 */
export function earlierText({ savedAt, offeredAt, count, done, stoppedAt, canGoOn }: EarlierQueue): {
  title: string;
  stoppedAt: string | null;
} {
  const title = `${dayText(new Date(savedAt), new Date(offeredAt))}: ${done} of ${count} done`;
  if (stoppedAt === null) return { title, stoppedAt: done > 0 ? null : canGoOn ? WAITED : NOTHING };
  const { name, share } = stoppedAt;
  return { title, stoppedAt: `stopped at ${name}${share === null ? "" : `, ${formatPercent(share, 1)}`}` };
}

const NOTHING = "no conversion was under way, and nothing was written";
const WAITED = "stopped before anything was written";

function dayText(then: Date, now: Date): string {
  const days = Math.round((midnightOf(now) - midnightOf(then)) / DAY);
  if (days === 0) return `Today at ${formatClock(then)}`;
  return days === 1 ? "Yesterday" : `${then.getDate()} ${MONTHS[then.getMonth()]}`;
}

function midnightOf(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
