import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { readSmall } from "../scenes/smallTile.ts";
import { contrastOf, type Contrasts } from "../stage/contrast.ts";
import type { TileValues } from "../stage/tileValues.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import type { PlateWells } from "./plateWells.ts";

/** Wells from which a contrast for all is taken: controls lie in columns of their own, and each more has all pictures wait. */
const SAMPLED = 8;

/** The first fields of some wells, evenly spread over the plate from its first well to its last. */
export function sampledScenes({ wells }: Pick<PlateWells, "wells">): number[] {
  const count = Math.min(SAMPLED, wells.length);
  const places = Array.from({ length: count }, (_, at) =>
    count === 1 ? 0 : Math.round((at * (wells.length - 1)) / (count - 1)),
  );
  return places.flatMap((place) => wells[place]?.fields.slice(0, 1) ?? []);
}

/** One contrast for each channel, from the values of all these images together. What cannot be read is left out; camera pictures have none. */
export async function readPlateContrast(
  reading: ReadingClient,
  source: OpenImage,
  outputs: readonly OutputPlan[],
  signal: AbortSignal,
): Promise<Contrasts> {
  const values = new Map<number, TileValues[]>();
  for (const output of outputs) {
    try {
      const small = await readSmall(reading, source, viewOutput(source.description, output), signal);
      if (small.isColor) continue;
      for (const { index, tile } of small.channels) values.set(index, [...(values.get(index) ?? []), tile.values]);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
    }
  }
  const [first] = outputs;
  return new Map([...values].map(([index, of]) => [index, contrastOf(of, first!.dtype)]));
}
