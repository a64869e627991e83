import type { TiffPage } from "../container/page.ts";

/** Programs and scanners that build on TIFF in ways of their own, which are read here as the TIFFs that they are. */
type Dialect = { name: string; isIt(page: TiffPage, description: string): boolean; missing: string };

/** A tag that only one vendor writes. */
const MICRO_MANAGER_METADATA = 51123;
/** What Harmony writes of the arrays in a plane, and of its acquisition. */
const HARMONY_TAGS = [65200, 65500];

const DIALECTS: readonly Dialect[] = [
  {
    name: "PerkinElmer/Akoya QPTIFF",
    isIt: (_, description) => description.includes("PerkinElmer-QPI-ImageDescription"),
    missing: "names and colours of the channels are not taken from its own description",
  },
  {
    name: "Leica SCN",
    isIt: (_, description) => /<scn[\s>]/u.test(description),
    missing: "positions and channels of its own description are not used",
  },
  {
    name: "Ventana BIF",
    isIt: (_, description) => /iScan/u.test(description) || /level=\d+ mag=/u.test(description),
    missing: "overlaps of the tiles are not put right",
  },
  {
    name: "Harmony plate",
    isIt: (page) => HARMONY_TAGS.every((tag) => page.directory.entries.has(tag)),
    missing:
      "its resolution is the camera's, and the size of a pixel in the sample is in the plate's index (drop the whole folder)",
  },
  {
    name: "Micro-Manager",
    isIt: (page) => page.directory.entries.has(MICRO_MANAGER_METADATA),
    missing: "what its own metadata say of positions and times is not used",
  },
];

/** A sentence about a dialect that is read as plain TIFF, and what of it is not understood; null for none. */
export function dialectNote(page: TiffPage, description: string): string | null {
  const dialect = DIALECTS.find(({ isIt }) => isIt(page, description));
  if (dialect === undefined) return null;
  return `This is a ${dialect.name} file, read as the TIFF that it is: ${dialect.missing}.`;
}
