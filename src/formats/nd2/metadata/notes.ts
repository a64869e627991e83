import type { MetadataChunks } from "./metadata.ts";
import type { PictureMetadata } from "./pictureMetadata.ts";
import { childNodes } from "./variant.ts";

/** Gathers what a person should know about a file. */
export class ChunkFileNotes {
  readonly all: string[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  rebuilt(): void {
    this.all.push(
      `The list of contents at the end of ${this.#file} is missing or damaged, as after an interrupted acquisition or copy. The file was searched for its frames.`,
    );
  }

  /** @param wanted frames that the image has @param stored frames that the file is said to have */
  frames(missing: number, wanted: number, stored: number): void {
    if (missing > 0) {
      const which = missing === 1 ? "1 frame is" : `${missing} frames are`;
      this.all.push(`${which} missing of the ${wanted} of ${this.#file}; in the image they are black (0).`);
    }
    if (stored > wanted) {
      this.all.push(
        `${this.#file} holds ${stored} frames, but its description of the experiment only explains ${wanted}. The others are left out.`,
      );
    }
  }

  unexplainedFrames(isDescribed: boolean): void {
    this.all.push(
      isDescribed
        ? `The description of the experiment is missing in ${this.#file}; its dimensions were taken from the text about the acquisition.`
        : `${this.#file} does not say what its frames are; they are taken for time points.`,
    );
  }

  unevenTimes(): void {
    this.all.push(`The time points of ${this.#file} are not evenly spaced, so that no interval is given.`);
  }

  /** The pixel size to go by, with what is doubtful about it. Uncalibrated images say 1, which is no size. */
  calibration(picture: PictureMetadata): number | null {
    const { calibration, isCalibrated, aspect, hasTimeAxis } = picture;
    if (hasTimeAxis) {
      this.all.push(`One axis of the frames of ${this.#file} is time (line scans); it is shown as an axis in space.`);
    }
    if (calibration === null || (!isCalibrated && calibration === 1)) return null;
    if (!isCalibrated) {
      this.all.push(`The pixel size of ${this.#file} is marked as not calibrated; check it.`);
    }
    if (aspect !== null && aspect !== 1) {
      this.all.push(
        `The pixels of ${this.#file} are not square (aspect ratio ${aspect}); their height is given as their width.`,
      );
    }
    return calibration;
  }

  /** What the file holds besides images. */
  async leftOut(chunks: MetadataChunks): Promise<void> {
    if (chunks.has("CustomDataVar|BinaryMetadata_v1") || chunks.has("CustomData|BinaryMetadata_v2")) {
      this.all.push(`The segmented objects (binary layers) of ${this.#file} are not carried over.`);
    }
    const regions = childNodes(await chunks.readIfSound("CustomData|RoiMetadata_v1"));
    if (regions.some(({ items }) => items.length > 0)) {
      this.all.push(`The regions of interest of ${this.#file} are not carried over.`);
    }
  }
}
