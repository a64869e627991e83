import { platform } from "#platform";
import { convert as runConversion } from "../convert/coordinator/convert.ts";
import { workHere } from "../convert/coordinator/workHere.ts";
import type { SourcePlace } from "../model/sourcePlace.ts";
import type { ConversionEvent, ConversionReport } from "../plan/job.ts";
import { isObject } from "../model/untrustedJson.ts";
import { expectGiven, signalOf } from "./given.ts";
import type { PlannedConversion } from "./plan.ts";

/** How a conversion is run. */
export type ConvertOptions = {
  /** Do all work in the thread of the call, which has no time for anything else then. By itself where source or destination is the program's own: such things stay in their thread. */
  inThisThread?: boolean;
  onEvent?: (event: ConversionEvent) => void;
  /** Called when all is whole and before that is forgotten: a program that keeps account of its conversions does it here. */
  onWhole?: (report: ConversionReport) => Promise<void>;
  /** Where other sources lie that no output may touch. */
  otherSources?: readonly SourcePlace[];
  /** Names in the destination that the program gives to what it makes of the stores: no source may be one of them. */
  archives?: readonly string[];
  signal?: AbortSignal;
};

/**
 * Carries out a plan. Each store is marked as unfinished until it is whole and verified; what was stopped, by the signal or by a crash, goes on when
 * the same conversion is planned and run again, and gives the same bytes.
 *
 * @throws {ZarrdropError} setting for what is no plan; the first of any part; exists, for an output that would touch a source, before anything is written; cancelled
 */
export async function convert(planned: PlannedConversion, options: ConvertOptions = {}): Promise<ConversionReport> {
  const signal = signalOf(options);
  expectGiven(
    isObject(planned) && isObject(planned.plan),
    "What was given to be converted is no plan: `plan` makes one.",
  );
  const { source, labels, description, destination, plan } = planned;
  const { onEvent = () => {}, onWhole, otherSources = [], archives = [] } = options;
  const isOwn = [source, ...labels.map((each) => each.source)].some(
    (each) => (each.kind === "sequence" ? each.source : each).kind === "own",
  );
  const isHere = options.inThisThread === true || isOwn || destination.kind === "own";
  return runConversion(
    { source, labels, description, destination, plan, otherSources, archives },
    {
      spawn: isHere ? workHere : platform.spawnUnitWorker,
      cores: isHere ? 1 : platform.cores(),
      signal,
      onEvent,
      ...(onWhole === undefined ? {} : { onWhole }),
    },
  );
}
