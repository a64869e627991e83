import type { ErrorKind } from "../../model/errors.ts";
import type { WireError } from "../../protocol/errorTransfer.ts";
import type { QueueItem } from "../state/queue.ts";

/** What a person can do where the error itself has no advice. */
const ADVICE: Record<ErrorKind, string> = {
  "unsupported-format": "Open it in the microscope's software and export it as OME-TIFF.",
  "unsupported-feature": "Export it again without this feature, for example as uncompressed OME-TIFF.",
  corrupt: "Copy the file again from where it was made: it may have been cut off on the way.",
  limit: "Split the file or the folder into smaller parts.",
  "companion-missing": "Drop the whole folder of the acquisition, or all its files together.",
  "source-changed": "Drop the file again, and do not edit or move it while it is read.",
  "source-unreadable": "Check that its disk is still connected, then try again.",
  setting: "Change the setting, or reset it.",
  exists: "Choose another folder or name, or allow the output to be replaced.",
  permission: "Choose the folder again and allow the browser to use it.",
  "storage-full":
    "Make room on the disk or choose another folder, then try again: the conversion goes on where it stopped.",
  storage: "Check that the disk is still connected and writable, then try again.",
  memory: "Choose smaller chunks or shards, or close other programs.",
  cancelled: "Try again when you like.",
  "worker-lost": "Try again. If it happens again, close other tabs to free memory.",
  internal: "This is a defect of Zarrdrop. Copy the details and report them.",
};

/** What to do: what the failure itself advises, or what its kind does. */
export function adviceFor(error: Pick<WireError, "kind" | "details">): string {
  return error.details.advice ?? ADVICE[error.kind];
}

/** What is safe after a failure: what it says itself, or what holds for all. */
export function safetyFor(error: Pick<WireError, "details">, hasConverted: boolean): string {
  if (error.details.safe !== undefined) return error.details.safe;
  return hasConverted
    ? "Your file was not touched. What was written so far is marked as incomplete, so that no program takes it for an image."
    : "Your file was not touched, and nothing was written.";
}

/** Everything that a bug report needs; no pixels, no paths but the file's own name. */
export function detailsText(item: QueueItem, error: WireError): string {
  const lines = [
    `Zarrdrop ${__ZARRDROP_VERSION__}`,
    `File: ${item.path}`,
    ...(item.verdict.kind === "ready" ? [`Format: ${item.verdict.image.description.formatName}`] : []),
    `Kind: ${error.kind}`,
    `Message: ${error.message}`,
    ...Object.entries(error.details).map(
      ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`,
    ),
    `Browser: ${navigator.userAgent}`,
  ];
  for (const { name, message } of error.causes) lines.push(`Caused by ${name}: ${message}`);
  return lines.join("\n");
}
