import type { StoreValidation } from "../../plan/storeValidation.ts";

/** The result of a check as lines of text, to be sent to whoever made the store. */
export function checkText({ name, valid, state, counts, problems, omitted }: StoreValidation): string {
  const lines = [
    `${name}: ${valid ? "valid" : "not valid"} (${state}), ${counts.error} errors, ${counts.warning} warnings (Zarrdrop ${__ZARRDROP_VERSION__})`,
  ];
  for (const { severity, code, where, message } of problems) {
    lines.push(`${severity} ${code}${where === "" ? "" : ` at ${where}`}: ${message}`);
  }
  for (const [code, more] of Object.entries(omitted)) lines.push(`${more} more of ${code}`);
  return lines.join("\n");
}
