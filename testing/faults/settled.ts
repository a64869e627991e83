import { advanceClock, clearClock } from "./clock.ts";

/** A value, what was thrown, or nothing at all. */
export type Outcome<T> = { value: T } | { thrown: unknown } | "hung";

/** Turns of the event loop without an operation after which nothing but a timer can bring anything about. */
const IDLE_TURNS = 20;
/** Of the stopped clock: longer than anything that has an end takes, and that a watch waits for, one after the other. */
const LONGEST_MILLISECONDS = 600_000;
/** Of the real clock: what the platform does in threads of its own has come back by then. */
const LONGEST_REAL_MILLISECONDS = 2000;

/** What a promise comes to, however long its timers are; "hung" when it comes to nothing. */
export async function settled<T>(promise: Promise<T>, activity: { operations: number }): Promise<Outcome<T>> {
  let outcome: Outcome<T> | null = null;
  promise.then(
    (value) => (outcome = { value }),
    (thrown: unknown) => (outcome = { thrown }),
  );
  let waited = 0;
  let last = { operations: -1, turns: 0, at: performance.now() };
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (outcome !== null) {
      clearClock();
      return outcome;
    }
    if (activity.operations !== last.operations) {
      last = { operations: activity.operations, turns: 0, at: performance.now() };
    }
    if (last.turns++ < IDLE_TURNS) continue;
    const passed = advanceClock();
    waited += passed ?? 1000;
    last.turns = 0;
    if (waited > LONGEST_MILLISECONDS && performance.now() - last.at > LONGEST_REAL_MILLISECONDS) return "hung";
  }
}
