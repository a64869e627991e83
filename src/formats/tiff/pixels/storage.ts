import type { TiffPage } from "../container/page.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/**
 * A plane of a scene: the page that holds it. `shift` is for planes that follow one another without a directory each (ImageJ, STK,
 * tifffile): bytes between the page's own pixels and those of the plane.
 */
export type StoredPlane = { file: TiffFile; page: TiffPage; shift: number };

/** Planes by number. */
export interface PlaneTable {
  /** Null: the file does not store this plane. */
  plane(index: number): Promise<StoredPlane | null>;
}

/** How one resolution of a scene is stored: planes that are pages, and which axes a page covers. */
export type LevelStorage = {
  /** Per axis of the scene. */
  shape: number[];
  /** All planes look like this one. */
  keyPage: TiffPage;
  keyFile: TiffFile;
  /** Index in the scene's axes of the axes inside a page; -1 where the page has length 1. */
  pageAxes: { sample: number; z: number; y: number; x: number };
  /** Per axis of the scene: how many planes further the next index is; 0 for the axes inside a page. */
  planeStrides: number[];
  planes: PlaneTable;
};

/** Pages of the chain, one after the other. */
export function chainPlanes(file: TiffFile, first: number): PlaneTable {
  return {
    async plane(index) {
      const page = await file.page(first + index);
      return page === null ? null : { file, page, shift: 0 };
    },
  };
}

/** Pages by the offsets of their directories; 0 for a plane that is not stored. */
export function listedPlanes(file: TiffFile, offsets: ArrayLike<number>): PlaneTable {
  return {
    async plane(index) {
      const offset = offsets[index] ?? 0;
      const page = offset === 0 ? null : await file.pageAt(offset);
      return page === null ? null : { file, page, shift: 0 };
    },
  };
}

/** Planes without directories of their own, `planeBytes` apart, the first being `page`. */
export function contiguousPlanes(file: TiffFile, page: TiffPage, planeBytes: number): PlaneTable {
  return {
    async plane(index) {
      return { file, page, shift: index * planeBytes };
    },
  };
}
