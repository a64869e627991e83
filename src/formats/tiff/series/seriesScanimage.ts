import type { TiffPage } from "../container/page.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { listedPlanes } from "../pixels/storage.ts";
import { plainResolution } from "./resolution.ts";
import { readScanimageSettings, type ScanimageSettings } from "./scanimageSettings.ts";
import { plainFacts } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";
import { allPages } from "./slidePages.ts";

/**
 * The one series of a ScanImage file by its settings: channels fastest, then frames, then slices (tifffile's rule, which knows only the
 * settings behind the header); where the focus moved with each frame, slices and then volumes, which are its times. Null when there are
 * no settings, or they do not fit.
 */
export async function scanimageSeries(
  file: TiffFile,
  first: TiffPage,
  description: string,
  notes: string[],
): Promise<Series[] | null> {
  const settings = await readScanimageSettings(file, first, description);
  const pages = settings === null ? null : await allPages(file);
  const order = settings === null || pages === null ? null : orderOf(settings, pages.length);
  if (settings === null || pages === null || order === null) return null;
  const planes = listedPlanes(
    file,
    pages.map((page) => page.directory.offset),
  );
  const axes = `${order.axes}C${first.axes}`;
  const shape = [...order.shape, settings.channels.length, ...first.shape];
  const parts = { kind: "scanimage" as const, name: "", axes, shape, file, page: first, planes, isSubDirectory: false };
  const series = makeSeries(parts, true);
  if (series === null) return null;
  series.facts = plainFacts(await plainResolution(file, first), notes);
  if (settings.frameRate !== null && settings.frameRate > 0) {
    series.facts.scale["t"] = order.framesPerTime / settings.frameRate;
    series.facts.units["t"] = "second";
  }
  if (settings.zStep !== null && settings.zStep !== 0) {
    series.facts.scale["z"] = Math.abs(settings.zStep);
    series.facts.units["z"] = "micrometer";
  }
  series.facts.channelNames = settings.channels.map((number) => settings.channelNames[number - 1] ?? null);
  return [series];
}

/** Axes before that of the channels, slowest first, and how many frames lie between two times. */
function orderOf(
  { channels, framesPerSlice, volumes }: ScanimageSettings,
  pages: number,
): { axes: "ZT" | "TZ"; shape: [number, number]; framesPerTime: number } | null {
  const frames = pages / channels.length;
  if (volumes !== null && volumes.count > 1 && volumes.count * volumes.framesPerVolume === frames) {
    return { axes: "TZ", shape: [volumes.count, volumes.framesPerVolume], framesPerTime: volumes.framesPerVolume };
  }
  if (framesPerSlice === null || !Number.isInteger(framesPerSlice)) {
    return Number.isInteger(frames) ? { axes: "ZT", shape: [1, frames], framesPerTime: 1 } : null;
  }
  const slices = Math.max(1, Math.floor(frames / framesPerSlice));
  return framesPerSlice >= 1 && slices * framesPerSlice <= frames
    ? { axes: "ZT", shape: [slices, framesPerSlice], framesPerTime: 1 }
    : null;
}
