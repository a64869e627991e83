/** What Micro-Manager names the list of the images of a folder. */
export function isMetadataFile(path: string): boolean {
  return /(?:^|\/)metadata\.txt$/i.test(path);
}

/** A file of one plane, as Micro-Manager names them. */
export function isPlaneFile(path: string): boolean {
  return /(?:^|\/)img_[^/]*\.tiff?$/i.test(path);
}
