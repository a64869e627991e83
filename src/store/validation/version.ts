import { isObject, shortJson } from "../../model/untrustedJson.ts";
import type { Report } from "./problem.ts";

/** NGFF 0.4 has a version in each kind of metadata: a SHOULD, of one value. `what` owns it. */
export function validateVersion04(what: Record<string, unknown>, report: Report): void {
  const { version } = what;
  if (version === undefined) report("version-unsaid", "version", 'The version "0.4" is not said here.');
  else if (version !== "0.4") {
    report("version-wrong", "version", `The version has to be "0.4" in a Zarr v2 store, not ${shortJson(version)}.`);
  }
}

/** The version of a group's NGFF metadata under "ome" (NGFF 0.5): has to be there, and "0.5". True where the rules of 0.5 apply. */
export function validateVersion05(attributes: Record<string, unknown>, report: Report): boolean {
  const { ome } = attributes;
  if (!isObject(ome)) {
    report("ome-missing", "ome", 'There is no "ome" metadata.');
    return false;
  }
  const { version } = ome;
  if (typeof version === "string" && /^0\.6(\D|$)/.test(version)) {
    report(
      "version-unchecked",
      "ome.version",
      `The metadata are of NGFF ${version}, a draft that is not checked here.`,
    );
    return false;
  }
  if (version === undefined) report("version-missing", "ome.version", 'The version "0.5" is not said here.');
  else if (version !== "0.5") {
    report(
      "version-wrong",
      "ome.version",
      `The version has to be "0.5" in a Zarr v3 store, not ${shortJson(version)}.`,
    );
  }
  return true;
}
