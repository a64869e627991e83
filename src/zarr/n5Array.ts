import { type ArrayMetadata, checkedArray } from "./arrayMetadata.ts";
import { type N5Compression, parseLengths } from "./codecSteps.ts";
import { isDataType } from "../model/dtype.ts";
import { ZarrdropError } from "../model/errors.ts";
import { type JsonObject, nameInJson } from "../model/untrustedJson.ts";
import { damagedMetadata, objectIn } from "./json.ts";
import { parseFillValue } from "./dataTypes.ts";

const COMPRESSIONS: Readonly<Record<string, N5Compression>> = {
  raw: null,
  gzip: { id: "gzip" },
  bzip2: { id: "bz2" },
  blosc: { id: "blosc" },
  zstd: { id: "zstd" },
  xz: { id: "lzma" },
  lz4: { id: "lz4-java" },
};

/**
 * The attributes of an N5 dataset (N5 specification 4.0.0) as an array whose axes are turned round: N5 counts the fastest first.
 * @throws `corrupt`, `unsupported-feature`, `limit`
 */
export function parseN5Array(attributes: JsonObject, path: string): ArrayMetadata {
  const shape = parseLengths(attributes["dimensions"], 0, path).toReversed();
  const chunkShape = parseLengths(attributes["blockSize"], 1, path).toReversed();
  const dtype = attributes["dataType"];
  if (typeof dtype !== "string" || !isDataType(dtype)) {
    throw new ZarrdropError("unsupported-feature", `The dataset ${path} holds values that are not pixels.`, {
      file: path,
      technical: `data type ${nameInJson(dtype)}`,
    });
  }
  if (shape.length === 0) throw damagedMetadata(path, "dimensions");
  return checkedArray({
    path,
    format: "n5",
    shape,
    dtype,
    chunkShape,
    keys: { prefix: "", separator: "/", isReversed: true },
    fill: parseFillValue(null, dtype, path),
    steps: [{ kind: "n5-block", compression: parseCompression(attributes, path) }],
    bigEndian: false,
    dimensionNames: null,
  });
}

/** Before version 2 the name alone stood there. */
function parseCompression(attributes: JsonObject, path: string): N5Compression {
  const compression = objectIn(attributes, "compression");
  const name = compression["type"] ?? attributes["compressionType"];
  if (name === "gzip" && compression["useZlib"] === true) return { id: "zlib" };
  const known = typeof name === "string" && Object.hasOwn(COMPRESSIONS, name) ? COMPRESSIONS[name] : undefined;
  if (known !== undefined) return known;
  throw new ZarrdropError(
    "unsupported-feature",
    `The dataset ${path} is stored in a way that cannot be read here: ${nameInJson(name)}.`,
    {
      file: path,
      technical: `compression ${nameInJson(name)}`,
    },
  );
}
