import type { ImageDescription, SceneDescription } from "../../src/model/image.ts";

/** A scene for tests: everything that is not said is as in a plain file without metadata. */
export function describeScene(axes: string, shape: number[], more: Partial<SceneDescription> = {}): SceneDescription {
  const letters = axes.split("");
  const c = letters.indexOf("c");
  const channels = c < 0 ? 1 : shape[c]!;
  return {
    id: "Image:0",
    name: "Image:0",
    axes: letters,
    shape,
    dtype: "uint16",
    channels: Array.from({ length: channels }, () => ({
      name: null,
      color: null,
      window: null,
      emissionWavelengthNanometre: null,
    })),
    scale: letters.map(() => null),
    units: letters.map(() => null),
    origin: letters.map(() => null),
    blockShape: letters.map((letter, axis) => (letter === "y" || letter === "x" ? Math.min(512, shape[axis]!) : 1)),
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: null,
    acquisitionDate: null,
    facts: {},
    reference: {
      sceneId: "Image:0",
      axes: letters,
      scale: letters.map(() => null),
      channelNames: null,
      daskChunks: shape,
    },
    ...more,
  };
}

/** A file of these scenes for tests. */
export function describeImage(scenes: SceneDescription[], more: Partial<ImageDescription> = {}): ImageDescription {
  return {
    format: "tiff",
    formatName: "TIFF",
    name: "source.tif",
    files: ["source.tif"],
    scenes,
    attachments: [],
    omeXml: null,
    notes: [],
    ...more,
  };
}
