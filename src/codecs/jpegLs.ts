import type { DecodedPicture } from "./codec.ts";
import { JpegLsBits } from "./jpegLsBits.ts";
import { readJpegLsSegments, type JpegLsScan } from "./jpegLsHeader.ts";
import { JpegLsModel } from "./jpegLsModel.ts";
import { checkPictureSize, corruptPicture, type PictureOptions } from "./pictures.ts";

export { readJpegLsHeader } from "./jpegLsHeader.ts";

/**
 * JPEG-LS (ITU-T T.87), lossless and near-lossless, 2 to 16 bits, components in scans of their own or alternating by line or
 * by sample. Up to 8 bits give `uint8`, more `uint16`.
 * Errors: `corrupt`, `limit`, `unsupported-feature`: see `readJpegLsSegments`.
 */
export function decodeJpegLs(bytes: Uint8Array, options: PictureOptions = {}): DecodedPicture {
  const segments = readJpegLsSegments(bytes);
  const { header } = segments;
  checkPictureSize("JPEG-LS", header, options);
  const count = header.width * header.height * header.samples;
  const pixels = header.dtype === "uint8" ? new Uint8Array(count) : new Uint16Array(count);
  const missing = new Set(Array.from({ length: header.samples }, (_, sample) => sample));
  let position = segments.start;
  while (missing.size > 0) {
    const scan = segments.nextScan(position);
    if (scan === null) throw corruptPicture("JPEG-LS", "a component is missing");
    const bits = new JpegLsBits(bytes, scan.dataOffset);
    decodeScan(new JpegLsModel(bits, scan, header.bits), scan, { ...header, pixels });
    for (const component of scan.components) missing.delete(component);
    position = bits.nextMarker();
  }
  return { ...header, pixels };
}

/**
 * Decodes the lines of a scan. Each component keeps two of them, with a sample before the first (the one above it) and one
 * after the last (a copy); above the first line there are zeros (A.2.1).
 */
function decodeScan(model: JpegLsModel, scan: JpegLsScan, picture: DecodedPicture): void {
  const { width, height, samples, pixels } = picture;
  const planes = scan.components.map(() => ({
    above: new Int32Array(width + 2),
    current: new Int32Array(width + 2),
    runIndex: 0,
  }));
  for (let y = 0; y < height; y++) {
    for (const plane of planes) {
      [plane.above, plane.current] = [plane.current, plane.above];
      plane.above[width + 1] = plane.above[width]!;
      plane.current[0] = plane.above[1]!;
    }
    if (scan.interleave === "sample") decodePixels(model, planes, width);
    else for (const plane of planes) decodeLine(model, plane, width);
    scan.components.forEach((component, index) => {
      const { current } = planes[index]!;
      let target = y * width * samples + component;
      for (let x = 1; x <= width; x++, target += samples) pixels[target] = current[x]!;
    });
  }
}

type Plane = { above: Int32Array; current: Int32Array; runIndex: number };

function decodeLine(model: JpegLsModel, plane: Plane, width: number): void {
  const { above, current } = plane;
  let x = 1;
  while (x <= width) {
    const left = current[x - 1]!;
    const up = above[x]!;
    const corner = above[x - 1]!;
    const context = model.context(left, up, corner, above[x + 1]!);
    if (context !== 0) {
      current[x++] = model.regular(context, left, up, corner);
      continue;
    }
    const run = model.run(width - x + 1, plane.runIndex);
    current.fill(left, x, x + run.length);
    x += run.length;
    plane.runIndex = run.index;
    if (!run.ended) continue;
    const type = Math.abs(left - above[x]!) <= model.near ? 1 : 0;
    current[x] = model.interruption(type, left, above[x]!, run.index);
    x += 1;
    if (plane.runIndex > 0) plane.runIndex -= 1;
  }
}

/** A line of components that alternate by sample: runs are runs of all of them (A.7, B.3). */
function decodePixels(model: JpegLsModel, planes: readonly Plane[], width: number): void {
  const first = planes[0]!;
  const contexts = planes.map(() => 0);
  let x = 1;
  while (x <= width) {
    let flat = true;
    for (let index = 0; index < planes.length; index++) {
      const { above, current } = planes[index]!;
      contexts[index] = model.context(current[x - 1]!, above[x]!, above[x - 1]!, above[x + 1]!);
      flat &&= contexts[index] === 0;
    }
    if (!flat) {
      for (let index = 0; index < planes.length; index++) {
        const { above, current } = planes[index]!;
        current[x] = model.regular(contexts[index]!, current[x - 1]!, above[x]!, above[x - 1]!);
      }
      x += 1;
      continue;
    }
    const run = model.run(width - x + 1, first.runIndex);
    for (const { current } of planes) current.fill(current[x - 1]!, x, x + run.length);
    x += run.length;
    first.runIndex = run.index;
    if (!run.ended) continue;
    for (const { above, current } of planes) {
      current[x] = model.interruption(0, current[x - 1]!, above[x]!, run.index);
    }
    x += 1;
    if (first.runIndex > 0) first.runIndex -= 1;
  }
}
