/** The list of all images of a measurement. */
export function isImageList(path: string): boolean {
  return /(?:^|\/)MeasurementData\.mlf$/i.test(path);
}
