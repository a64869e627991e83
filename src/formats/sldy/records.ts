import { joinPath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { blocksOfClass, numberAt, numbersAt, parseSlideBookYaml, textAt, type YamlBlock } from "./yaml.ts";

/** What the records of an image say; lengths in micrometres, times in seconds, by channel as numbered in the files. */
export type SldyRecords = {
  name: string | null;
  /** As the record counts; the pixel files decide. */
  times: number | null;
  channels: number | null;
  scale: { z: number | null; y: number | null; x: number | null };
  /** Position of the stage. */
  stage: { z: number | null; y: number | null; x: number | null };
  channelNames: (string | null)[];
  /** Nanometres. */
  emissions: (number | null)[];
  colors: (string | null)[];
  windows: ({ start: number; end: number } | null)[];
  bitDepths: number[];
  /** Of each time point. */
  elapsedSeconds: number[];
  date: string | null;
  masks: number;
  facts: Record<string, string>;
};

/**
 * Reads the records of an image folder; those that are missing say nothing.
 * @throws `corrupt`, `limit`
 */
export async function readRecords(directory: ByteDirectory, folder: string, signal: AbortSignal): Promise<SldyRecords> {
  const record = (name: string) => readRecord(directory, joinPath(folder, name), signal);
  const image = await record("ImageRecord.yaml");
  const channel = await record("ChannelRecord.yaml");
  const elapsed = await record("ElapsedTimes.yaml");
  const positions = await record("StagePositionData.yaml");
  const masks = await record("MaskRecord.yaml");
  const [main] = blocksOfClass(image, "CImageRecord70");
  const [view] = blocksOfClass(image, "CMainViewRecord70");
  const exposures = blocksOfClass(channel, "CExposureRecord70");
  const fluors = blocksOfClass(channel, "CFluorDef70");
  return {
    name: textAt(main, "mName"),
    times: numberAt(main, "mNumTimepoints"),
    channels: numberAt(main, "mNumChannels"),
    scale: pixelSize(image, exposures[0]),
    stage: stagePosition(positions, exposures[0]),
    channelNames: blocksOfClass(channel, "CChannelDef70").map((block) => textAt(block, "mName")),
    emissions: fluors.map((block) => nanometres(numberAt(block, "mLambda"))),
    colors: channelColors(view, fluors),
    windows: channelWindows(view),
    bitDepths: numbersAt(view, "mBitDepth", "counted"),
    elapsedSeconds: numbersAt(elapsed, "theElapsedTimes", "counted").map((milliseconds) => milliseconds / 1000),
    date: dateOf(main),
    masks: numberAt(masks, "theNumMasks") ?? 0,
    facts: factsOf(image, main, exposures),
  };
}

async function readRecord(directory: ByteDirectory, path: string, signal: AbortSignal): Promise<YamlBlock> {
  const source = await directory.open(path);
  if (source === null) return { entries: [] };
  if (source.size > LIMITS.metadataBytes) {
    throw new ZarrdropError("limit", `${path} is too large for a metadata file.`, { file: path });
  }
  const bytes = await source.read(0, source.size, signal);
  return parseSlideBookYaml(new TextDecoder().decode(bytes), path);
}

/**
 * Micrometres per pixel: the objective's, made smaller by the optovar and larger by binning (`mXFactor`), as bioio-sldy has it; between
 * planes the exposure's spacing.
 */
function pixelSize(image: YamlBlock, exposure: YamlBlock | undefined): SldyRecords["scale"] {
  const perPixel = numberAt(blocksOfClass(image, "CLensDef70")[0], "mMicronPerPixel");
  const magnification = numberAt(blocksOfClass(image, "COptovarDef70")[0], "mMagnification") ?? 1;
  const size = (factor: number | null): number | null =>
    perPixel === null ? null : positive((perPixel / magnification) * (factor ?? 1));
  return {
    z: positive(numberAt(exposure, "mInterplaneSpacing")),
    y: size(numberAt(exposure, "mYFactor")),
    x: size(numberAt(exposure, "mXFactor")),
  };
}

/** The first stage position: a table of X, Y, Z; else where the exposure began. */
function stagePosition(positions: YamlBlock, exposure: YamlBlock | undefined): SldyRecords["stage"] {
  const names = positions.entries.flatMap(({ key, value }) =>
    key === "StructDefMemberName" && value.kind === "scalar" ? [value.text] : [],
  );
  const values = numbersAt(positions, "StructArrayValues", "plain");
  const at = (member: string, start: string): number | null => {
    const value = values[names.indexOf(member)];
    return value !== undefined && Number.isFinite(value) ? value : numberAt(exposure, start);
  };
  return { z: at("mZ", "mZStartPosition"), y: at("mY", "mYStartPosition"), x: at("mX", "mXStartPosition") };
}

/** Colours of the view (hue, saturation, value of 65535 each), else those of the filter sets. */
function channelColors(view: YamlBlock | undefined, fluors: readonly YamlBlock[]): (string | null)[] {
  const [hues, saturations, values] = ["mHue", "mSaturation", "mValue"].map((key) => numbersAt(view, key, "counted"));
  const ofView = hues!.map((hue, index) => colorOf(hue, saturations![index], values![index]));
  const ofFluors = fluors.map((block) =>
    colorOf(numberAt(block, "mHue"), numberAt(block, "mSaturation"), numberAt(block, "mValue")),
  );
  return Array.from(
    { length: Math.max(ofView.length, ofFluors.length) },
    (_, index) => ofView[index] ?? ofFluors[index] ?? null,
  );
}

function colorOf(
  hue: number | null | undefined,
  saturation: number | null | undefined,
  value: number | null | undefined,
): string | null {
  const parts = [hue, saturation, value].map((part) =>
    part == null || !(part >= 0 && part <= 65535) ? NaN : part / 65535,
  );
  const [h, s, v] = parts;
  if (parts.some(Number.isNaN) || v === 0) return null;
  // HSV to RGB: Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978.
  const channel = (shift: number): string => {
    const k = (shift + h! * 6) % 6;
    const level = v! * (1 - s! * Math.max(0, Math.min(k, 4 - k, 1)));
    return Math.round(255 * level)
      .toString(16)
      .padStart(2, "0")
      .toUpperCase();
  };
  return channel(5) + channel(3) + channel(1);
}

function channelWindows(view: YamlBlock | undefined): SldyRecords["windows"] {
  const low = numbersAt(view, "mLow", "counted");
  return numbersAt(view, "mHigh", "counted").map((end, index) => {
    const start = low[index];
    return start !== undefined && end > start ? { start, end } : null;
  });
}

/** From micrometres, without the rounding of the 32-bit numbers that they were. */
function nanometres(micrometres: number | null): number | null {
  return micrometres === null || !(micrometres > 0) ? null : Number((micrometres * 1000).toPrecision(6));
}

function dateOf(main: YamlBlock | undefined): string | null {
  const parts = ["mYear", "mMonth", "mDay", "mHour", "mMinute", "mSecond"].map((key) => numberAt(main, key));
  const [year, month, day, hour, minute, second] = parts;
  if (parts.some((part) => part === null || !Number.isInteger(part) || part < 0)) return null;
  const two = (part: number): string => String(part).padStart(2, "0");
  const text = `${String(year).padStart(4, "0")}-${two(month!)}-${two(day!)}T${two(hour!)}:${two(minute!)}:${two(second!)}`;
  return Number.isNaN(Date.parse(`${text}Z`)) ? null : text;
}

function factsOf(
  image: YamlBlock,
  main: YamlBlock | undefined,
  exposures: readonly YamlBlock[],
): Record<string, string> {
  const facts: Record<string, string> = {};
  const [lens] = blocksOfClass(image, "CLensDef70");
  const put = (name: string, text: string | null): void => {
    if (text !== null) facts[name] = text.slice(0, 1000);
  };
  put("Objective", textAt(lens, "mName"));
  put("Magnification", positiveText(numberAt(lens, "mActualMagnification")));
  put("Numerical aperture", positiveText(numberAt(lens, "mNA")));
  put("Optovar", textAt(blocksOfClass(image, "COptovarDef70")[0], "mName"));
  put("Information", textAt(main, "mInfo"));
  const times = exposures.map((block) => numberAt(block, "mExposureTime")).filter((time) => time !== null);
  if (times.length > 0) put("Exposure times", `${times.join(", ")} ms`);
  return facts;
}

function positiveText(value: number | null): string | null {
  return value === null || !(value > 0) ? null : String(Number(value.toPrecision(6)));
}

function positive(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value > 0 ? value : null;
}
