import type { CDPSession, Page } from "@playwright/test";

/** Events of a series. */
const EVENTS = 15;

/**
 * Processor milliseconds of the page's thread for an event, all that follows from it included: of the best of some series, or the first that is within `enough`. Whatever
 * else the computer does makes some series slower, and none faster.
 */
export async function costOf(
  page: Page,
  event: (step: number) => Promise<void>,
  { enough, series: most }: { enough: number; series: number },
): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  let best = Infinity;
  for (let series = 0; series < most && best >= enough; series++) {
    const before = await busyMilliseconds(session);
    for (let step = 0; step < EVENTS; step++) await event(step);
    best = Math.min(best, ((await busyMilliseconds(session)) - before) / EVENTS);
  }
  await session.detach();
  return Number(best.toFixed(2));
}

async function busyMilliseconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}
