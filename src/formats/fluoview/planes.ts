import { ZarrdropError } from "../../model/errors.ts";
import { type NamedPlane, nameOfPlane, planeOfName } from "./fileNames.ts";

/** The planes of an acquisition by the names of their files. */
export type PlaneSet = {
  /** The first one, whose name is the model of the others. */
  model: NamedPlane;
  /** The numbers that each axis has, from 1 to the highest that a file has; of axes that no name has a single one. */
  numbers: Record<PlaneLetter, number[]>;
  /** Letters that the names have. */
  letters: readonly string[];
};

/** Channel, wavelength (lambda), section, time and point of the stage. */
type PlaneLetter = "C" | "L" | "Z" | "T" | "P";
const LETTERS: readonly PlaneLetter[] = ["C", "L", "Z", "T", "P"];

/** Places that planes may have, so many and more for each that is there: beyond that names are wrong, or nearly everything is gone. */
const MOST_PLACES = 10_000;
const PLACES_FOR_EACH = 16;

/**
 * Finds the planes among the files of an acquisition: those that name the same axes, of which there are the most; null without any.
 * @throws `unsupported-feature` for axes that are not known; `corrupt`
 */
export function findPlanes(paths: readonly string[]): PlaneSet | null {
  const groups = new Map<string, NamedPlane[]>();
  for (const path of paths) {
    const plane = planeOfName(path);
    if (plane === null) continue;
    const key = [...plane.places.keys()].join("");
    const group = groups.get(key) ?? [];
    group.push(plane);
    groups.set(key, group);
  }
  const [largest] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  const model = largest?.[0];
  if (largest === undefined || model === undefined) return null;
  const letters = [...model.places.keys()];
  const other = letters.find((letter) => !LETTERS.some((known) => known === letter));
  if (other !== undefined) {
    throw new ZarrdropError("unsupported-feature", `The planes lie along an axis ${other}, which is not read.`, {
      technical: model.path,
    });
  }
  const highest = (letter: PlaneLetter): number =>
    largest.reduce((most, { places }) => Math.max(most, places.get(letter) ?? 1), 1);
  const lengths = LETTERS.map((letter) => highest(letter));
  if (lengths.reduce((product, length) => product * length, 1) > MOST_PLACES + largest.length * PLACES_FOR_EACH) {
    throw new ZarrdropError("corrupt", `The names of ${largest.length} planes tell of far more that are not there.`, {
      technical: lengths.join(" × "),
    });
  }
  const from = (letter: PlaneLetter): number[] => {
    const first = largest.some(({ places }) => places.get(letter) === 0) ? 0 : 1;
    return Array.from({ length: highest(letter) + 1 - first }, (_, index) => first + index);
  };
  return { model, letters, numbers: { C: from("C"), L: from("L"), Z: from("Z"), T: from("T"), P: from("P") } };
}

/** The path of the plane of some places, whether it is there or not. */
export function pathOfPlane({ model }: PlaneSet, places: Readonly<Record<PlaneLetter, number>>): string {
  return nameOfPlane(model, new Map(Object.entries(places)));
}
