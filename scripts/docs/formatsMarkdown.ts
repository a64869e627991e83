import type { SceneDescription } from "../../src/model/image.ts";
import type { FormatDescriptor } from "../../src/formats/reader.ts";
import { CARRIED } from "../../testing/oracle/carriedFacts.ts";
import type { FileComparison, RowComparison } from "../../testing/oracle/compareFile.ts";
import { textOf } from "../../testing/oracle/compareScene.ts";
import { COVERAGE } from "../../testing/oracle/coverage.ts";
import type { Coverage } from "../../testing/oracle/coverageEntry.ts";
import { type Explanation, EXPLAINED } from "../../testing/oracle/explainedDifferences.ts";
import { isBioFormats } from "../../testing/oracle/oracleRows.ts";
import { equalReaders } from "../../testing/oracle/verdict.ts";

/** Where a sample stands when explanations are taken into account. */
export type Standing = {
  comparison: FileComparison;
  outcome: "equal" | "explained" | "refused by all";
  explanations: readonly Explanation[];
};

/** Up to here the page says what is true without any sample. */
export const SAMPLES_HEADING = "## Sample files";

/** The first part of docs/formats.md: each format's reader. */
export function formatsMarkdown(formats: readonly FormatDescriptor[]): string {
  const lines = [
    "# Formats",
    "",
    "Files are told apart by their content, never by their ending alone. Written by `testing/oracle/oracle.slow.test.ts`:",
    "`npx vitest run testing/oracle/oracle.slow.test.ts -u` writes it anew.",
    "",
    "What is *carried* stands in the store's own metadata; what these have no room for (dates, stage positions, emission wavelengths, bits that",
    "carry data, further facts) stands in `OME/METADATA.ome.xml` beside the image, which is the file's own OME-XML or made of its metadata.",
    "Compatibility mode, like its reference, writes none.",
    "",
  ];
  for (const coverage of COVERAGE) lines.push(...formatSection(coverage, formats));
  return lines.join("\n");
}

function formatSection(coverage: Coverage, formats: readonly FormatDescriptor[]): string[] {
  const own = formats.filter((format) => coverage.formats.includes(format.id));
  const endings = new Set(own.flatMap((format) => format.extensions));
  const carried = Object.entries(CARRIED).flatMap(([what, text]) =>
    (coverage.carried as readonly string[]).includes(what) ? [text] : [],
  );
  return [
    `## ${coverage.name ?? own[0]?.name}`,
    "",
    ...(endings.size > 0 ? [`Usual endings: ${[...endings].map((ending) => `.${ending}`).join(" ")}`, ""] : []),
    ...coverage.read.map((text) => `- Read: ${text}.`),
    `- Carried: ${carried.length === 0 ? "the pixels" : carried.join(", ")}.`,
    ...coverage.notRead.map((text) => `- Not: ${text}.`),
    "",
  ];
}

/** The second part: every sample with the readers that see the same, and every difference with its reason. */
export function samplesMarkdown(standings: readonly Standing[]): string {
  const count = (outcome: Standing["outcome"]) => standings.filter((each) => each.outcome === outcome).length;
  const used = EXPLAINED.filter((explanation) => standings.some((each) => each.explanations.includes(explanation)));
  const lines = [
    SAMPLES_HEADING,
    "",
    "Real and synthetic files, each read by other programs as well. Equal means: the same number of scenes, shape, type and every pixel",
    "(SHA-256 of level 0) as at least one of them, and channel names, pixel sizes and the view of compatibility mode as well.",
    "",
    `${standings.length} files: ${count("equal")} equal, ${count("explained")} differ for a reason below, ` +
      `${count("refused by all")} refused here as by their readers.`,
    "",
    "### Differences",
    "",
    ...used.flatMap((explanation, index) => explanationLines(explanation, index, standings)),
    "### Files",
    "",
    "| file | read as | scenes | same pixels | what differs, by reader |",
    "|---|---|---|---|---|",
    ...standings.map((standing) => fileRow(standing, used)),
    "",
  ];
  return lines.join("\n");
}

function explanationLines(explanation: Explanation, index: number, standings: readonly Standing[]): string[] {
  const { aspects, reason, evidence } = explanation;
  const files = standings.filter((each) => each.explanations.includes(explanation)).length;
  return [
    `${index + 1}. (${aspects.join(", ")}; ${files === 1 ? "one file" : `${files} files`}) ${reason}`,
    `   Evidence: ${evidenceText(evidence)}`,
    "",
  ];
}

function evidenceText(evidence: Explanation["evidence"]): string {
  switch (evidence.kind) {
    case "hashes":
      return `the same pixels by ${evidence.by}.`;
    case "same as":
      return `the same pixels as \`${evidence.file}\`, which agrees with its readers.`;
    case "fact":
      return evidence.text;
  }
}

function fileRow(standing: Standing, used: readonly Explanation[]): string {
  const { comparison, explanations } = standing;
  const { path, read, refused, rows } = comparison;
  const notes = explanations.map((explanation) => `(${used.indexOf(explanation) + 1})`).join(" ");
  const equal = equalReaders(comparison);
  const others = read === null ? [] : rows.filter((row) => row.differences.length > 0);
  const sameText = [...equal.map(shortReader), notes].filter((text) => text !== "").join("; ");
  const cells = [
    path.replaceAll("|", "\\|").replaceAll("*", "\\*"),
    read?.description.formatName ?? "–",
    read === null ? `refused: ${refused?.kind}` : scenesText(read.description.scenes),
    sameText,
    others.map((row) => `${shortReader(row)}: ${aspectsOf(row)}`).join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function aspectsOf({ differences }: RowComparison): string {
  return [...new Set(differences.map(({ aspect }) => aspect))].join(", ");
}

/** Scenes that look alike are counted. */
function scenesText(scenes: readonly SceneDescription[]): string {
  const counts = new Map<string, number>();
  for (const scene of scenes) counts.set(textOf(scene), (counts.get(textOf(scene)) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} times ${text}`)).join("; ");
}

/** A reader's name without its version. */
function shortReader({ reader, notes }: RowComparison): string {
  const name = isBioFormats(reader) ? "Bio-Formats" : reader.replace(/ \d.*/, "");
  return [name, ...[...notes].map((note) => `(${note})`)].join(" ");
}
