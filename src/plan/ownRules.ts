import { channelAxis } from "./layout/channelAxis.ts";
import { ngffLayouts } from "./layout/axes.ts";
import { planAxes } from "./layout/outputAxes.ts";
import {
  baseOfChosenName,
  baseOfFileName,
  distinctStoreNames,
  labelFolderNames,
  legalBaseName,
} from "./layout/storeNames.ts";
import { documentedTimePoints } from "./layout/timeRange.ts";
import { planChannels } from "./metadata/channels.ts";
import { checkRenderingDefaults } from "./metadata/renderingDefaults.ts";
import { checkRootTransform } from "./metadata/rootTransform.ts";
import { labelLayout } from "./layout/labelLayout.ts";
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
  metadata: ({ axes, level0, channels, settings, layout, omeXml, labels }) => {
    if (settings.rootTransform !== null) checkRootTransform(settings.rootTransform, axes.axes.length);
    const sizeOf = (letter: string): number => level0.shape[layout.letters.indexOf(letter)] ?? 1;
    if (settings.rdefs !== null) checkRenderingDefaults(settings.rdefs, { t: sizeOf("t"), z: sizeOf("z") });
    const grey = channels.length === 1 && channels[0]!.color === "FFFFFF";
    return {
      creator: settings.creatorInfo,
      rootTransform: settings.rootTransform,
      style: "zarrdrop",
      // A viewer shows labels in colours of their own, not as the brightness of a channel.
      omero: labels === null,
      ...(labels === null ? {} : { imageLabel: labels }),
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

function ownDrafts({ description, selected, settings, layout: asked }: DraftRequest): OutputDraft[] {
  const stem =
    settings.name === null || settings.name === "" ? baseOfFileName(description.name) : baseOfChosenName(settings.name);
  const all = description.scenes.flatMap((scene, index) => {
    return ngffLayouts(scene).map((layout) => ({ scene: index, askedScene: index, layout, rules: OWN_RULES }));
  });
  const chosen = inOrderOf(selected, all);
  const beside = labelsByImage(description, chosen);
  const labels = new Set([...beside.values()].flat());
  const images = chosen.filter((draft) => !labels.has(draft));
  const isOne = images.length === 1 && labels.size > 0;
  if (asked === "single" && !isOne) return inOrderOf(selected, withNames(description, all, stem));
  const storeName = distinctStoreNames([legalBaseName(stem)])[0]!;
  const placed = (): (UnnamedDraft & { path: string })[] => {
    switch (asked) {
      case "single":
        return images.map((draft) => ({ ...draft, path: "" }));
      case "series":
        return images.map((draft, number) => ({ ...draft, path: String(number) }));
      case "plate": {
        const wanted = new Set(images.map(({ scene }) => scene));
        const fields = all.filter(({ scene }) => description.scenes[scene]!.labelOf === undefined || wanted.has(scene));
        return onPlate(description, fields).filter(({ scene }) => wanted.has(scene));
      }
    }
  };
  const folders = labelFolders(description);
  return placed().flatMap((image) => [
    { ...image, storeName },
    ...(beside.get(image.scene) ?? []).map((draft) => {
      const path = joinPath(image.path, `labels/${folders.get(draft.scene)!}`);
      const layout = labelLayout(description.scenes[draft.scene]!, image.layout);
      return { ...draft, layout, path, labelOf: image.scene, storeName };
    }),
  ]);
}

/** Names of the folders of all labels, by scene: the same whichever of them are chosen. */
function labelFolders({ scenes }: DraftRequest["description"]): Map<number, string> {
  const byImage = new Map<number, number[]>();
  for (const [index, { labelOf }] of scenes.entries()) {
    if (labelOf === undefined) continue;
    const beside = byImage.get(labelOf.scene) ?? [];
    beside.push(index);
    byImage.set(labelOf.scene, beside);
  }
  return new Map(
    [...byImage.values()].flatMap((labels) => {
      const names = labelFolderNames(labels.map((label) => scenes[label]!.labelOf!.name));
      return labels.map((label, at): [number, string] => [label, names[at]!]);
    }),
  );
}

/** Labels lie beside their image, where that is chosen and is one store: then they are no images of their own. */
function labelsByImage(
  { scenes }: DraftRequest["description"],
  chosen: readonly UnnamedDraft[],
): Map<number, UnnamedDraft[]> {
  const parts = new Map<number, number>();
  for (const { scene } of chosen) parts.set(scene, (parts.get(scene) ?? 0) + 1);
  const beside = new Map<number, UnnamedDraft[]>();
  for (const draft of chosen) {
    const image = scenes[draft.scene]!.labelOf?.scene;
    if (image !== undefined && parts.get(image) === 1) beside.set(image, [...(beside.get(image) ?? []), draft]);
  }
  return beside;
}

function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
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
