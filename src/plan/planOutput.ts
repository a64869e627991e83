import type { DataType } from "../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import { appendTo, type ExistingStore } from "./layout/appendTo.ts";
import { timeAxis, type AxisLayout } from "./layout/axes.ts";
import { planChannels, referenceChannels, referenceFallbackChannels } from "./metadata/channels.ts";
import { planCompressor } from "./layout/compressorPlan.ts";
import { noteOutput } from "./notes.ts";
import { planAxes, planReferenceAxes, type AxesPlan } from "./layout/outputAxes.ts";
import { planLevelGrids, type LevelGrid } from "./layout/outputLevels.ts";
import type { ChannelPlan, LevelPlan, MetadataPlan, OutputPlan, PlanNote, Resampling, TimeRange } from "./plan.ts";
import { fromReaderOrder } from "./reference/readerOrder.ts";
import { checkRenderingDefaults } from "./metadata/renderingDefaults.ts";
import { checkRootTransform } from "./metadata/rootTransform.ts";
import { settingError } from "./settings/settingError.ts";
import type { Settings } from "./settings/settings.ts";
import { baseOfStoreName } from "./layout/storeNames.ts";
import { documentedTimeRange, referenceTimeRange } from "./layout/timeRange.ts";
import { levelScale, levelTranslation } from "./metadata/transforms.ts";

/** One store to be: which part of which scene, under which name. */
export type OutputDraft = {
  scene: number;
  /** The scene's number as it was asked for: from the end where it is negative. */
  askedScene: number;
  layout: AxisLayout;
  /** Written in the reader's own axes, as the reference does. */
  asReference: boolean;
  storeName: string;
};

/** What planning one store needs beyond the description and the settings. */
export type OutputSurroundings = {
  /** The scene's OME-XML, ready to stand beside the store, or null. */
  omeXml: string | null;
  /** The store that time points are added to, or null for a new one. */
  existing: ExistingStore | null;
};

/**
 * Everything about one store.
 * @throws `setting` for whatever cannot work with this scene
 */
export function planOutput(
  description: ImageDescription,
  draft: OutputDraft,
  settings: Settings,
  { omeXml, existing }: OutputSurroundings,
): OutputPlan {
  const scene = description.scenes[draft.scene]!;
  const compatible = settings.compatibility !== "none";
  const { layout } = draft;
  const own = compatible && !draft.asReference ? fromReaderOrder(scene, layout, settings) : settings;
  const notes: PlanNote[] = [];

  const axesPlan = draft.asReference ? planReferenceAxes(scene, layout, own) : planAxes(scene, layout, own, notes);
  const time = timeAxis(layout.view, scene.axes);
  if (draft.asReference) checkReferenceTime(axesPlan, layout, time);
  // The reference checks a single time point against level 0 like any other axis.
  const zarrFormat = existing?.zarrFormat ?? settings.zarrFormat;
  const freeTime = compatible && (time === null || layout.shape[time]! <= 1) ? null : time;
  const dtype = outputDtype(description, scene, settings);
  const { grids, range } = gridsAndTime();
  const channels = draft.asReference
    ? compatibleChannels(scene, draft, axesPlan, grids[0]!, settings)
    : planChannels(scene, layout, dtype, settings.channels);

  const output: OutputPlan = {
    scene: draft.scene,
    storeName: draft.storeName,
    zarrFormat,
    ngffVersion: zarrFormat === 2 ? "0.4" : "0.5",
    view: layout.view,
    axes: axesPlan.axes,
    sourceDtype: scene.dtype,
    dtype,
    ...byteOrder(),
    cast: dtype === scene.dtype ? "none" : compatible ? "wrap" : settings.dtypeCast,
    levels: planLevels(grids, axesPlan.scale, compatible, freeTime),
    compressor: existing === null ? planCompressor(settings.compressor, dtype, compatible) : existing.compressor,
    resampling: planResampling(scene, layout, settings),
    time: range,
    channels,
    imageName: imageName(scene, draft, settings),
    metadata: planMetadata(axesPlan, grids[0]!, channels, settings, layout, omeXml),
    notes,
  };
  noteOutput(scene, output, layout, settings, existing);
  return output;

  function byteOrder(): { byteOrder?: "big" } {
    // The reference keeps the order that its reader has the first scene in.
    const ownOrder = compatible && description.scenes[0]!.reference.bigEndian === true ? "big" : undefined;
    const wanted = settings.dtype === null ? ownOrder : settings.dtypeByteOrder;
    const asked = zarrFormat === 2 && wanted === "big" ? "big" : undefined;
    const order = existing === null ? asked : existing.byteOrder;
    return order === undefined ? {} : { byteOrder: order };
  }

  function gridsAndTime(): { grids: LevelGrid[]; range: TimeRange } {
    if (existing !== null) {
      const axisNames = axesPlan.axes.map(({ name }) => name);
      const planned = { storeName: draft.storeName, axisNames, shape: layout.shape, timeAxis: time, dtype };
      const appended = appendTo(existing, planned, settings);
      return { grids: appended.grids, range: appended.time };
    }
    const planned = planLevelGrids(
      { shape: layout.shape, letters: layout.letters, timeAxis: freeTime, dtype, reference: compatible },
      own,
    );
    return { grids: planned, range: timeRange(layout, time, planned[0]!, settings) };
  }
}

/** The reference finds the time axis by its name in `axes_names`, and needs one as soon as there are two time points. */
function checkReferenceTime(plan: AxesPlan, layout: AxisLayout, time: number | null): void {
  if (time === null || layout.shape[time]! <= 1) return;
  if (plan.axes.findIndex((axis) => axis.name.toLowerCase() === "t") === time) return;
  throw settingError(
    "axes_names",
    "write_timepoints() requires a 'T' axis.",
    `The image has ${layout.shape[time]} time points along axis ${time}: call that axis t.`,
  );
}

function outputDtype(description: ImageDescription, scene: SceneDescription, settings: Settings): DataType {
  if (settings.dtype !== null) return settings.dtype;
  return settings.compatibility === "none" ? scene.dtype : description.scenes[0]!.dtype;
}

function timeRange(layout: AxisLayout, time: number | null, level0: LevelGrid, settings: Settings): TimeRange {
  const source = time === null ? 1 : layout.shape[time]!;
  const destination = time === null ? 1 : level0.shape[time]!;
  const range = settings.compatibility === "none" ? documentedTimeRange : referenceTimeRange;
  return { axis: time, ...range(settings, source, destination), append: false };
}

function compatibleChannels(
  scene: SceneDescription,
  { layout, askedScene }: OutputDraft,
  plan: AxesPlan,
  level0: LevelGrid,
  settings: Settings,
): ChannelPlan[] {
  const axis = layout.letters.indexOf("c");
  const channels = referenceChannels(scene, axis < 0 ? null : layout.shape[axis]!, settings.channels, askedScene);
  if (channels.length > 0 || settings.zarrFormat === 3) return channels;
  const named = plan.axes.findIndex(({ name }) => name.toLowerCase() === "c");
  return referenceFallbackChannels(named < 0 ? 1 : level0.shape[named]!);
}

function planLevels(
  grids: readonly LevelGrid[],
  base: readonly number[],
  compatible: boolean,
  freeTime: number | null,
): LevelPlan[] {
  const full = grids[0]!.shape;
  return grids.map((grid, index) => {
    // Time points are never resampled: a level with fewer of them has the first ones, at the same interval.
    const sampled = compatible ? grid.shape : grid.shape.map((size, axis) => (axis === freeTime ? full[axis]! : size));
    const scale = index === 0 ? [...base] : levelScale(base, sampled, full);
    if (!scale.every(Number.isFinite)) throw tooLargeStep();
    return {
      path: String(index),
      ...grid,
      scale,
      translation: compatible || index === 0 ? null : levelTranslation(base, sampled, full),
    };
  });
}

/** Metadata have no word for infinity. */
function tooLargeStep(): Error {
  return settingError(
    "physical_pixel_size",
    "physical_pixel_size makes steps of smaller levels that are no numbers any more",
    "Give smaller numbers, or other units.",
  );
}

function planResampling(scene: SceneDescription, layout: AxisLayout, settings: Settings): Resampling {
  const labels = settings.labels ?? scene.isLabelImage ?? false;
  const method = settings.downsampleMethod ?? (settings.compatibility !== "none" ? "bioio" : labels ? "mode" : "mean");
  if (method !== "bioio") return { method, blockShape: null };
  return {
    method,
    blockShape: layout.letters.map((letter, axis) => {
      const block = scene.reference.daskChunks[scene.reference.axes.indexOf(letter)] ?? 1;
      return Math.max(1, Math.min(block, layout.shape[axis]!));
    }),
  };
}

function imageName(scene: SceneDescription, draft: OutputDraft, settings: Settings): string {
  const base = baseOfStoreName(draft.storeName);
  if (settings.imageName !== null && settings.imageName !== "") return settings.imageName;
  if (settings.compatibility !== "none") return base;
  return scene.name !== "" && scene.name !== scene.id && draft.layout.part === "" ? scene.name : base;
}

function planMetadata(
  plan: AxesPlan,
  level0: LevelGrid,
  channels: readonly ChannelPlan[],
  settings: Settings,
  layout: AxisLayout,
  omeXml: string | null,
): MetadataPlan {
  const given = { creator: settings.creatorInfo, rootTransform: settings.rootTransform };
  if (settings.compatibility !== "none") {
    const z = plan.axes.findIndex(({ name }) => name.toLowerCase() === "z");
    const fixed = { defaultT: 0, defaultZ: z < 0 ? 0 : Math.floor(level0.shape[z]! / 2), model: "color" };
    return {
      ...given,
      style: "bioio",
      omero: settings.zarrFormat === 2 || channels.length > 0,
      rdefs: settings.zarrFormat === 2 ? fixed : settings.rdefs,
      omeXml: null,
    };
  }
  if (settings.rootTransform !== null) checkRootTransform(settings.rootTransform, plan.axes.length);
  const sizeOf = (letter: string): number => level0.shape[layout.letters.indexOf(letter)] ?? 1;
  if (settings.rdefs !== null) checkRenderingDefaults(settings.rdefs, { t: sizeOf("t"), z: sizeOf("z") });
  const grey = channels.length === 1 && channels[0]!.color === "FFFFFF";
  return {
    ...given,
    style: "zarrdrop",
    omero: true,
    rdefs: {
      defaultT: 0,
      defaultZ: Math.floor((sizeOf("z") - 1) / 2),
      model: grey ? "greyscale" : "color",
      ...settings.rdefs,
    },
    omeXml,
  };
}
