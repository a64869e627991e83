import type { OpenImage } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";
import type { PlateContrast } from "../stage/contrast.ts";
import { viewOutput } from "../stage/viewedImage.ts";
import { readPlateContrast, sampledScenes } from "./plateContrast.ts";
import type { PlateWells } from "./plateWells.ts";

/** Takes the contrast of a plate from some of its wells; `plate` null: there is none to be shared. */
export function usePlateContrast(
  source: OpenImage,
  outputs: ReadonlyMap<number, OutputPlan>,
  plate: PlateWells | null,
): PlateContrast {
  const { reading } = useSession();
  const sampled = (plate === null ? [] : sampledScenes(plate)).flatMap((scene) => outputs.get(scene) ?? []);
  const [first] = sampled;
  const { value, error } = useRead(
    first === undefined
      ? null
      : {
          owner: source,
          // Of all scenes the same is planned.
          key: `plate contrast ${viewOutput(source.description, first).pixelKey}`,
          read: (signal: AbortSignal) => readPlateContrast(reading, source, sampled, signal),
        },
  );
  return { contrasts: value ?? null, isKnown: first === undefined || value !== undefined || error !== null };
}
