import { downloadBlob } from "../../browser/download.ts";
import type { ConversionResult, QueueItem } from "../state/queue.ts";

/** What was done, and the plan of it, as a file. */
export function saveReport(item: QueueItem, { report, plan }: ConversionResult): void {
  const blob = new Blob([JSON.stringify({ report, plan }, null, 2)], { type: "application/json" });
  downloadBlob(blob, `${plan.outputs[0]?.storeName ?? item.name}.report.json`);
}
