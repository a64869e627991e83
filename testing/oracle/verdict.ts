import type { ErrorKind } from "../../src/model/errors.ts";
import type { Aspect } from "./compareScene.ts";
import { agreesIn, type FileComparison, type RowComparison } from "./compareFile.ts";

/** Something that a file does not have in common with its readers. */
export type Finding = { aspect: Aspect | "refused"; text: string };

/** Where a file stands, explanations aside. */
export type Verdict =
  /** Everything agrees with at least one reader that says something of it. */
  | { kind: "equal" }
  /** Refused, as by all its readers. */
  | { kind: "refused by all" }
  | { kind: "findings"; findings: Finding[] };

/**
 * Judges a file: in each respect at least one reader must agree, names and sizes among those that see the same pixels. The view that
 * compatibility mode takes must be that of the reader which BioIO chooses.
 */
export function judge(comparison: FileComparison): Verdict {
  const { refused, rows } = comparison;
  const readable = rows.filter((row) => row.failed === null);
  if (refused !== null) {
    if (readable.length === 0) return { kind: "refused by all" };
    return { kind: "findings", findings: [{ aspect: "refused", text: refusalText(refused) }] };
  }
  if (readable.length === 0) {
    return { kind: "findings", findings: [{ aspect: "pixels", text: "no other reader reads it" }] };
  }
  const findings: Finding[] = [];
  const require = (aspect: Aspect, among: readonly RowComparison[]) => {
    const agrees = among.length === 0 || among.some((row) => agreesIn(row, aspect));
    if (!agrees) findings.push({ aspect, text: textsOf(among, aspect) });
  };
  const samePixels = readable.filter((row) => agreesIn(row, "pixels"));
  require("scenes", readable);
  require("pixels", readable);
  require("axes", samePixels);
  for (const aspect of ["names", "sizes"] as const) {
    require(aspect, samePixels.filter((row) => row.states.has(aspect)));
  }
  require("reference", chosenByBioIO(readable));
  return findings.length === 0 ? { kind: "equal" } : { kind: "findings", findings };
}

/** Readers whose pixels are the same as ours. */
export function equalReaders(comparison: FileComparison): RowComparison[] {
  return comparison.read === null
    ? []
    : comparison.rows.filter((row) => agreesIn(row, "pixels") && agreesIn(row, "scenes"));
}

/** BioIO takes the first reader that accepts a file; for CZI it has two, of which either may be meant. */
function chosenByBioIO(readable: readonly RowComparison[]): RowComparison[] {
  const rows = readable.filter(({ reader }) => reader.startsWith("bioio_"));
  return rows[0]?.reader.startsWith("bioio_czi") === true ? rows : rows.slice(0, 1);
}

function refusalText({ kind, message }: { kind: ErrorKind; message: string }): string {
  return `${kind}: ${message}`;
}

/** What each reader has to say, the first difference of each. */
function textsOf(rows: readonly RowComparison[], aspect: Aspect): string {
  const texts = rows.flatMap(({ reader, differences }) => {
    const own = differences.filter((difference) => difference.aspect === aspect);
    return own.length === 0
      ? []
      : [`${reader}: ${own[0]!.text}${own.length > 1 ? ` (and ${own.length - 1} more)` : ""}`];
  });
  return texts.join("\n");
}
