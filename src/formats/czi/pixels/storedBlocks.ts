import { type DataType, itemSize, lanes } from "../../../model/dtype.ts";
import type { Region } from "../../../model/region.ts";
import type { BlockPart, CodedData, StoredBlock } from "../../shared/storedBlock.ts";
import { compressionOf } from "../container/compression.ts";
import { parseSubBlock } from "../container/subBlock.ts";
import { LARGE_PLAIN_TILE_BYTES } from "../scenes/nativeBlock.ts";
import { type Rectangle, visibleParts } from "../scenes/rectangle.ts";
import type { SceneLayout } from "../scenes/sceneLayout.ts";
import type { PlacedTile } from "../scenes/tileIndex.ts";
import { tileCoding } from "./tileCoding.ts";
import type { TileReader } from "./tileReader.ts";

/**
 * The tiles that are seen in a box of one plane: `ImageReader.storedBlocks`. Null where one of them has to be resampled, or where it takes
 * more than the kernel to decode it.
 */
export function storedBlocksOf(
  { outer, keys, dtype, channels, levels }: SceneLayout,
  level: number,
  { start, shape }: Region,
  tiles: TileReader,
): StoredBlock[] | null {
  if (channels.kind !== "plain" || channels.samples > 1 || lanes(dtype) > 1) return null;
  const [top, left] = start.slice(-2) as [number, number];
  const [rows, columns] = shape.slice(-2) as [number, number];
  const area: Rectangle = { left, top, right: left + columns, bottom: top + rows };
  const key = keys.firstInside(0, start.slice(0, outer.length), shape.slice(0, outer.length));
  const seen = visibleParts(key === null ? [] : levels[level]!.tiles.touching(key, area), area);
  const covered = seen.reduce((sum, { part }) => sum + (part.right - part.left) * (part.bottom - part.top), 0);
  const blocks: StoredBlock[] = covered < rows * columns ? [gap({ rows, columns })] : [];
  const partsOf = new Map<PlacedTile, BlockPart[]>();
  for (const { item, part } of seen) {
    const parts = partsOf.get(item) ?? [];
    parts.push(partOf(part, item.area, area));
    partsOf.set(item, parts);
  }
  for (const [tile, parts] of partsOf) {
    const stored = storedTile(tile, tiles, dtype);
    if (stored === null) return null;
    blocks.push({ ...stored, parts });
  }
  return blocks;
}

/** A tile as it is stored; plain ones that are rather read in rows are left to others. */
function storedTile(
  { entry, area }: PlacedTile,
  tiles: TileReader,
  dtype: DataType,
): Omit<StoredBlock, "parts"> | null {
  const format = tiles.listedFormat(entry, dtype);
  if (format === null || tileCoding(format) === null) return null;
  const { width, height, compression } = format;
  if (area.right - area.left !== width || area.bottom - area.top !== height) return null;
  if (compression === "none" && width * height * itemSize(dtype) > LARGE_PLAIN_TILE_BYTES) return null;
  const stored = tiles.segmentOf(entry);
  const { source, offset } = stored;
  const coding = (bytes: Uint8Array): CodedData | null => {
    const block = parseSubBlock(bytes, offset, source);
    const start = block.dataStart - offset;
    const data = bytes.subarray(start, start + block.dataBytes);
    if (data.length === 0 || data.length < block.dataBytes) return null;
    const itself = compressionOf(block.entry.compression) ?? compression;
    return tileCoding({ ...format, compression: itself })?.(data) ?? null;
  };
  return { stored, coding, rowValues: width };
}

/** What no tile covers is 0. */
function gap({ rows, columns }: { rows: number; columns: number }): StoredBlock {
  return {
    stored: null,
    coding: () => null,
    rowValues: columns,
    parts: [{ skipped: 0, y: 0, x: 0, rows, columns }],
  };
}

function partOf(part: Rectangle, tile: Rectangle, box: Rectangle): BlockPart {
  return {
    skipped: (part.top - tile.top) * (tile.right - tile.left) + part.left - tile.left,
    y: part.top - box.top,
    x: part.left - box.left,
    rows: part.bottom - part.top,
    columns: part.right - part.left,
  };
}
