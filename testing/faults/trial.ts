import { ZarrdropError } from "../../src/model/errors.ts";
import { callEngine, convertPlanned, useDisk } from "./engine.ts";
import { type Fault, FaultGate, type FaultPlan } from "./faultGate.ts";
import { OPEN_GATE } from "./gate.ts";
import { type ReferenceRun, wordsOf } from "./referenceRun.ts";
import { settled } from "./settled.ts";

/**
 * What a disturbed run came to: it ended whole and equal all the same; or it failed, said so, left what it had marked and all else as it
 * was, and the same call ended it.
 */
export type Ending = "whole" | "resumed";

/**
 * Runs a job with one fault. Planning is not done again where the fault comes after it: it would go as it went. Errors: an `Error` that
 * says which promise was not kept, and where.
 */
export async function runDisturbed(
  reference: ReferenceRun,
  { fault, at, isLasting }: Omit<FaultPlan, "before">,
): Promise<Ending> {
  const { job, planned } = reference;
  const isPlanned = at >= planned.counts.get(fault)!;
  const controller = new AbortController();
  const { signal } = controller;
  const activity = { operations: 0 };
  const before = isPlanned ? planned.counts.get(fault)! : 0;
  const gate = new FaultGate(
    { fault, at, isLasting, before },
    activity,
    () => void setImmediate(() => controller.abort()),
  );
  const disk = (isPlanned ? planned.disk : reference.before).copy(gate);
  useDisk(disk);
  const running = isPlanned ? convertPlanned(job.call, planned.plan, signal) : callEngine(job.call, signal);
  const outcome = await settled(running, activity);
  const end = outcome === "hung" ? "hung" : "thrown" in outcome ? wordsOf(outcome.thrown) : "done";
  try {
    disk.gate = OPEN_GATE;
    if (outcome === "hung") throw new Error("it hangs");
    if ("value" in outcome) {
      await reference.expectWhole(disk, outcome.value);
      return "whole";
    }
    refuseUntagged(outcome.thrown, fault);
    await reference.expectSafe(disk);
    await reference.expectResumable(disk);
    return "resumed";
  } catch (thrown) {
    const where = gate.struck === null ? "nothing" : `${gate.struck.where} ${gate.struck.kind} ${gate.struck.path}`;
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`${fault}${isLasting ? " for ever" : ""} from ${at} (${where}): ${what}. The call ended: ${end}`, {
      cause: thrown,
    });
  }
}

/** Every failure is tagged, and none from outside is called our own defect. */
function refuseUntagged(thrown: unknown, fault: Fault): void {
  if (!(thrown instanceof ZarrdropError)) throw new Error("untagged");
  // A codec that breaks while it encodes what we gave it is our own defect.
  if (thrown.kind === "internal" && fault !== "codec throws") throw new Error("called our own defect");
}
