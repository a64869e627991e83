import type { StoredArray } from "../parseArrayMetadata.ts";

/** What is wrong with the metadata of an image. `error`: a MUST of the specification; `warning`: a SHOULD, or implausible. */
export type NgffProblem = {
  severity: "error" | "warning";
  /** Where in the attributes or files ("multiscales[0].axes[1]", "0/zarr.json"). */
  where: string;
  /** Sentence for people. */
  message: string;
};

/** Takes a problem; `where` is relative to a place that the caller chose. */
export type Report = (severity: NgffProblem["severity"], where: string, message: string) => void;

/** Arrays of a store by path, null where no array is. */
export type StoredArrays = ReadonlyMap<string, StoredArray | null>;

/** The same report for what lies at a place ("axes", "[1]") below the present one. */
export function below(report: Report, place: string): Report {
  return (severity, where, message) => {
    const separator = where === "" || where.startsWith("[") ? "" : ".";
    report(severity, place + separator + where, message);
  };
}
