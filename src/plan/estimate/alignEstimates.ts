import type { StorageEstimate } from "./estimateStorage.ts";

/**
 * Compressors are compared on fewer chunks than a plan is measured on, so that each may come out too large or too small. They do so together: what the comparison
 * says of the plan's own compressor, beside what is known of it better, says by how much the others have to be brought to the same image (a ratio estimate).
 * @param planned what was measured of the plan; null: not yet
 * @param own which of the compared is the plan's compressor; −1: none
 * @param isExact whether that of a compressor is known without measuring, for it leaves pixels as they are
 */
export function alignEstimates(
  compared: readonly (StorageEstimate | null)[],
  planned: StorageEstimate | null,
  own: number,
  isExact: (index: number) => boolean,
): (StorageEstimate | null)[] {
  const same = compared[own] ?? null;
  if (planned === null || same === null || same.bytes === 0 || same.seconds === 0) return [...compared];
  const [bytes, seconds] = [planned.bytes / same.bytes, planned.seconds / same.seconds];
  return compared.map((estimate, index) => {
    if (index === own) return planned;
    if (estimate === null) return null;
    return {
      ...estimate,
      bytes: isExact(index) ? estimate.bytes : estimate.bytes * bytes,
      seconds: estimate.seconds * seconds,
    };
  });
}
