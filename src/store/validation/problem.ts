import { type ProblemCode, problemKind, type Severity } from "./problemCodes.ts";

/** Something that was found in a store; plain JSON. */
export type StoreProblem = {
  code: ProblemCode;
  severity: Severity;
  /** Path of the file or folder in the store, "" for the store itself; what is in the file after ": " ("zarr.json: ome.multiscales[0].axes"). */
  where: string;
  /** Sentence for people. */
  message: string;
  /** What to do. */
  advice: string;
};

/** Takes a problem; `where` is relative to a place that the caller chose. */
export type Report = (code: ProblemCode, where: string, message: string) => void;

/** The same report for what lies at a place ("axes", "[1]") below the present one, inside a file. */
export function below(report: Report, place: string): Report {
  return (code, where, message) => {
    const separator = where === "" || where.startsWith("[") ? "" : ".";
    report(code, place + separator + where, message);
  };
}

/** A report for places inside a file. */
export function inFile(report: Report, file: string): Report {
  return (code, where, message) => report(code, where === "" ? file : `${file}: ${where}`, message);
}

/** Problems of one code that are kept; more are counted: a million chunks may be damaged in the same way. */
const KEPT_PER_CODE = 20;

/** Characters of a place or sentence that are kept: a hostile store has names and values of megabytes. */
const KEPT_CHARACTERS = 500;

function cut(text: string): string {
  return text.length <= KEPT_CHARACTERS ? text : `${text.slice(0, KEPT_CHARACTERS)}…`;
}

/** Gathers the problems of a store in a bounded room. */
export class ProblemList {
  readonly problems: StoreProblem[] = [];
  readonly counts = { error: 0, warning: 0, information: 0 };
  /** How many more there are of a code than are listed. */
  readonly omitted: Partial<Record<ProblemCode, number>> = {};
  readonly #kept = new Map<ProblemCode, number>();
  #isDamaged = false;

  readonly report: Report = (code, where, message) => {
    const { severity, advice, damage } = problemKind(code);
    this.counts[severity]++;
    this.#isDamaged ||= damage === true;
    const kept = this.#kept.get(code) ?? 0;
    if (kept >= KEPT_PER_CODE) {
      this.omitted[code] = (this.omitted[code] ?? 0) + 1;
      return;
    }
    this.#kept.set(code, kept + 1);
    this.problems.push({ code, severity, where: cut(where), message: cut(message), advice });
  };

  /** True when files are missing or broken, rather than metadata wrong. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }
}
