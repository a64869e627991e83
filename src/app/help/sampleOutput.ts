import { SAMPLE } from "../../browser/sampleImage.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { planConversion } from "../../plan/planConversion.ts";
import type { Settings } from "../../plan/settings/settings.ts";

/** What would become of the sample image. With settings that cannot hold for it, there is nothing to say. */
export function sampleOutput(settings: Settings): OutputPlan | null {
  const axes = ["c", "z", "y", "x"];
  const shape = [3, SAMPLE.sizeZ, SAMPLE.sizeY, SAMPLE.sizeX];
  const unknown = axes.map(() => null);
  const channel = { name: null, color: null, window: null, emissionWavelengthNanometre: null };
  const scene = {
    id: "sample",
    name: "sample",
    axes,
    shape,
    dtype: "uint16" as const,
    channels: [channel, channel, channel],
    scale: unknown,
    units: unknown,
    origin: unknown,
    blockShape: [1, 1, SAMPLE.sizeY, SAMPLE.sizeX],
    levels: [{ shape }],
    isLabelImage: false,
    significantBits: null,
    acquisitionDate: null,
    facts: {},
    reference: { sceneId: "sample", axes, scale: unknown, channelNames: null, daskChunks: shape },
  };
  const description = {
    format: "ome-tiff",
    formatName: "OME-TIFF",
    name: "sample-cells.ome.tif",
    files: ["sample-cells.ome.tif"],
    scenes: [scene],
    attachments: [],
    omeXml: null,
    notes: [],
  };
  try {
    return planConversion(description, settings).outputs[0] ?? null;
  } catch {
    return null;
  }
}
