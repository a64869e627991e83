/** What MetaXpress adds to the names of files while it acquires. */
export const IDENTIFIER = "[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}";
/** A plane of a well that can be nothing else: in a folder of a time point or a section, or with an identifier. */
const IN_FOLDER = /(?:^|\/)(?:TimePoint|ZStep)_\d+\/[^/]*_[A-Z]{1,2}\d\d(?:_[sw]\d[^/]*)?\.tiff?$/i;
const IDENTIFIED = new RegExp(`_[A-Z]{1,2}\\d\\d(?:_s\\d+?)?(?:_w\\d+?)?${IDENTIFIER}\\.tiff?$`, "i");

/** Whether a path can only be that of a plate's plane. */
export function isCertainPlane(path: string): boolean {
  return IN_FOLDER.test(path) || IDENTIFIED.test(path);
}

/** The index of a plate; the copies in the folders of time points are none. */
export function isPlateIndex(path: string): boolean {
  return /\.htd$/i.test(path) && !/(?:^|\/)TimePoint_\d+\/[^/]*$/i.test(path);
}
