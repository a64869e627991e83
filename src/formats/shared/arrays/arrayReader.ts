import type { DataType, PixelArray } from "../../../model/dtype.ts";
import type { AbsentPlanes, ChannelDescription, ImageDescription, SceneDescription } from "../../../model/image.ts";
import type { ImageReader, ReadRequest } from "../../reader.ts";
import type { StoredBlock } from "../storedBlock.ts";
import { type ArrayLevel, levelBlocks, readLevel } from "./arrayLevel.ts";

/** What is known of an axis: how large a step is, where the first one is, and in which of NGFF's units. */
export type AxisStep = { size: number | null; origin?: number | null; unit: string | null };

/** A scene made of arrays. */
export type ArrayScene = {
  id: string;
  name: string;
  axes: string[];
  dtype: DataType;
  /** Full size first. */
  levels: readonly [ArrayLevel, ...ArrayLevel[]];
  /** Of level 0. */
  blockShape: readonly number[];
  channels?: ChannelDescription[];
  /** By axis. */
  steps?: Readonly<Record<string, AxisStep>>;
  acquisitionDate?: string | null;
  isLabelImage?: boolean | null;
  absentPlanes?: AbsentPlanes[];
  facts?: Record<string, string>;
};

/** An image of such scenes, but for what the scenes say. */
export type ArrayImage = Omit<ImageDescription, "scenes" | "omeXml">;

const UNKNOWN_CHANNEL: ChannelDescription = {
  name: null,
  color: null,
  window: null,
  emissionWavelengthNanometre: null,
};

/** A reader of scenes that are made of arrays; `onClose` lets go of what was opened for them. */
export function createArrayReader(image: ArrayImage, scenes: readonly ArrayScene[], onClose = () => {}): ImageReader {
  const description: ImageDescription = { ...image, scenes: scenes.map(describeArrayScene), omeXml: null };
  const levelOf = ({ scene, level }: ReadRequest): ArrayLevel => scenes[scene]!.levels[level]!;
  return {
    description,
    readRegion: (request: ReadRequest, target: PixelArray): Promise<void> => {
      const { dtype } = scenes[request.scene]!;
      const { region, signal } = request;
      return readLevel({ level: levelOf(request), dtype, region, signal }, target);
    },
    storedBlocks: (request: ReadRequest): Promise<StoredBlock[] | null> => {
      return levelBlocks(levelOf(request), request.region, request.signal);
    },
    close: onClose,
  };
}

function describeArrayScene(scene: ArrayScene): SceneDescription {
  const { id, name, axes, dtype, levels, steps = {}, facts = {} } = scene;
  const shape = [...levels[0].shape];
  const channelAxis = axes.indexOf("c");
  const channels = Array.from({ length: channelAxis < 0 ? 1 : shape[channelAxis]! }, (_, index) => {
    return scene.channels?.[index] ?? UNKNOWN_CHANNEL;
  });
  const names = channels.map((channel) => channel.name);
  const scale = axes.map((axis) => steps[axis]?.size ?? null);
  const origin = axes.map((axis) => steps[axis]?.origin ?? null);
  const blockShape = shape.map((length, axis) => Math.min(length, scene.blockShape[axis]!));
  return {
    id,
    name,
    axes,
    shape,
    dtype,
    channels,
    scale,
    units: axes.map((axis, at) => (scale[at] === null && origin[at] === null ? null : (steps[axis]?.unit ?? null))),
    origin,
    blockShape,
    levels: levels.map((level) => ({ shape: [...level.shape] })),
    isLabelImage: scene.isLabelImage ?? null,
    significantBits: null,
    acquisitionDate: scene.acquisitionDate ?? null,
    ...(scene.absentPlanes === undefined ? {} : { absentPlanes: scene.absentPlanes }),
    facts,
    reference: {
      sceneId: id,
      axes,
      scale,
      channelNames: channelAxis >= 0 && names.every((each) => each !== null) ? names : null,
      daskChunks: blockShape,
    },
  };
}
