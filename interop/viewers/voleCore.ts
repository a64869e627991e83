import { LoadSpec, OMEZarrLoader } from "@aics/vole-core";
import type { Values, ViewedImage, Viewer } from "./viewedImage.ts";

/** vole-core, the Allen Institute's volume viewer: a channel of a time point at a time. To it every image has the axes t, c, z, y, x. */
export const voleCore: Viewer = {
  name: "vole-core",
  silentAbout: () => ["axes", "translations", "windows"],
  open,
};

/** It shows symbols, and one unit for all axes of space. */
const UNITS: Record<string, string> = { μm: "micrometer", nm: "nanometer", s: "second", ms: "millisecond" };

async function open(url: string): Promise<ViewedImage> {
  const loader = await OMEZarrLoader.createLoader(url, 0, undefined, undefined, {
    maxPrefetchDistance: [0, 0, 0, 0],
    maxPrefetchChunks: 0,
  });
  const { imageInfo, loadSpec } = await loader.createImageInfo(new LoadSpec());
  const [full] = imageInfo.multiscaleLevelDims;
  if (full === undefined) throw new Error("no levels");
  const unitOf = (symbol: string) => (symbol === "" ? null : (UNITS[symbol] ?? symbol));
  const space = unitOf(full.spaceUnit);
  return {
    axes: ["t", "c", "z", "y", "x"],
    units: [unitOf(full.timeUnit), null, space, space, space],
    type: full.dataType,
    channels: imageInfo.channelNames.map((label, index) => ({
      label,
      colour: hexadecimal(imageInfo.channelColors[index]),
      window: null,
    })),
    levels: imageInfo.multiscaleLevelDims.map(({ shape, spacing }, level) => ({
      shape,
      scale: spacing,
      translation: null,
      readVolume: async (t, c) => {
        const found: Values[] = [];
        await loader.loadRawChannelData(
          imageInfo,
          { ...loadSpec, time: t, channels: [c], multiscaleLevel: level, useExplicitLevel: true },
          () => undefined,
          (_channels, _types, data) => found.push(...data),
        );
        const [values] = found;
        if (values === undefined) throw new Error("no pixels");
        return values;
      },
    })),
  };
}

function hexadecimal(colour: [number, number, number] | undefined): string | null {
  if (colour === undefined) return null;
  return colour.map((value) => value.toString(16).padStart(2, "0").toUpperCase()).join("");
}
