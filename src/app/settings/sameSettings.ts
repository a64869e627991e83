import type { Settings } from "../../plan/settings/settings.ts";

/** True when two settings mean the same: neither order nor absence of members counts. */
export function isSame(a: Settings, b: Settings): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Settings>;
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}
