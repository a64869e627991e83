import { rowIndex } from "../shared/plate/wells.ts";
import { IDENTIFIER } from "./plateFolder.ts";

/** A plane as the path of its file tells; numbers count from 1 as in the path, the well from 0. */
export type NamedPlane = {
  path: string;
  /** Folder of the plate, and what its files' names begin with. */
  folder: string;
  plate: string;
  row: number;
  column: number;
  site: number;
  wave: number;
  time: number;
  /** Null: not in the folder of a section. */
  section: number | null;
};

/** `Plate_B02_s1_w2` with the identifier that MetaXpress adds while it acquires; `_thumb` are thumbnails. */
const NAME = new RegExp(
  `^(.+?)_([A-Z]{1,2})(\\d{2})(?:_s(\\d{1,5}?))?(?:_w(\\d{1,3}?))?(_thumb)?(?:${IDENTIFIER})?\\.tiff?$`,
  "i",
);

/** What the path of a file says, or null for one that is no plane; thumbnails are none. */
export function parsePlanePath(path: string): NamedPlane | null {
  const cut = path.lastIndexOf("/") + 1;
  const name = NAME.exec(path.slice(cut));
  if (name === null || name[6] !== undefined || Number(name[3]) < 1) return null;
  const { folder, time, section } = foldersOf(path.slice(0, Math.max(0, cut - 1)));
  return {
    path,
    folder,
    plate: name[1]!,
    row: rowIndex(name[2]!),
    column: Number(name[3]) - 1,
    site: Number(name[4] ?? 1),
    wave: Number(name[5] ?? 1),
    time: time ?? 1,
    section,
  };
}

function foldersOf(folder: string): { folder: string; time: number | null; section: number | null } {
  const segments = folder === "" ? [] : folder.split("/");
  const take = (kind: RegExp): number | null => {
    const number = kind.exec(segments.at(-1) ?? "")?.[1];
    if (number === undefined) return null;
    segments.pop();
    return Number(number);
  };
  const section = take(/^ZStep_(\d{1,6})$/i);
  const time = take(/^TimePoint_(\d{1,6})$/i);
  return { folder: segments.join("/"), time, section };
}
