import type { SweptFiles } from "./job.ts";

/** One sentence for people about what was removed from an unfinished store before it was finished. */
export function sweptText({ count, names }: SweptFiles): string {
  const files = count === 1 ? "1 file" : `${count} files`;
  const more = count > names.length ? " and others" : "";
  return `${files} in the unfinished image that did not belong to it removed: ${names.join(", ")}${more}`;
}
