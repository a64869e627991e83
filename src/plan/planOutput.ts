import { isInteger } from "../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import { appendTo, type ExistingStore } from "./layout/appendTo.ts";
import { timeAxis, type AxisLayout } from "./layout/axes.ts";
import { planCompressor } from "./layout/compressorPlan.ts";
import { planLevelGrids, type LevelGrid } from "./layout/outputLevels.ts";
import { baseOfStoreName } from "./layout/storeNames.ts";
import { levelScale, levelTranslation } from "./metadata/transforms.ts";
import { noteOutput } from "./notes.ts";
import type { LevelPlan, OutputPlan, PlanNote, Resampling, TimeRange } from "./plan.ts";
import type { OutputDraft, PlanningRules } from "./planningRules.ts";
import { settingError } from "./settings/settingError.ts";
import type { Settings } from "./settings/settings.ts";

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
  const { layout, rules } = draft;
  const own = rules.settingsFor(scene, layout, settings);
  const notes: PlanNote[] = [];
  const axes = rules.axes(scene, layout, own, notes);
  const time = timeAxis(layout.view, scene.axes);
  const freeAxis = rules.freeAxis(layout, time);
  const zarrFormat = existing?.zarrFormat ?? settings.zarrFormat;
  const dtype = settings.dtype ?? rules.dtype(description, scene);
  const isLabels = settings.labels ?? scene.isLabelImage ?? false;
  const { grids, range } = gridsAndTime();
  const level0 = grids[0]!;
  const channels = rules.channels({ scene, draft, axes, level0, dtype, settings });

  const output: OutputPlan = {
    scene: draft.scene,
    storeName: [draft.storeName, draft.path ?? ""].filter((part) => part !== "").join("/"),
    zarrFormat,
    ngffVersion: zarrFormat === 2 ? "0.4" : "0.5",
    view: layout.view,
    axes: axes.axes,
    sourceDtype: scene.dtype,
    dtype,
    ...byteOrder(),
    ...((settings.shardOrder ?? rules.shardOrder) === "morton" && grids.some(({ shardShape }) => shardShape !== null)
      ? { shardOrder: "morton" }
      : {}),
    cast: dtype === scene.dtype ? "none" : rules.cast(settings),
    levels: planLevels(grids, axes.scale, rules, freeAxis),
    compressor:
      existing === null ? planCompressor(settings.compressor, dtype, rules.leavesShuffleOpen) : existing.compressor,
    resampling: planResampling(scene, layout, settings.downsampleMethod ?? rules.resampling(isLabels)),
    time: range,
    channels,
    imageName: imageName(),
    metadata: rules.metadata({ axes, level0, channels, settings, layout, omeXml, labels: labelSource() }),
    notes,
  };
  noteOutput(scene, output, draft, settings, { isAlone: description.scenes.length === 1, existing });
  return output;

  function labelSource(): { source: string | null } | null {
    if (!isLabels || !isInteger(dtype)) return null;
    return { source: draft.labelOf === undefined ? null : "../../" };
  }

  function byteOrder(): { byteOrder?: "big" } {
    const wanted = settings.dtype === null ? rules.byteOrder(description) : settings.dtypeByteOrder;
    const asked = zarrFormat === 2 && wanted === "big" ? "big" : undefined;
    const order = existing === null ? asked : existing.byteOrder;
    return order === undefined ? {} : { byteOrder: order };
  }

  function gridsAndTime(): { grids: LevelGrid[]; range: TimeRange } {
    const { shape, letters } = layout;
    if (existing !== null) {
      const axisNames = axes.axes.map(({ name }) => name);
      const planned = { storeName: draft.storeName, axisNames, shape, timeAxis: time, dtype };
      const appended = appendTo(existing, planned, settings);
      return { grids: appended.grids, range: appended.time };
    }
    const { hasViewerChunks } = rules;
    const planned = planLevelGrids({ shape, letters, timeAxis: freeAxis, dtype, hasViewerChunks }, own);
    const available = time === null ? 1 : shape[time]!;
    const room = time === null ? 1 : planned[0]!.shape[time]!;
    return { grids: planned, range: { axis: time, ...rules.timePoints(settings, available, room), append: false } };
  }

  function imageName(): string {
    if (settings.imageName !== null && settings.imageName !== "") return settings.imageName;
    return rules.imageName(
      scene,
      draft,
      baseOfStoreName(draft.storeName) + (draft.path === undefined ? "" : `/${draft.path}`),
    );
  }
}

function planLevels(
  grids: readonly LevelGrid[],
  base: readonly number[],
  { sampledShape, hasTranslations }: PlanningRules,
  freeAxis: number | null,
): LevelPlan[] {
  const full = grids[0]!.shape;
  return grids.map((grid, index) => {
    const sampled = sampledShape(grid.shape, full, freeAxis);
    const scale = index === 0 ? [...base] : levelScale(base, sampled, full);
    if (!scale.every(Number.isFinite)) throw tooLargeStep();
    return {
      path: String(index),
      ...grid,
      scale,
      translation: hasTranslations && index > 0 ? levelTranslation(base, sampled, full) : null,
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

function planResampling(scene: SceneDescription, layout: AxisLayout, method: Resampling["method"]): Resampling {
  if (method !== "bioio") return { method, blockShape: null };
  return {
    method,
    blockShape: layout.letters.map((letter, axis) => {
      const block = scene.reference.daskChunks[scene.reference.axes.indexOf(letter)] ?? 1;
      return Math.max(1, Math.min(block, layout.shape[axis]!));
    }),
  };
}
