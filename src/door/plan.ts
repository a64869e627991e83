import { platform } from "#platform";
import { planForDestination } from "../convert/reading/planForDestination.ts";
import type { DestinationReference, SourceReference } from "../model/references.ts";
import type { DestinationPlan } from "../plan/destinationPlan.ts";
import { describedSource, type DescribedSource, type LabelSource } from "../plan/job.ts";
import { parseSettings } from "../plan/settings/parseSettings.ts";
import type { Settings } from "../plan/settings/settings.ts";
import { type Destination, destinationOf } from "./destination.ts";
import { isObject } from "../model/untrustedJson.ts";
import { expectGiven, signalOf } from "./given.ts";
import { type OpenedImage, openReference } from "./openImage.ts";

/** A conversion, whole and before it is begun: `plan` says what will be written, what is lost or changed, and what it takes. */
export type PlannedConversion = DestinationPlan & {
  /** Where the image lies, and where the stores are made, in the engine's own form. */
  source: SourceReference;
  /** Labels from files of their own. */
  labels: readonly LabelSource[];
  destination: DestinationReference;
  /** What the source is, as far as the conversion has to know. */
  description: DescribedSource;
};

/** How a plan is made. */
export type PlanOptions = {
  /** Names that other images of the same destination get. */
  otherNames?: readonly string[];
  /** Is told, in a sentence, that it has to be found out first whether another program still writes in the same place. */
  onWait?: (sentence: string) => void;
  signal?: AbortSignal;
};

/**
 * Plans the conversion of an image for what is in its destination; nothing is written. An unfinished store of the same conversion is gone on with, not
 * made anew: to resume, open, plan and convert as before.
 *
 * @param settings parameters by their names in docs/parameters.md, in either spelling (`numLevels` or `num_levels`); the defaults there for the others
 * @throws {ZarrdropError} setting, naming the parameter; exists, saying what is in the way; those of source and destination; cancelled
 */
export async function plan(
  image: OpenedImage,
  destination: Destination,
  settings: Partial<Settings> | Record<string, unknown> = {},
  options: PlanOptions = {},
): Promise<PlannedConversion> {
  const signal = signalOf(options);
  expectGiven(isObject(image) && isObject(image.reference), "What was given to be planned is no image that is open.");
  const parsed = parseSettings(settings);
  const { reference: source, labels } = image;
  let { description } = image;
  if (parsed.mosaic !== image.mosaic) {
    const reopened = await openReference(source, parsed.mosaic, signal, labels);
    reopened.close();
    ({ description } = reopened);
  }
  const place = await destinationOf(destination);
  const request = {
    ...options,
    source,
    labels,
    description,
    settings: parsed,
    destination: place,
    cores: platform.cores(),
  };
  return {
    source,
    labels,
    description: describedSource(description),
    destination: place,
    ...(await planForDestination(request, signal)),
  };
}
