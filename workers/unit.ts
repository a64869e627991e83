import { expose } from "comlink";
import { createUnitWorker } from "../src/convert/worker/unitWorker.ts";

/** Makes this worker a member of the conversion's pool. */
export function answerUnits(): void {
  expose(createUnitWorker());
}
