import { ZarrdropError } from "../../model/errors.ts";

/** A run of numbers of units, both ends included. */
export type UnitRange = [first: number, last: number];

/** Where a unit is: in which output of the plan, in which of its stages, at which place of that. */
export type UnitPlace = { output: number; stage: number; at: number };

/** Units that may all be done at the same time, once those of the rounds before are done. */
export type UnitRound = { round: number; runs: { output: number; first: number; count: number }[] };

/**
 * The numbers of all units of a job, from 1 on: first the first stages of all outputs, then their second ones, and so on. `stages`: by output, how
 * many units each of its stages has.
 */
export function unitRounds(stages: readonly (readonly number[])[]): UnitRound[] {
  const most = stages.reduce((longest, { length }) => Math.max(longest, length), 0);
  let next = 1;
  return Array.from({ length: most }, (_, round) => ({
    round,
    runs: stages.flatMap((counts, output) => {
      const count = counts[round] ?? 0;
      const first = next;
      next += count;
      return count === 0 ? [] : [{ output, first, count }];
    }),
  }));
}

/**
 * Where units of these numbers are, in the order of the numbers.
 * @throws `setting` for numbers that the job has not
 */
export function placesOfUnits(rounds: readonly UnitRound[], ranges: readonly UnitRange[]): UnitPlace[] {
  const runs = rounds.flatMap(({ round, runs: ofRound }) => ofRound.map((run) => ({ ...run, stage: round })));
  const last = runs.reduce((sum, { count }) => sum + count, 0);
  const beyond = ranges.find((range) => range[1] > last);
  if (beyond !== undefined) {
    throw new ZarrdropError("setting", `There is no unit ${beyond[1]}: the job has ${last}.`, {
      setting: "units",
      safe: "Nothing was changed.",
    });
  }
  return runs.flatMap(({ output, stage, first, count }) => {
    const isWanted = (at: number): boolean => ranges.some(([from, to]) => first + at >= from && first + at <= to);
    return Array.from({ length: count }, (_, at) => at)
      .filter(isWanted)
      .map((at) => ({ output, stage, at }));
  });
}

/** Ascending numbers as ranges. */
export function rangesOf(numbers: readonly number[]): UnitRange[] {
  const ranges: UnitRange[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** As it is given and told: "1-16,40". */
export function textOfRanges(ranges: readonly UnitRange[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}

/**
 * The ranges that a text such as "1-16,40" names.
 * @throws `setting`
 */
export function rangesFromText(text: string): UnitRange[] {
  return text.split(",").map((part) => {
    const [, from = "", to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/u.exec(part.trim()) ?? [];
    const range: UnitRange = [Number(from), Number(to)];
    if (range[0] >= 1 && range[1] >= range[0]) return range;
    throw new ZarrdropError("setting", `"${part}" are no numbers of units.`, {
      setting: "units",
      safe: "Nothing was changed.",
      advice: "Give numbers from 1 on, and ranges of them: 1-16,40.",
    });
  });
}
