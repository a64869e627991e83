import type { DataType } from "../model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../model/image.ts";
import type { AxisLayout } from "./layout/axes.ts";
import type { AxesPlan } from "./layout/outputAxes.ts";
import type { LevelGrid } from "./layout/outputLevels.ts";
import type { TimePoints, TimeSettings } from "./layout/timeRange.ts";
import type { ChannelPlan, MetadataPlan, OutputPlan, PlanNote } from "./plan.ts";
import type { Layout, ResamplingMethod, Settings } from "./settings/settings.ts";

/**
 * How a plan is made of what was said, and what holds where nothing was: our rules (`ownRules.ts`), or bioio-conversion's
 * (`reference/referenceRules.ts`, compatibility mode). The planner asks them; nothing else in it knows that there are two.
 */
export type PlanningRules = {
  /** The scenes that have numbers, by number. */
  numberedScenes(description: ImageDescription): number[];
  /**
   * The stores to be, in the order of writing.
   * @throws `limit`
   */
  drafts(request: DraftRequest): OutputDraft[];
  /** Whether stores carry OME-XML: the file's own, or one that is made. */
  carriesOmeXml: boolean;
  /** The settings as they are meant for the axes of a layout. */
  settingsFor(scene: SceneDescription, layout: AxisLayout, settings: Settings): Settings;
  /**
   * Names, types, units and steps of the axes. `notes` receives what is lost.
   * @throws `setting`
   */
  axes(scene: SceneDescription, layout: AxisLayout, settings: Settings, notes: PlanNote[]): AxesPlan;
  /** The axis whose length at level 0 may be chosen freely, or null. `time`: the output's axis of time. */
  freeAxis(layout: AxisLayout, time: number | null): number | null;
  /** The type of pixels where none is said. */
  dtype(description: ImageDescription, scene: SceneDescription): DataType;
  /** The order of bytes in Zarr v2 where no type is said; absent: little. */
  byteOrder(description: ImageDescription): "big" | undefined;
  /** How chunks lie in the files of shards where nothing is said. */
  shardOrder: "c" | "morton";
  /** What becomes of values that a type cannot hold. */
  cast(settings: Settings): "saturate" | "wrap";
  /**
   * Which time points are written where. `source`, `destination`: how many there are.
   * @throws `setting`
   */
  timePoints(settings: TimeSettings, source: number, destination: number): TimePoints;
  /** Whether chunks and shards may be chosen for viewers where no shapes are said. */
  hasViewerChunks: boolean;
  /** The extent that a level's steps are worked out from. `full`: that of level 0. */
  sampledShape(shape: readonly number[], full: readonly number[], freeAxis: number | null): readonly number[];
  /** Whether smaller levels say where their first pixel lies. */
  hasTranslations: boolean;
  /** Whether a shuffle that is left open is left open in the metadata of Zarr v2, too. */
  leavesShuffleOpen: boolean;
  /** How smaller levels are made where nothing is said. */
  resampling(isLabelImage: boolean): ResamplingMethod;
  /** The name of an image where none is said. `base`: its store's name without the ending. */
  imageName(scene: SceneDescription, draft: OutputDraft, base: string): string;
  /** The channels of the metadata. */
  channels(request: MetadataRequest & { scene: SceneDescription; draft: OutputDraft; dtype: DataType }): ChannelPlan[];
  /**
   * What the metadata hold beside axes, levels and channels.
   * @throws `setting`
   */
  metadata(
    request: MetadataRequest & {
      channels: readonly ChannelPlan[];
      layout: AxisLayout;
      omeXml: string | null;
      /** Where the pixels are numbers of objects: the path to the image that they belong to, or null for none. */
      labels: { source: string | null } | null;
    },
  ): MetadataPlan;
  /** What is lost of a scene's description, in sentences. */
  losses(scene: SceneDescription, output: OutputPlan, settings: Settings): string[];
};

/** What drafts are made of. */
export type DraftRequest = {
  description: ImageDescription;
  /** Indices of the scenes that were chosen. */
  selected: readonly number[];
  settings: Settings;
  layout: Layout;
  /** The number of each scene that has one. */
  numbers: ReadonlyMap<number, number>;
};

/** What an output's metadata are made of. */
export type MetadataRequest = { axes: AxesPlan; level0: LevelGrid; settings: Settings };

/** One image to be: which part of which scene, under which name, planned by which rules. */
export type OutputDraft = {
  scene: number;
  /** The scene's number as it was asked for: from the end where it is negative. */
  askedScene: number;
  layout: AxisLayout;
  rules: PlanningRules;
  /** The image's own, or that of the hierarchy. */
  storeName: string;
  /** Where it lies in a hierarchy; left out where it is a store of its own. */
  path?: string;
  /** Of labels: the scene of the image beside which they are written. */
  labelOf?: number;
};

/** A draft before it is known what its store is called. */
export type UnnamedDraft = Omit<OutputDraft, "storeName" | "path" | "labelOf">;
