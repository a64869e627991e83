import { BLOSC_SHUFFLES } from "../../model/compressor.ts";
import type { ImageDescription } from "../../model/image.ts";
import { dtypeName } from "../settings/dtypeNames.ts";
import { referenceWrites } from "../reference/readerOrder.ts";
import type { OutputPlan, Plan } from "../plan.ts";
import { settingsOfScene } from "../layout/sceneCorrections.ts";
import { type Expression, pythonLine, pythonText, type PythonValue } from "./pythonText.ts";
import { rulesFor } from "../rulesFor.ts";
import type { ChannelSettings, CompressorSettings, Settings } from "../settings/settings.ts";
import { sceneAxisOf } from "../reference/referenceAxes.ts";

/**
 * A Python script that does the job with bioio-conversion on a Dask cluster: `python script.py SOURCE DESTINATION
 * [--scheduler ADDRESS]`. In compatibility mode the stores are equal; otherwise the script says in its head what differs.
 */
export function pythonScript(description: ImageDescription, settings: Settings, plan: Plan): string {
  const isCompatible = settings.compatibility !== "none";
  const differences =
    plan.hierarchy === undefined
      ? []
      : ["Each image is a store of its own: bioio-conversion writes no plates, series or labels."];
  const numbers = rulesFor(settings).numberedScenes(description);
  const settingsOf = (output: OutputPlan): Settings => settingsOfScene(settings, numbers.indexOf(output.scene));
  const jobs =
    isCompatible &&
    plan.outputs.every((output) => referenceWrites(description.scenes[output.scene]!, settingsOf(output)))
      ? settings.sceneCorrections === null
        ? [referenceOptions(settings, differences)]
        : plan.outputs.map((output) => referenceOptions(alone(output), differences))
      : plan.outputs.flatMap((output) => outputOptions(description, output, differences) ?? []);
  const body = jobs.map((job) => `    ${pythonText(job, "    ")},\n`).join("");
  const uses = (name: string): boolean => body.includes(`${name}(`);
  const codecs = ["BloscCodec", "GzipCodec", "ZstdCodec"].filter(uses);
  const lines = [
    `"""Converts ${pythonLine(description.name)} with bioio-conversion, as planned in Zarrdrop.`,
    "",
    "    python SCRIPT.py SOURCE DESTINATION [--scheduler ADDRESS]",
    "",
    "Needs bioio-conversion 0.1.4 and the bioio plugin of the source's format.",
    ...(differences.length === 0 ? [] : ["What differs from Zarrdrop's stores:"]),
    ...[...new Set(differences)].map((difference) => `- ${pythonLine(difference)}`),
    '"""',
    "",
    "import argparse",
    "",
    ...(uses("numcodecs.Blosc") || body.includes("numcodecs.") ? ["import numcodecs"] : []),
    "from bioio_conversion.converters import OmeZarrConverter",
    ...(uses("Channel") ? ["from bioio_ome_zarr.writers import Channel"] : []),
    "from dask.distributed import Client, LocalCluster",
    ...(codecs.length > 0 ? [`from zarr.codecs import ${codecs.join(", ")}`] : []),
    "",
    "JOBS = [",
    `${body}]`,
    "",
    "",
    "def main():",
    "    parser = argparse.ArgumentParser()",
    '    parser.add_argument("source")',
    '    parser.add_argument("destination")',
    '    parser.add_argument("--scheduler", help="address of a Dask scheduler; by default a cluster of this machine")',
    "    arguments = parser.parse_args()",
    "    with Client(arguments.scheduler or LocalCluster()):",
    "        for options in JOBS:",
    "            OmeZarrConverter(source=arguments.source, destination=arguments.destination, **options).convert()",
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
    "",
  ];
  return lines.join("\n");

  /** The settings for one scene, under the name that it has among the others. */
  function alone(output: OutputPlan): Settings {
    return { ...settingsOf(output), scenes: [numbers.indexOf(output.scene)], name: baseOf(output.storeName) };
  }
}

/** The base of a store's name, or of one for a part of a hierarchy. */
function baseOf(storeName: string): string {
  return storeName.replace(/\.ome\.zarr(?=\/|$)/u, "").replaceAll("/", "_");
}

/** The settings as the reference's own keyword arguments. */
function referenceOptions(settings: Settings, differences: string[]): Record<string, PythonValue> {
  const { numLevels } = settings;
  return withoutNull({
    scenes: settings.scenes,
    name: settings.name,
    level_shapes: settings.levelShapes,
    num_levels: typeof numLevels === "number" ? numLevels : null,
    downsample_z: settings.downsampleZ ? true : null,
    chunk_shape: settings.chunkShape,
    shard_shape: settings.shardShape,
    compressor: compressorExpression(settings.compressor, settings.zarrFormat, differences),
    zarr_format: settings.zarrFormat,
    image_name: settings.imageName,
    channels: settings.channels?.map((channel) => channelExpression(channel)) ?? null,
    rdefs: asPython(settings.rdefs),
    creator_info: asPython(settings.creatorInfo),
    root_transform: asPython(settings.rootTransform),
    axes_names: settings.axesNames,
    axes_types: settings.axesTypes,
    axes_units: settings.axesUnits,
    physical_pixel_size: settings.physicalPixelSize,
    memory_target: settings.memoryTarget,
    start_T_src: settings.startTSrc,
    start_T_dest: settings.startTDest,
    tbatch: settings.tbatch,
    dtype: settings.dtype === null ? null : dtypeName(settings.dtype, settings.dtypeByteOrder ?? "little"),
  });
}

/** One store of a plan of our own, said as explicitly as the reference allows; null where it cannot write it at all. */
function outputOptions(
  description: ImageDescription,
  output: OutputPlan,
  differences: string[],
): Record<string, PythonValue>[] | null {
  const scene = description.scenes[output.scene]!;
  const { axes } = scene.reference;
  const isPlain = output.view.sources.every((source) => source === null || typeof source === "number");
  if (!isPlain || output.view.fixed !== undefined || axes.length > 5) {
    differences.push(`${output.storeName} is left out: bioio-conversion cannot turn samples or tiles into channels.`);
    return null;
  }
  // From the reference's axes to the output's: the reference keeps its reader's order.
  const from = axes.map((letter) => output.view.sources.indexOf(sceneAxisOf(scene, letter)));
  const turn = <T>(values: readonly T[], absent: T): T[] => from.map((at) => (at < 0 ? absent : values[at]!));
  if (from.some((at, position) => position > 0 && at >= 0 && at < from[position - 1]!)) {
    differences.push(`Axes stay in the order of the reader (${axes.join("")}).`);
  }
  if (output.levels.length > 1) {
    differences.push(`Levels are made by bioio-conversion's own resampling instead of ${output.resampling.method}.`);
    differences.push("Levels have a scale and no translation.");
  }
  if (output.channels.some((channel) => channel.window === null)) {
    differences.push("Display windows are 0 to 255 instead of taken from the data.");
  }
  if (output.metadata.omeXml !== null) differences.push("There is no OME-XML beside the store.");
  if (output.cast === "saturate") differences.push("Values that do not fit the data type wrap around.");
  const shards = output.levels.map((level) => level.shardShape);
  return [
    withoutNull({
      scenes: output.scene,
      name: baseOf(output.storeName),
      level_shapes: output.levels.map((level) => turn(level.shape, 1)),
      chunk_shape: output.levels.map((level) => turn(level.chunkShape, 1)),
      shard_shape: shards.every((shard) => shard !== null) ? shards.map((shard) => turn(shard, 1)) : null,
      compressor: compressorExpression(output.compressor ?? "none", output.zarrFormat, differences),
      zarr_format: output.zarrFormat,
      image_name: output.imageName,
      channels: output.channels.map((channel) => channelExpression(channel)),
      axes_names: from.map((at, position) => (at < 0 ? axes[position]! : output.axes[at]!.name)),
      axes_types: from.map((at) => (at < 0 ? "space" : output.axes[at]!.type)),
      axes_units: from.map((at) => (at < 0 ? null : output.axes[at]!.unit)),
      physical_pixel_size: turn(output.levels[0]!.scale, 1),
      dtype: output.dtype === output.sourceDtype ? null : output.dtype,
    }),
  ];
}

function channelExpression({
  label,
  color,
  active,
  coefficient,
  family,
  inverted,
  window,
}: ChannelSettings): Expression {
  const options = withoutNull({ label, color: color ?? "#FFFFFF", active, coefficient, family, inverted, window });
  const words = Object.entries(options).map(([name, value]) => `${name}=${pythonText(value, "")}`);
  return { expression: `Channel(${words.join(", ")})` };
}

function compressorExpression(
  compressor: CompressorSettings | "none" | null,
  zarrFormat: 2 | 3,
  differences: string[],
): Expression | null {
  if (compressor === null) return null;
  if (compressor === "none") {
    if (zarrFormat === 3) return { expression: "[]" };
    differences.push("Chunks are compressed with Blosc: bioio-conversion cannot leave those of Zarr v2 uncompressed.");
    return null;
  }
  return { expression: zarrFormat === 3 ? v3Codec(compressor) : v2Codec(compressor) };
}

function v3Codec(compressor: CompressorSettings): string {
  switch (compressor.id) {
    case "blosc": {
      const { typesize, cname, clevel, shuffle, blocksize } = compressor;
      const words = withoutNull({ typesize, cname, clevel, shuffle, blocksize });
      return `BloscCodec(${callWords(words)})`;
    }
    case "gzip":
      return `GzipCodec(level=${compressor.level})`;
    case "zstd":
      return `ZstdCodec(level=${compressor.level}, checksum=${pythonText(compressor.checksum, "")})`;
    default:
      return "None";
  }
}

function v2Codec(compressor: CompressorSettings): string {
  switch (compressor.id) {
    case "blosc": {
      const { cname, clevel, blocksize } = compressor;
      const shuffle = compressor.shuffle === null ? -1 : BLOSC_SHUFFLES.indexOf(compressor.shuffle);
      return `numcodecs.Blosc(${callWords({ cname, clevel, shuffle, blocksize })})`;
    }
    case "gzip":
      return `numcodecs.GZip(level=${compressor.level})`;
    case "zlib":
      return `numcodecs.Zlib(level=${compressor.level})`;
    case "zstd":
      return `numcodecs.Zstd(level=${compressor.level}, checksum=${pythonText(compressor.checksum, "")})`;
    case "lz4":
      return `numcodecs.LZ4(acceleration=${compressor.acceleration})`;
    case "bz2":
      return `numcodecs.BZ2(level=${compressor.level})`;
    case "lzma": {
      const { format, check, preset } = compressor;
      return `numcodecs.LZMA(${callWords({ format, check, preset })})`;
    }
  }
}

function callWords(words: Record<string, PythonValue>): string {
  return Object.entries(words)
    .map(([name, value]) => `${name}=${pythonText(value, "")}`)
    .join(", ");
}

function withoutNull(options: Record<string, PythonValue>): Record<string, PythonValue> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

/** Settings that are plain JSON already (`plainJson.ts` saw to it). */
function asPython(value: Record<string, unknown> | null): PythonValue {
  return value as PythonValue;
}
