import { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import type { AxisView, OutputPlan } from "../../plan/plan.ts";
import { planConversion } from "../../plan/planConversion.ts";

/**
 * A finished store in the form in which the viewer takes images: its own levels as they lie on disk.
 * @throws `unsupported-feature` for a store without an image
 */
export function storeOutput(description: ImageDescription): OutputPlan {
  if (description.scenes.length === 0) {
    throw new ZarrdropError("unsupported-feature", `${description.name} holds no image.`);
  }
  return outputOfScene(description, 0);
}

/** The labels of that image in the store, in the same form. */
export function storeLabels(description: ImageDescription): OutputPlan[] {
  return description.scenes.flatMap(({ labelOf }, index) => {
    return labelOf?.scene === 0 ? [{ ...outputOfScene(description, index), imageName: labelOf.name }] : [];
  });
}

function outputOfScene(description: ImageDescription, index: number): OutputPlan {
  const settings = { ...DEFAULT_SETTINGS, scenes: [index] };
  const first = planConversion(description, settings).outputs[0]!;
  const scene = description.scenes[index]!;
  const levelShapes = scene.levels.map((level) => shapeInView(level.shape, first.view));
  const [output] = planConversion(description, { ...settings, levelShapes }).outputs;
  return output!;
}

/** The same with the chunks, shards and names that it was written with. */
export function storedAs(output: OutputPlan, written: OutputPlan): OutputPlan {
  const { storeName, zarrFormat, levels } = written;
  const isSame =
    JSON.stringify(levels.map(({ shape }) => shape)) === JSON.stringify(output.levels.map(({ shape }) => shape));
  if (!isSame) return output;
  const cut = output.levels.map((level, index) => {
    const { path, chunkShape, shardShape } = levels[index]!;
    return { ...level, path, chunkShape, shardShape };
  });
  return { ...output, storeName, zarrFormat, levels: cut };
}

/** A shape of the scene in the order of the output's axes. */
function shapeInView(shape: readonly number[], view: AxisView): number[] {
  return view.sources.map((source) => {
    if (source === null) return 1;
    if (typeof source === "number") return shape[source]!;
    return (source.channel === null ? 1 : shape[source.channel]!) * shape[source.sample]!;
  });
}
