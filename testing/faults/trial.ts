import { ZarrdropError } from "../../src/model/errors.ts";
import { callEngine, convertPlanned, useDisk } from "./engine.ts";
import type { ChosenPlan } from "./chosenPlans.ts";
import { FaultGate } from "./faultGate.ts";
import { OPEN_GATE } from "./gate.ts";
import { type ReferenceRun, wordsOf } from "./referenceRun.ts";
import { settled } from "./settled.ts";

/**
 * What a disturbed run came to: it ended whole and equal all the same; or it failed, said so, left what it had marked and all else as it
 * was, and the same call ended it.
 */
export type Ending = "whole" | "resumed";

/**
 * Runs a job with one fault. Planning is not done again where the fault comes after it: it would go as it went.
 * @throws an `Error` that says which promise was not kept, and where
 */
export async function runDisturbed(
  reference: ReferenceRun,
  { fault, where, at, isLasting }: ChosenPlan,
): Promise<Ending> {
  const { job, planned } = reference;
  const before = planned.counts.get(`${where}: ${fault}`) ?? 0;
  const isPlanned = at >= before;
  const controller = new AbortController();
  const { signal } = controller;
  const activity = { operations: 0 };
  const gate = new FaultGate(
    { fault, where, at, isLasting, before: isPlanned ? before : 0 },
    activity,
    () => void setImmediate(() => controller.abort()),
  );
  const disk = (isPlanned ? planned.disk : reference.before).copy(gate);
  useDisk(disk);
  const running = isPlanned ? convertPlanned(job.call, planned, signal) : callEngine(job.call, signal);
  const outcome = await settled(running, activity);
  const end = outcome === "hung" ? "hung" : "thrown" in outcome ? wordsOf(outcome.thrown) : "done";
  try {
    disk.gate = OPEN_GATE;
    if (outcome === "hung") throw new Error("it hangs");
    if ("value" in outcome) {
      await reference.expectWhole(disk, outcome.value);
      return "whole";
    }
    refuseUntagged(outcome.thrown, { fault, where });
    await reference.expectSafeAndResumable(disk);
    return "resumed";
  } catch (thrown) {
    const struck = gate.struck === null ? "nothing" : `${gate.struck.where} ${gate.struck.kind} ${gate.struck.path}`;
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`${fault}${isLasting ? " for ever" : ""} from ${at} (${struck}): ${what}. The call ended: ${end}`, {
      cause: thrown,
    });
  }
}

/** Every failure is tagged, and none from outside is called our own defect. */
function refuseUntagged(thrown: unknown, { fault, where }: Pick<ChosenPlan, "fault" | "where">): void {
  if (!(thrown instanceof ZarrdropError)) throw new Error("untagged");
  // A codec that breaks, or falls short, while it encodes what we gave it is our own defect.
  const isOurs = where === "codec" && (fault === "codec throws" || fault === "wrong length");
  if (thrown.kind === "internal" && !isOurs) throw new Error("called our own defect");
}
