import { allocatePixels, type PixelArray } from "../../src/model/dtype.ts";
import type { ImageDescription, SceneDescription } from "../../src/model/image.ts";
import { copyBox } from "../../src/model/copyBox.ts";
import { sizeOfShape, wholeRegion } from "../../src/model/region.ts";
import type { ImageReader, ReadRequest } from "../../src/formats/reader.ts";

/** A scene of a small uint16 image, every field filled in; give what matters to the test. */
export function fakeScene(over: Partial<SceneDescription> = {}): SceneDescription {
  const axes = over.axes ?? ["y", "x"];
  const shape = over.shape ?? axes.map((_, index) => index + 3);
  const none = axes.map(() => null);
  return {
    id: "Image:0",
    name: "Image:0",
    axes,
    shape,
    dtype: "uint16",
    channels: Array.from({ length: axes.includes("c") ? shape[axes.indexOf("c")]! : 1 }, () => ({
      name: null,
      color: null,
      window: null,
      emissionWavelengthNanometre: null,
    })),
    scale: none,
    units: none,
    origin: none,
    blockShape: shape,
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: null,
    acquisitionDate: null,
    facts: {},
    reference: { sceneId: "Image:0", axes, scale: none, channelNames: null, daskChunks: shape },
    ...over,
  };
}

/** A reader over values 0, 1, 2, … in memory, for testing what stands around readers. */
export class FakeReader implements ImageReader {
  readonly description: ImageDescription;
  closed = 0;

  constructor(over: Partial<ImageDescription> = {}) {
    this.description = {
      format: "fake",
      formatName: "Fake",
      name: "fake.bin",
      files: ["fake.bin"],
      scenes: [fakeScene()],
      attachments: [],
      omeXml: null,
      notes: [],
      ...over,
    };
  }

  async readRegion(request: ReadRequest, target: PixelArray): Promise<void> {
    const scene = this.description.scenes[request.scene]!;
    const { shape } = scene.levels[request.level]!;
    const whole = allocatePixels(scene.dtype, sizeOfShape(shape));
    for (let index = 0; index < whole.length; index++) whole[index] = index;
    await Promise.resolve();
    copyBox(whole, wholeRegion(shape), target, request.region, request.region);
  }

  close(): void {
    this.closed++;
  }
}
