import { Cursor } from "../../../bytes/cursor.ts";
import { numberOf } from "../../shared/numberText.ts";
import { decodeXmlBytes } from "../../shared/xml.ts";
import type { TiffPage } from "../container/page.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** What ScanImage's settings say of the order of a file's pages. Channels are the fastest. */
export type ScanimageSettings = {
  /** Numbers of the channels that were saved, from 1. */
  channels: readonly number[];
  /** Names of all channels, saved or not, in the order of their numbers; empty where none are said. */
  channelNames: readonly string[];
  /** Frames at each slice; null where the scan had no end. */
  framesPerSlice: number | null;
  /** Whole volumes one after the other, where the focus moved with each frame; null where it did not. */
  volumes: { count: number; framesPerVolume: number } | null;
  /** Frames per second; null where it is not said. */
  frameRate: number | null;
  /** Distance of slices in µm; null where it is not said. */
  zStep: number | null;
};

const MAGIC = 117_637_889;
/** Longest text of settings. */
const MOST_BYTES = 16 * 2 ** 20;
/** ScanImage has four channels, and no more than a few in its own forms. */
const MOST_CHANNELS = 64;

/** True for files of ScanImage. */
export async function isScanimage(file: TiffFile, first: TiffPage, description: string): Promise<boolean> {
  if ((await file.text(first, TAG.Software)).startsWith("SI.")) return true;
  return description.startsWith("state.") || description.includes("scanimage.SI");
}

/**
 * The settings of the version that wrote the file: behind the header (2016 and later, BigTIFF), in `Software` (2016 and later), or in the
 * description of the first page (3: `state.acq.`; 4: `scanimage.SI4.`; 5: `scanimage.SI.`). Null where they name no channels.
 */
export async function readScanimageSettings(
  file: TiffFile,
  first: TiffPage,
  description: string,
): Promise<ScanimageSettings | null> {
  const values = new Map([
    ...valuesOf(description),
    ...valuesOf(await file.text(first, TAG.Software)),
    ...valuesOf(await textBehindHeader(file)),
  ]);
  const settings = modern(values) ?? fourth(values) ?? third(values);
  return settings === null || settings.channels.length === 0 || settings.channels.length > MOST_CHANNELS
    ? null
    : settings;
}

/** Versions 5 and later. */
function modern(values: ReadonlyMap<string, string>): ScanimageSettings | null {
  const saved = values.get("SI.hChannels.channelSave");
  if (saved === undefined) return null;
  const volumes = numberOf(values.get("SI.hStackManager.actualNumVolumes") ?? values.get("SI.hFastZ.numVolumes"));
  const framesPerVolume = numberOf(values.get("SI.hFastZ.numFramesPerVolume"));
  return {
    channels: listOf(saved).map(Number),
    channelNames: listOf(values.get("SI.hChannels.channelName") ?? ""),
    framesPerSlice: numberOf(values.get("SI.hStackManager.framesPerSlice")),
    volumes: volumesOf(values.get("SI.hFastZ.enable"), volumes, framesPerVolume),
    frameRate: numberOf(values.get("SI.hRoiManager.scanFrameRate")),
    zStep: numberOf(values.get("SI.hStackManager.stackZStepSize")),
  };
}

/** Version 4. */
function fourth(values: ReadonlyMap<string, string>): ScanimageSettings | null {
  const saved = values.get("SI4.channelsSave");
  if (saved === undefined) return null;
  const slices = numberOf(values.get("SI4.stackNumSlices"));
  const discarded = numberOf(values.get("SI4.fastZNumDiscardFrames")) ?? 0;
  const frames = numberOf(values.get("SI4.acqNumFrames"));
  const averaged = numberOf(values.get("SI4.acqNumAveragedFrames")) ?? 1;
  return {
    channels: listOf(saved).map(Number),
    channelNames: listOf(values.get("SI4.channelsName") ?? ""),
    framesPerSlice: frames === null ? null : frames / averaged,
    volumes: volumesOf(
      values.get("SI4.fastZEnable"),
      numberOf(values.get("SI4.fastZNumVolumes")),
      slices === null ? null : slices + discarded,
    ),
    frameRate: numberOf(values.get("SI4.scanFrameRate")),
    zStep: numberOf(values.get("SI4.stackZStepSize")),
  };
}

/** Version 3, which can save the mean of a slice's frames in their place. */
function third(values: ReadonlyMap<string, string>): ScanimageSettings | null {
  const count = numberOf(values.get("state.acq.numberOfChannelsSave"));
  if (count === null || count < 1 || count > MOST_CHANNELS || !Number.isInteger(count)) return null;
  const isSaved = (channel: number): boolean => numberOf(values.get(`state.acq.savingChannel${channel}`)) === 1;
  const saved = Array.from({ length: MOST_CHANNELS }, (_, index) => index + 1).filter(isSaved);
  const isAveraged = numberOf(values.get("state.acq.averaging")) === 1;
  return {
    channels: saved.length === count ? saved : Array.from({ length: count }, (_, index) => index + 1),
    channelNames: [],
    framesPerSlice: isAveraged ? 1 : numberOf(values.get("state.acq.numberOfFrames")),
    volumes: null,
    frameRate: isAveraged ? null : numberOf(values.get("state.acq.frameRate")),
    zStep: numberOf(values.get("state.acq.zStepSize")),
  };
}

function volumesOf(
  enabled: string | undefined,
  count: number | null,
  framesPerVolume: number | null,
): ScanimageSettings["volumes"] {
  if (enabled === undefined || !/^(true|1)$/i.test(enabled)) return null;
  return count === null || framesPerVolume === null ? null : { count, framesPerVolume };
}

/** Text behind the header of a BigTIFF file; empty for other files. */
async function textBehindHeader(file: TiffFile): Promise<string> {
  if (file.header.kind !== "big" || !file.header.littleEndian || file.source.size < 32) return "";
  const cursor = new Cursor(await file.readStructure(16, 16), file.name);
  const [magic, version, length] = [cursor.u32(), cursor.u32(), cursor.u32()];
  if (magic !== MAGIC || (version !== 3 && version !== 4) || length > MOST_BYTES) return "";
  if (32 + length > file.source.size) return "";
  return decodeXmlBytes(await file.readStructure(32, length)).replace(/\0+$/, "");
}

/** Lines "SI.name = value", "scanimage.SI4.name = value", "state.name=value". */
function valuesOf(text: string): (readonly [string, string])[] {
  return text.split(/\r\n?|\n/).flatMap((line) => {
    const equal = line.indexOf("=");
    const name = line.slice(0, Math.max(0, equal)).trim();
    return name === "" ? [] : [[name.replace(/^scanimage\./, ""), line.slice(equal + 1).trim()] as const];
  });
}

/** Values of MATLAB's lists: "[1;2]", "{'a';'b'}", "3". */
function listOf(text: string): string[] {
  return text
    .replace(/^[[{]|[\]}]$/g, "")
    .split(/[;,]|(?<=[\d\]]) +(?=[\d[])/)
    .map((part) => part.trim().replace(/^'|'$/g, ""))
    .filter((part) => part !== "");
}
