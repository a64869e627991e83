import { ngffLayouts } from "../layout/axes.ts";
import { settingsOfScene } from "../layout/sceneCorrections.ts";
import { OWN_RULES } from "../ownRules.ts";
import type { DraftRequest, OutputDraft, PlanningRules } from "../planningRules.ts";
import { fromReaderOrder, referenceWrites } from "./readerOrder.ts";
import { planReferenceAxes, referenceLayout } from "./referenceAxes.ts";
import { referenceChannels, referenceFallbackChannels } from "./referenceChannels.ts";
import { referenceBase, referenceStoreName } from "./referenceNames.ts";
import { referenceTimePoints } from "./referenceTimePoints.ts";

/** The rules of bioio-conversion 0.1.4, defects included: what it writes of the same file with the same settings. */
export const REFERENCE_RULES: PlanningRules = {
  numberedScenes: ({ scenes }) => scenes.flatMap(({ reference }, index) => (reference.hidden === true ? [] : [index])),
  drafts: referenceDrafts,
  carriesOmeXml: false,
  settingsFor: (_scene, _layout, settings) => settings,
  axes: planReferenceAxes,
  // A single time point is checked against level 0 like any other axis.
  freeAxis: ({ shape }, time) => (time === null || shape[time]! <= 1 ? null : time),
  dtype: ({ scenes }) => scenes[0]!.dtype,
  // The reference keeps the order that its reader has the first scene in.
  byteOrder: ({ scenes }) => (scenes[0]!.reference.bigEndian === true ? "big" : undefined),
  cast: () => "wrap",
  timePoints: referenceTimePoints,
  hasViewerChunks: false,
  sampledShape: (shape) => shape,
  hasTranslations: false,
  shardOrder: "morton",
  leavesShuffleOpen: true,
  resampling: () => "bioio",
  imageName: (_scene, _draft, base) => base,
  channels: ({ scene, draft: { layout, askedScene }, axes, level0, settings }) => {
    const axis = layout.letters.indexOf("c");
    const channels = referenceChannels(scene, axis < 0 ? null : layout.shape[axis]!, settings.channels, askedScene);
    if (channels.length > 0 || settings.zarrFormat === 3) return channels;
    const named = axes.axes.findIndex(({ name }) => name.toLowerCase() === "c");
    return referenceFallbackChannels(named < 0 ? 1 : level0.shape[named]!);
  },
  metadata: ({ axes, level0, channels, settings }) => {
    const z = axes.axes.findIndex(({ name }) => name.toLowerCase() === "z");
    const fixed = { defaultT: 0, defaultZ: z < 0 ? 0 : Math.floor(level0.shape[z]! / 2), model: "color" };
    return {
      creator: settings.creatorInfo,
      rootTransform: settings.rootTransform,
      style: "bioio",
      omero: settings.zarrFormat === 2 || channels.length > 0,
      rdefs: settings.zarrFormat === 2 ? fixed : settings.rdefs,
      omeXml: null,
    };
  },
  losses: (scene, output, settings) => [
    ...(settings.axesUnits === null && scene.units.some((unit, axis) => unit !== null && scene.scale[axis] !== null)
      ? ["Units are not written: bioio-conversion leaves them out."]
      : []),
    ...(settings.channels === null && scene.channels.some(({ color }) => color !== null)
      ? ["The file's channel colours are not used: bioio-conversion writes white."]
      : []),
    ...(settings.channels !== null && !scene.reference.axes.includes("c")
      ? ["The given channels are not written: the image has no channel axis."]
      : []),
    ...(output.zarrFormat === 2 && (settings.rdefs !== null || settings.creatorInfo !== null)
      ? ["rdefs and creator_info are not written: bioio-conversion leaves them out of Zarr v2."]
      : []),
  ],
};

/** For images that the reference fails on for no good reason: laid out our way, the rest as it does. */
const IN_OUR_AXES: PlanningRules = {
  ...REFERENCE_RULES,
  settingsFor: fromReaderOrder,
  axes: OWN_RULES.axes,
  channels: OWN_RULES.channels,
};

/** The reference's names. */
function referenceDrafts({ description, selected, settings, numbers }: DraftRequest): OutputDraft[] {
  const stem = settings.name === null || settings.name === "" ? referenceBase(description.name) : settings.name;
  return selected.flatMap((scene, position) => {
    const described = description.scenes[scene]!;
    const base = selected.length === 1 ? stem : `${stem}_${described.reference.sceneId}`;
    const isWritten = referenceWrites(described, settingsOfScene(settings, numbers.get(scene)!));
    const layouts = isWritten ? [referenceLayout(described)] : ngffLayouts(described);
    return layouts.map((layout) => ({
      scene,
      askedScene: settings.scenes?.[position] ?? scene,
      layout,
      rules: isWritten ? REFERENCE_RULES : IN_OUR_AXES,
      storeName: referenceStoreName(layout.part === "" ? base : `${base}_${layout.part}`),
    }));
  });
}
