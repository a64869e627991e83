import { baseName, folderOf, joinPath } from "../../model/paths.ts";

/** The main file of an OIF acquisition, at the top of a folder. */
export function isMainFile(path: string): boolean {
  return /^[^/]+\.oif$/i.test(path);
}

/** What a plane's name says of its place: numbers by the letters of axes, in their order. */
export type NamedPlane = { path: string; places: ReadonlyMap<string, number> };

/** "s_C001Z002T003.tif"; reference images ("s_C001-R001.tif") and thumbnails are none. */
const PLANE_NAME = /^(?:[^-]*_)?((?:[A-Z]\d{1,4})+)\.tif$/i;

/** Reads the name of a plane's file; null for any other file. */
export function planeOfName(path: string): NamedPlane | null {
  const [, places] = PLANE_NAME.exec(baseName(path)) ?? [];
  if (places === undefined) return null;
  const found = [...places.matchAll(/([A-Z])(\d+)/gi)];
  return { path, places: new Map(found.map(([, letter, number]) => [letter!.toUpperCase(), Number(number)])) };
}

/** The name that the plane of other places has, by that of one. */
export function nameOfPlane({ path }: NamedPlane, places: ReadonlyMap<string, number>): string {
  // The letters are those of the plane, of which only the last part of the name has numbers behind them.
  const name = baseName(path).replace(/((?:[A-Z]\d{1,4})+)(?=\.tif$)/i, (all) =>
    all.replaceAll(/([A-Z])(\d+)/gi, (_, letter: string, digits: string) => {
      const number = places.get(letter.toUpperCase()) ?? Number(digits);
      return letter + String(number).padStart(digits.length, "0");
    }),
  );
  return joinPath(folderOf(path), name);
}
