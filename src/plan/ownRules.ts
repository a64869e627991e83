import { channelAxis } from "./layout/channelAxis.ts";
import { ngffLayouts } from "./layout/axes.ts";
import { planAxes } from "./layout/outputAxes.ts";
import { baseOfChosenName, baseOfFileName, distinctStoreNames, legalBaseName } from "./layout/storeNames.ts";
import { documentedTimePoints } from "./layout/timeRange.ts";
import { planChannels } from "./metadata/channels.ts";
import { checkRenderingDefaults } from "./metadata/renderingDefaults.ts";
import { checkRootTransform } from "./metadata/rootTransform.ts";
import { onPlate } from "./layout/onPlate.ts";
import type { DraftRequest, OutputDraft, PlanningRules, UnnamedDraft } from "./planningRules.ts";

/** Our own rules: NGFF's axes, everything that the file says, sizes that suit viewers. */
export const OWN_RULES: PlanningRules = {
  numberedScenes: ({ scenes }) => scenes.map((_, index) => index),
  drafts: ownDrafts,
  carriesOmeXml: true,
  settingsFor: (_scene, _layout, settings) => settings,
  axes: planAxes,
  freeAxis: (_layout, time) => time,
  dtype: (_description, scene) => scene.dtype,
  byteOrder: () => undefined,
  cast: ({ dtypeCast }) => dtypeCast,
  timePoints: documentedTimePoints,
  hasViewerChunks: true,
  // Time points are never resampled: a level with fewer of them has the first ones, at the same interval.
  sampledShape: (shape, full, freeAxis) => shape.map((size, axis) => (axis === freeAxis ? full[axis]! : size)),
  hasTranslations: true,
  shardOrder: "c",
  leavesShuffleOpen: false,
  resampling: (isLabelImage) => (isLabelImage ? "mode" : "mean"),
  imageName: (scene, { layout, path }, base) => {
    // The name of a store of its own has the scene's in it, that of a hierarchy has not.
    const isTold = path !== undefined || scene.name !== scene.id;
    return scene.name !== "" && isTold && layout.part === "" ? scene.name : base;
  },
  channels: ({ scene, draft, dtype, settings }) => planChannels(scene, draft.layout, dtype, settings.channels),
  metadata: ({ axes, level0, channels, settings, layout, omeXml }) => {
    if (settings.rootTransform !== null) checkRootTransform(settings.rootTransform, axes.axes.length);
    const sizeOf = (letter: string): number => level0.shape[layout.letters.indexOf(letter)] ?? 1;
    if (settings.rdefs !== null) checkRenderingDefaults(settings.rdefs, { t: sizeOf("t"), z: sizeOf("z") });
    const grey = channels.length === 1 && channels[0]!.color === "FFFFFF";
    return {
      creator: settings.creatorInfo,
      rootTransform: settings.rootTransform,
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
  },
  losses: (_scene, output, { channels }) => {
    const axis = channelAxis(output);
    const count = axis < 0 ? 1 : output.levels[0]!.shape[axis]!;
    if (channels === null || channels.length <= count) return [];
    return [`${channels.length} channels were described, the image has ${count}: the rest is not used.`];
  },
};

function ownDrafts({ description, selected, settings }: DraftRequest): OutputDraft[] {
  const stem =
    settings.name === null || settings.name === "" ? baseOfFileName(description.name) : baseOfChosenName(settings.name);
  const all = description.scenes.flatMap((scene, index) => {
    return ngffLayouts(scene).map((layout) => ({ scene: index, askedScene: index, layout, rules: OWN_RULES }));
  });
  if (settings.layout === "single") return inOrderOf(selected, withNames(description, all, stem));
  const storeName = distinctStoreNames([legalBaseName(stem)])[0]!;
  if (settings.layout === "series") {
    return inOrderOf(selected, all).map((draft, number) => ({ ...draft, storeName, path: String(number) }));
  }
  const chosen = new Set(selected);
  const placed = onPlate(description, all).filter(({ scene }) => chosen.has(scene));
  return placed.map((draft) => ({ ...draft, storeName }));
}

/** A scene of a file with several keeps its name whichever scenes are selected. */
function withNames(
  { scenes }: DraftRequest["description"],
  all: readonly UnnamedDraft[],
  stem: string,
): (UnnamedDraft & { storeName: string })[] {
  const bases = all.map(({ scene, layout }) => {
    const named = scenes[scene]!;
    const suffix = scenes.length > 1 ? `_${named.name === "" ? named.id : named.name}` : "";
    return legalBaseName(stem + suffix + (layout.part === "" ? "" : `_${layout.part}`));
  });
  const names = distinctStoreNames(bases);
  return all.map((draft, index) => ({ ...draft, storeName: names[index]! }));
}

function inOrderOf<Draft extends UnnamedDraft>(selected: readonly number[], all: readonly Draft[]): Draft[] {
  const byScene = new Map<number, Draft[]>(selected.map((scene) => [scene, []]));
  for (const draft of all) byScene.get(draft.scene)?.push(draft);
  return [...byScene.values()].flat();
}
