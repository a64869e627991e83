/** What must be told about one piece of software that a build contains. */
export type Notice = {
  name: string;
  version: string;
  /** As its authors declare it; an SPDX expression where there is one. */
  licence: string;
  /** The whole texts of its licence and notices, line ends `\n`. */
  texts: readonly string[];
};

/** Line ends as everywhere else, nothing around. */
export function tidyText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/^\uFEFF/, "")
    .replace(/^\s*\n/, "")
    .trimEnd();
}
