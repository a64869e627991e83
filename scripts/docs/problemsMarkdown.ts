import { PROBLEM_KINDS, problemKind, type ProblemCode } from "../../src/store/validation/problemCodes.ts";

/** `docs/validation.md`: all that a check of a store can find. */
export function problemsMarkdown(): string {
  // The table's own keys.
  const codes = Object.keys(PROBLEM_KINDS) as ProblemCode[];
  const rows = codes.map((code) => {
    const { severity, damage, meaning, advice } = problemKind(code);
    return `| \`${code}\` | ${severity}${damage === true ? ", damage" : ""} | ${meaning} | ${advice} |`;
  });
  return `# What a check of a store can find
This page is made from the code (\`src/store/validation/problemCodes.ts\`); a test holds one against the other.

\`zarrdrop validate STORE… [--json] [--all-chunks] [--manifest FILE]\` and the page's *Check this store* hold an OME-Zarr (a folder, .zip or .ozx) against NGFF 0.4 and 0.5, Zarr v2 and v3, and what viewers need beyond:
every group that the root leads to (image, labels, plate, wells, series), every file, and chunks, decoded by the store's own metadata: of each level and channel some, or all. NGFF 0.6 drafts are said and tolerated: their chunks are checked, their metadata are not.

A store without errors is valid. Warnings are SHOULDs of the specification or things that are implausible. *Damage*: files are missing or broken; \`inspect\` calls such a store damaged.
With \`--json\` each store is an object with \`valid\`, \`state\`, \`counts\`, \`chunks\` (\`total\`, \`present\`, \`decoded\`, \`damaged\`) and \`problems\`: \`code\`, \`severity\`, \`where\` (path in the store, then the place in the file), \`message\`, \`advice\`. Of each code 20 are listed; \`omitted\` counts the rest.

| code | severity | what it means | what to do |
|---|---|---|---|
${rows.join("\n")}
`;
}
