import { Cursor } from "../../../bytes/cursor.ts";
import { decodeXmlBytes } from "../../shared/xml.ts";
import type { TiffPage } from "../container/page.ts";
import { plainResolution } from "./resolution.ts";
import { plainFacts } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";
import { allPages } from "./slidePages.ts";
import { listedPlanes } from "../pixels/storage.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

const MAGIC = 117_637_889;
/** Longest text of settings. */
const MOST_BYTES = 16 * 2 ** 20;

/** True for files of ScanImage. */
export async function isScanimage(file: TiffFile, first: TiffPage, description: string): Promise<boolean> {
  if ((await file.text(first, TAG.Software)).startsWith("SI.")) return true;
  return description.startsWith("state.") || description.slice(-256).includes("scanimage.SI");
}

/**
 * The one series of a ScanImage file whose settings stand behind its header: channels fastest, then frames, then slices (tifffile's rule).
 * Null when there are no settings, or they do not fit.
 */
export async function scanimageSeries(file: TiffFile, first: TiffPage, notes: string[]): Promise<Series[] | null> {
  const settings = await readSettings(file);
  const saved = settings?.get("SI.hChannels.channelSave");
  const pages = saved === undefined ? null : await allPages(file);
  if (settings === null || saved === undefined || pages === null) return null;
  const channelNumbers = listOf(saved).map(Number);
  const channels = channelNumbers.length;
  const perSlice = Number(settings.get("SI.hStackManager.framesPerSlice") ?? "NaN");
  const isEndless = !Number.isInteger(perSlice);
  if (channels === 0 || (isEndless ? pages.length % channels !== 0 : perSlice < 1)) return null;
  const frames = isEndless ? pages.length / channels : perSlice;
  const slices = isEndless ? 1 : Math.max(1, Math.floor(pages.length / (frames * channels)));
  if (slices * frames * channels > pages.length) return null;
  const planes = listedPlanes(
    file,
    pages.map((page) => page.directory.offset),
  );
  const axes = `ZTC${first.axes}`;
  const shape = [slices, frames, channels, ...first.shape];
  const parts = { kind: "scanimage" as const, name: "", axes, shape, file, page: first, planes, isSubDirectory: false };
  const series = makeSeries(parts, true);
  if (series === null) return null;
  series.facts = plainFacts(await plainResolution(file, first), notes);
  const rate = Number(settings.get("SI.hRoiManager.scanFrameRate") ?? "");
  if (rate > 0 && Number.isFinite(rate)) {
    series.facts.scale["t"] = 1 / rate;
    series.facts.units["t"] = "second";
  }
  const names = listOf(settings.get("SI.hChannels.channelName") ?? "");
  series.facts.channelNames = channelNumbers.map((number) => names[number - 1] ?? null);
  return [series];
}

/** Settings "SI.name = value" behind the header of a BigTIFF file; null for other files. */
async function readSettings(file: TiffFile): Promise<ReadonlyMap<string, string> | null> {
  if (file.header.kind !== "big" || !file.header.littleEndian || file.source.size < 32) return null;
  const cursor = new Cursor(await file.readStructure(16, 16), file.name);
  const [magic, version, length] = [cursor.u32(), cursor.u32(), cursor.u32()];
  if (magic !== MAGIC || (version !== 3 && version !== 4) || length > MOST_BYTES) return null;
  if (32 + length > file.source.size) return null;
  const text = decodeXmlBytes(await file.readStructure(32, length)).replace(/\0+$/, "");
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const equal = line.indexOf("=");
      return equal < 0 ? [] : [[line.slice(0, equal).trim(), line.slice(equal + 1).trim()] as const];
    }),
  );
}

/** Values of MATLAB's lists: "[1;2]", "{'a';'b'}", "3". */
function listOf(text: string): string[] {
  return text
    .replace(/^[[{]|[\]}]$/g, "")
    .split(/[;,]|(?<=[\d\]]) +(?=[\d[])/)
    .map((part) => part.trim().replace(/^'|'$/g, ""))
    .filter((part) => part !== "");
}
