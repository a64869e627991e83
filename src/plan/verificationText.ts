import type { OutputReport } from "./job.ts";

/** How stores were verified and by whom, as a line for people. */
export function verificationText(outputs: readonly Pick<OutputReport, "verification">[]): string {
  let checked = 0;
  let total = 0;
  const readers = new Set<string>();
  for (const { verification } of outputs) {
    if (verification === null) continue;
    checked += verification.checkedChunks;
    total += verification.totalChunks;
    readers.add(verification.reader);
  }
  if (total === 0) return "not asked for";
  const chunks = `${total.toLocaleString("en")} ${total === 1 ? "chunk" : "chunks"}`;
  const compared = `read back by ${[...readers].join(" and ")} and compared`;
  if (checked === total) return `${total === 1 ? "" : "all "}${chunks} ${compared}`;
  return `${checked.toLocaleString("en")} of ${chunks} ${compared}, the others decoded before they were written`;
}
