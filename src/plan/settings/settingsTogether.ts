import { settingError } from "./settingError.ts";
import type { Settings } from "./settings.ts";

/** Compressors that Zarr v3 has no codec for. */
const V2_ONLY = ["zlib", "lz4", "bz2", "lzma"];

/**
 * What contradicts itself whatever the image.
 * @throws `setting`
 */
export function checkSettingsTogether(settings: Settings): void {
  const sharded = settings.shardShape !== null ? "shard_shape" : settings.shardFactor !== null ? "shard_factor" : null;
  if (sharded !== null && settings.zarrFormat === 2) {
    throw settingError(sharded, `${sharded} is not supported for Zarr v2.`, "Leave it out, or set zarr_format to 3.");
  }
  if (settings.shardShape !== null && settings.shardFactor !== null) {
    throw settingError("shard_factor", "shard_factor and shard_shape exclude each other", "Give one of them.");
  }
  if (settings.layout === "series" || settings.layout === "plate") checkLayout(settings);
  const { compressor } = settings;
  const codec = compressor === null || compressor === "none" ? null : compressor.id;
  if (settings.zarrFormat === 3 && codec !== null && V2_ONLY.includes(codec)) {
    throw settingError(
      "compressor",
      `compressor: ${codec} is a codec of Zarr v2 only`,
      "With zarr_format 3 use blosc, zstd or gzip.",
    );
  }
}

/** What cannot be asked of several images that are one store. */
function checkLayout({ layout, compatibility, existing }: Settings): void {
  if (compatibility !== "none") {
    throw settingError(
      "layout",
      `layout cannot be ${layout} in compatibility mode`,
      "bioio-conversion writes one store per scene: leave layout or compatibility out.",
    );
  }
  if (existing === "append") {
    throw settingError(
      "existing",
      `existing cannot be append with layout ${layout}`,
      "Time points are added to stores of one image.",
    );
  }
}
