/** What some programs write into a directory that is not meant as TIFF says. */
export type DirectoryQuirks = {
  /** ImageDepth and TileDepth say something else than depth. */
  ignoresDepth: boolean;
  /** 32-bit samples are floats though nothing says so. */
  isFloat: boolean;
};

/** Quirks by the beginning of the Software field. */
const BY_SOFTWARE: readonly [string, DirectoryQuirks][] = [
  ["ISS Vista", { ignoresDepth: true, isFloat: false }],
  ["Philips DP", { ignoresDepth: true, isFloat: false }],
  ["IndicaLabsImageWriter", { ignoresDepth: false, isFloat: true }],
];

/** The quirks of the program that wrote a directory. */
export function quirksOf(software: string): DirectoryQuirks {
  const found = BY_SOFTWARE.find(([start]) => software.startsWith(start));
  return found === undefined ? { ignoresDepth: false, isFloat: false } : found[1];
}
