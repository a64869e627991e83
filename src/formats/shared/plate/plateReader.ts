import { forEachAtOnce } from "../../../bytes/atOnce.ts";
import { bytesOfPixels, type PixelArray } from "../../../model/dtype.ts";
import type { ImageDescription } from "../../../model/image.ts";
import { stridesOfShape } from "../../../model/region.ts";
import type { ImageReader, ReadRequest } from "../../reader.ts";
import type { PlanePlace } from "./layoutPlate.ts";
import type { PlaneFiles, PlaneForm } from "./planeFiles.ts";

/** Files read at the same time: opening one is waiting, not work. */
const FILES_AT_ONCE = 4;

/** What a reader of a plate needs: for each scene its planes by place (`FieldLayout.planes`). */
export type OpenPlate = {
  description: ImageDescription;
  planes: readonly ReadonlyMap<number, PlanePlace>[];
  form: PlaneForm;
  files: PlaneFiles;
  lifetime: AbortController;
};

/** Fields of a plate whose planes are pages of picture files: scenes of t, c, z, y and x. */
export class PlateReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #plate: OpenPlate;

  constructor(plate: OpenPlate) {
    this.description = plate.description;
    this.#plate = plate;
  }

  async readRegion({ scene, region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    const { planes, form, files } = this.#plate;
    // The guard around every reader has checked the request.
    const [, channels, sections] = this.description.scenes[scene]!.shape as [number, number, number];
    const [times, channelCount, sectionCount, rows, columns] = region.shape as [number, number, number, number, number];
    const [time, channel, section, y, x] = region.start as [number, number, number, number, number];
    const box = { y, x, rows, columns };
    const perPlane = rows * columns;
    const strides = stridesOfShape(region.shape);
    const wanted = Array.from({ length: times * channelCount * sectionCount }, (_, index) => index);
    const read = async (index: number): Promise<void> => {
      const t = Math.floor(index / channelCount / sectionCount);
      const c = Math.floor(index / sectionCount) % channelCount;
      const z = index % sectionCount;
      const start = t * strides[0]! + c * strides[1]! + z * strides[2]!;
      const part = target.subarray(start, start + perPlane);
      const place = planes[scene]!.get(((time + t) * channels + channel + c) * sections + section + z);
      if (place === undefined) bytesOfPixels(part).fill(0);
      else await files.read(place, form, box, part, signal);
    };
    await forEachAtOnce(wanted, read, { atOnce: FILES_AT_ONCE, signal });
  }

  close(): void {
    this.#plate.lifetime.abort();
    this.#plate.files.close();
  }
}
