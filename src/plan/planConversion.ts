import { ZarrdropError } from "../model/errors.ts";
import type { ImageDescription } from "../model/image.ts";
import { imagesOf } from "../model/imagesOf.ts";
import type { ExistingStore } from "./layout/appendTo.ts";
import { planHierarchy } from "./hierarchyPlan.ts";
import { builtOmeXml } from "./metadata/builtOmeXml.ts";
import { planCost } from "./layout/cost.ts";
import { checkMemory } from "./layout/memoryCheck.ts";
import { jobNotes } from "./notes.ts";
import { omeXmlOfScene, scenesInOmeXml, splitOmeXml } from "./metadata/omeXml.ts";
import type { OutputPlan, Plan, PlanNote } from "./plan.ts";
import { planOutput } from "./planOutput.ts";
import { rulesFor } from "./rulesFor.ts";
import { checkMissingPlanes } from "./absentPlanes.ts";
import { planScene } from "./layout/sceneCorrections.ts";
import { settingError } from "./settings/settingError.ts";
import { selectScenes } from "./settings/sceneSelection.ts";
import type { Layout, Settings } from "./settings/settings.ts";
import { checkSettingsTogether } from "./settings/settingsTogether.ts";
import { selectFields } from "./layout/wellSelection.ts";
import { labelSettings } from "./layout/labelLayout.ts";
import { distinctStoreNames, nameKey } from "./layout/storeNames.ts";
import type { OutputDraft } from "./planningRules.ts";

/** What the planner may be told about the destination and the machine. */
export type PlanContext = {
  /** Names of files and folders that are in the destination already. */
  takenNames?: readonly string[];
  /** What the stores among them are, by name: needed to add time points to them (`existing: "append"`). */
  existingStores?: Readonly<Record<string, ExistingStore>>;
  /** Logical processors of the machine that converts; where nothing is said, as many as can be used. */
  cores?: number;
};

/** Characters of OME-XML that all stores of a job may carry together: the plan crosses threads. */
const MOST_OME_XML = 64 * 2 ** 20;

/**
 * Decides everything about a conversion before it starts. Pure: the same description, settings and context give the same plan.
 * @throws `setting` for what cannot work with this image, and for planes whose files are gone, `exists` where a store is in the way and `existing` is "refuse",
 * `memory` where explicit chunks or shards exceed the memory budget
 */
export function planConversion(description: ImageDescription, settings: Settings, context: PlanContext = {}): Plan {
  checkSettingsTogether(settings);
  const rules = rulesFor(settings);
  const numbered = rules.numberedScenes(description);
  const numbers = new Map(numbered.map((scene, number) => [scene, number]));
  const wanted = selectScenes(settings.scenes, numbered.length).map((number) => numbered[number]!);
  const selected = selectFields(description, wanted, settings);
  checkMissingPlanes(description, selected, settings);
  const layout = layoutOf(description, settings);
  const drafts = rules.drafts({ description, selected, settings, layout, numbers });
  const isHierarchy = drafts.some(({ path }) => path !== undefined);
  // One name for all images of a hierarchy.
  const named = settleNames(isHierarchy ? drafts.slice(0, 1) : drafts, settings, context);
  const settled = isHierarchy ? drafts.map((draft) => ({ ...draft, storeName: named[0]!.storeName })) : named;
  const notes = jobNotes(description, rules, settings, layout);
  if (isHierarchy && settings.existing === "append") throw noAppend();
  // A store of several images has one for all of them.
  const carriesOmeXml = rules.carriesOmeXml && layout === "single";
  const described = imagesOf(settled);
  const omeXml = carriesOmeXml ? omeXmlByScene(description, described, notes) : new Map<number, string>();
  const planned = planImages(settled, (draft, image) =>
    planScene(settings, numbers.get(draft.scene)!, (own) =>
      image === null
        ? planOutput(description, draft, own, {
            omeXml: omeXml.get(draft.scene) ?? null,
            existing: storeToContinue(draft.storeName, settings, context),
          })
        : planLabels(description, draft, own, image),
    ),
  );
  const needsOmeXml = carriesOmeXml && description.omeXml === null;
  const outputs = needsOmeXml ? withBuiltOmeXml(description, settled, planned, notes) : planned;
  const hierarchy = isHierarchy
    ? planHierarchy({ description, layout, drafts: settled, outputs, mostOmeXml: MOST_OME_XML }, notes)
    : null;
  checkMemory(description, outputs, settings);
  return {
    planVersion: 1,
    source: { name: description.name, format: description.formatName },
    settings,
    outputs,
    ...(hierarchy === null ? {} : { hierarchy }),
    notes,
    cost: planCost(description, outputs, hierarchy, { settings, cores: context.cores }),
  };
}

/**
 * What an automatic layout comes to: what is one store already stays one, and several wells or fields become one, unless time points are
 * added to stores of one image.
 */
function layoutOf(description: ImageDescription, { layout, compatibility, existing }: Settings): Layout {
  if (layout !== "auto") return layout;
  if (compatibility !== "none" || existing === "append") return "single";
  const { plate, scenes, storeLayout } = description;
  const images = imagesOf(scenes).length;
  if (plate !== undefined && (images > 1 || storeLayout === "plate")) return "plate";
  return storeLayout === "series" ? "series" : "single";
}

/** Plans each draft; `image`: what labels are planned for, null for an image. Labels go by their image. */
function planImages(
  drafts: readonly OutputDraft[],
  planDraft: (draft: OutputDraft, image: OutputPlan | null) => OutputPlan,
): OutputPlan[] {
  const images = new Map<OutputDraft, OutputPlan>();
  for (const draft of drafts) if (draft.labelOf === undefined) images.set(draft, planDraft(draft, null));
  const byScene = new Map([...images].map(([{ scene }, image]) => [scene, image]));
  return drafts.map((draft) => images.get(draft) ?? planDraft(draft, byScene.get(draft.labelOf!)!));
}

function planLabels(
  description: ImageDescription,
  draft: OutputDraft,
  settings: Settings,
  image: OutputPlan,
): OutputPlan {
  const { name } = description.scenes[draft.scene]!.labelOf!;
  const own = labelSettings(settings, image, draft.layout, name);
  return planOutput(description, draft, own, { omeXml: null, existing: null });
}

function noAppend(): ZarrdropError {
  return settingError(
    "existing",
    "existing cannot be append for an image with labels",
    "Time points are added to stores of one image: leave the labels out.",
  );
}

/** Settles what happens with names that are taken, by the destination or by an earlier store of this job. */
function settleNames(drafts: readonly OutputDraft[], settings: Settings, context: PlanContext): OutputDraft[] {
  const taken = context.takenNames ?? [];
  const takenKeys = new Set(taken.map(nameKey));
  if (settings.existing === "rename") {
    const bases = drafts.map(({ storeName }) => storeName.slice(0, -".ome.zarr".length));
    const names = distinctStoreNames(bases, taken);
    return drafts.map((draft, index) => ({ ...draft, storeName: names[index]! }));
  }
  const own = new Set<string>();
  for (const { storeName } of drafts) {
    const key = nameKey(storeName);
    if (own.has(key) || (settings.existing === "refuse" && takenKeys.has(key))) {
      throw new ZarrdropError("exists", `${storeName} already exists.`, {
        setting: "existing",
        file: storeName,
        safe: "Nothing was written, and what is there was not touched.",
        advice: own.has(key)
          ? "Two scenes would get this name: give them other names, or convert them one by one."
          : "Choose another name or folder, or say that the store is to be renamed, replaced or skipped.",
      });
    }
    own.add(key);
  }
  return [...drafts];
}

/** The store that time points are added to, or null for a new one. */
function storeToContinue(storeName: string, settings: Settings, context: PlanContext): ExistingStore | null {
  const stores = context.existingStores ?? {};
  if (settings.existing !== "append") return null;
  if (Object.hasOwn(stores, storeName)) return stores[storeName]!;
  if (context.takenNames?.some((name) => nameKey(name) === nameKey(storeName)) !== true) return null;
  throw new ZarrdropError("exists", `${storeName} is there, but is no store that time points can be added to.`, {
    setting: "existing",
    file: storeName,
    safe: "Nothing was written, and what is there was not touched.",
    advice: "Choose another name or folder, or say that it is to be renamed, replaced or skipped.",
  });
}

/** Each scene's share of the file's OME-XML; what cannot be shared out is said in `notes`. */
function omeXmlByScene(
  description: ImageDescription,
  drafts: readonly OutputDraft[],
  notes: PlanNote[],
): Map<number, string> {
  const byScene = new Map<number, string>();
  if (description.omeXml === null) return byScene;
  const parts = splitOmeXml(description.omeXml);
  const sought = scenesInOmeXml(description.scenes);
  let length = 0;
  let missing = 0;
  for (const { scene } of drafts) {
    if (description.scenes[scene]!.labelOf !== undefined) continue;
    const known = byScene.get(scene);
    const xml = known ?? (parts === null ? null : omeXmlOfScene(parts, sought[scene]!));
    length += xml?.length ?? 0;
    if (xml === null || length > MOST_OME_XML) missing++;
    else byScene.set(scene, xml);
    if (length > MOST_OME_XML) break;
  }
  if (missing > 0) {
    byScene.clear();
    notes.push({
      severity: "loss",
      text: "The OME-XML of the file is not kept: it cannot be shared out among the stores.",
    });
  }
  return byScene;
}

/** OME-XML is made for files that have none, for as many stores as may carry it. */
function withBuiltOmeXml(
  description: ImageDescription,
  drafts: readonly OutputDraft[],
  outputs: readonly OutputPlan[],
  notes: PlanNote[],
): OutputPlan[] {
  let length = 0;
  let missing = 0;
  const carrying = outputs.map((output, index) => {
    if (drafts[index]!.labelOf !== undefined) return output;
    const omeXml = missing > 0 ? null : builtOmeXml(description, { output, letters: drafts[index]!.layout.letters });
    length += omeXml?.length ?? 0;
    if (length > MOST_OME_XML) missing++;
    return missing > 0 || omeXml === null ? output : { ...output, metadata: { ...output.metadata, omeXml } };
  });
  if (missing > 0) {
    notes.push({
      severity: "loss",
      text: `Dates, objectives and the like are kept with the first ${outputs.length - missing} stores only: there are too many.`,
    });
  }
  return carrying;
}
