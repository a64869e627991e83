import type { TiffPage } from "../container/page.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import type { LevelStorage, PlaneTable } from "./storage.ts";

/** Builds the storage of a level whose last axes are those of its pages (singletons may come or go), or null if they do not fit. */
export function makeLevel(
  shape: readonly number[],
  file: TiffFile,
  page: TiffPage,
  planes: PlaneTable,
): LevelStorage | null {
  const pageAxes = { sample: -1, z: -1, y: -1, x: -1 };
  // The page's axes from the fastest to the slowest.
  const inner: ["sample" | "z" | "y" | "x", number][] = [
    ["x", page.width],
    ["y", page.height],
    ["z", page.depth],
  ];
  if (page.planar) inner.push(["sample", page.samples]);
  else inner.unshift(["sample", page.samples]);

  let axis = shape.length - 1;
  const covered = new Set<number>();
  for (const [name, length] of inner) {
    if (length === 1 && shape[axis] !== 1) continue;
    if (length > 1) while (axis >= 0 && shape[axis] === 1) axis--;
    if (axis < 0 || shape[axis] !== length) {
      if (length === 1) continue;
      return null;
    }
    pageAxes[name] = axis;
    covered.add(axis);
    axis--;
  }
  const planeStrides = shape.map(() => 0);
  let stride = 1;
  for (let outer = shape.length - 1; outer >= 0; outer--) {
    if (covered.has(outer)) continue;
    // A long axis inside the page's axes would mean that the page is only a part of them.
    if (outer > axis && shape[outer] !== 1) return null;
    planeStrides[outer] = stride;
    stride *= shape[outer]!;
  }
  return { shape: [...shape], keyPage: page, keyFile: file, pageAxes, planeStrides, planes };
}
