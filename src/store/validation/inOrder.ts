import { asSinkError } from "../sinkErrors.ts";
import type { ProblemCode } from "./problemCodes.ts";
import type { Report } from "./problem.ts";

/** Groups that are read at once: a small file costs mostly waiting. */
const AT_ONCE = 16;

/**
 * Does `work` for every item, several at once, and passes on what it reports in the order of the items: the same store
 * gives the same list.
 * @throws the first one; `cancelled`
 */
export async function inOrder<T>(
  items: readonly T[],
  work: (item: T, report: Report) => Promise<void>,
  report: Report,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    if (signal?.aborted === true) throw asSinkError(signal.reason, null, signal);
    const batch = items.slice(from, from + AT_ONCE);
    const reported = batch.map((): [ProblemCode, string, string][] => []);
    await Promise.all(
      batch.map((item, at) => work(item, (code, where, message) => void reported[at]!.push([code, where, message]))),
    );
    for (const problem of reported.flat()) report(...problem);
  }
}
