import type { ConversionEvent } from "../src/plan/job.ts";
import { print } from "./print.ts";

/** Tells on standard error that a job waits, for another program or for a disk. */
export function sayWaiting(event: ConversionEvent): void {
  if (event.kind === "waiting") print(`${event.text}\n`, process.stderr);
  if (event.kind !== "waiting-for-disk") return;
  print(event.isWaiting ? "A disk does not answer: waiting for it.\n" : "The disk answers again.\n", process.stderr);
}
