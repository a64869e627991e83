import type { ByteSource } from "../../bytes/source.ts";
import { itemSize } from "../../model/dtype.ts";
import type { Region } from "../../model/region.ts";
import type { FoundPages, PagesRequest } from "../shared/storedPages.ts";
import { pageBytes } from "./container/page.ts";
import { TiffFile } from "./container/tiffFile.ts";
import { readLevelRegion } from "./pixels/regionReader.ts";
import { chainPlanes, contiguousPlanes, type LevelStorage } from "./pixels/storage.ts";
import { firstPage } from "./series/firstPage.ts";
import { isStk } from "./series/seriesStk.ts";

/**
 * The pages of a TIFF file, or the planes of a MetaMorph stack, all like its first; what else it says of itself (OME-XML) does not matter.
 * @throws those of the container
 */
export async function openTiffPages(source: ByteSource, { bytes, cache, signal }: PagesRequest): Promise<FoundPages> {
  const file = await TiffFile.open(source, signal);
  const page = await firstPage(file);
  const dtype = page.pixel?.dtype;
  if (dtype === undefined || page.depth > 1 || page.planar) return { kind: "unusual", technical: page.pixelText };
  const { width: columns, height: rows, samples } = page;
  const pages = Math.max(1, Math.floor(bytes / (rows * columns * samples * itemSize(dtype))));
  const level: LevelStorage = {
    shape: [pages, rows, columns, samples],
    keyPage: page,
    keyFile: file,
    pageAxes: { sample: 3, z: -1, y: 1, x: 2 },
    planeStrides: [1, 0, 0, 0],
    planes: isStk(page) ? contiguousPlanes(file, page, pageBytes(page)) : chainPlanes(file, 0),
  };
  return {
    kind: "pages",
    pages,
    rows,
    columns,
    samples,
    dtype,
    descriptions: () => file.descriptions(page),
    readRows: (index, { start, count }, target, reading) => {
      const region: Region = { start: [index, start, 0, 0], shape: [1, count, columns, samples] };
      return readLevelRegion(level, region, target, cache, reading);
    },
  };
}
