import type { Plan } from "./plan.ts";
import { storesOf } from "./plannedStore.ts";

/** Name of a store as one file: .ozx (RFC-9) for Zarr v3, which alone may have it, else .zip. */
export function archiveName(plan: Plan, storeName: string): string {
  const output = storesOf(plan).find((each) => each.storeName === storeName);
  return output?.zarrFormat === 3 ? storeName.replace(/(?:\.ome)?\.zarr$/, ".ozx") : `${storeName}.zip`;
}
