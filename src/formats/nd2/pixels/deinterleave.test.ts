import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../../testing/contract/random.ts";
import { deinterleave } from "./deinterleave.ts";

describe("taking components apart", () => {
  it("puts every value where it belongs, for any part, order and alignment", () => {
    const random = new SeededRandom(5);
    for (let turn = 0; turn < 2000; turn++) {
      const channels = 1 + random.below(5);
      const samples = random.pick([1, 1, 1, 3]);
      const components = channels * samples;
      const columns = 1 + random.below(9);
      const rows = 1 + random.below(4);
      const rowStride = columns * components + random.below(3);
      const type = random.pick([Uint8Array, Uint16Array, Uint16Array, Float32Array]);
      const makeArray = (length: number) => new type(length + 3).subarray(random.below(3)).subarray(0, length);
      const pixels = makeArray(rows * rowStride);
      pixels.forEach((_, index) => (pixels[index] = 1 + (index % 250)));
      const part = {
        rows: 1 + random.below(rows),
        column: random.below(columns),
        columns: 0,
        channel: random.below(channels),
        channels: 0,
        sample: random.below(samples),
        samples: 0,
      };
      part.columns = 1 + random.below(columns - part.column);
      part.channels = 1 + random.below(channels - part.channel);
      part.samples = 1 + random.below(samples - part.sample);
      // Any order of the axes in the target.
      const lengths = { row: part.rows, column: part.columns, channel: part.channels, sample: part.samples };
      const order = (["row", "column", "channel", "sample"] as const)
        .map((axis) => ({ axis, key: random.next() }))
        .sort((a, b) => a.key - b.key);
      const strides = { row: 0, column: 0, channel: 0, sample: 0 };
      let size = 1;
      for (const { axis: each } of random.next() < 0.5
        ? order
        : [{ axis: "column" as const }, ...order.filter(({ axis }) => axis !== "column")]) {
        strides[each] = size;
        size *= lengths[each];
      }
      const target = makeArray(size);
      const isBlueFirst = samples > 1 && random.next() < 0.5;
      deinterleave({ pixels, offset: 0, rowStride, components, samples, isBlueFirst }, part, {
        pixels: target,
        offset: 0,
        strides,
      });
      for (let row = 0; row < part.rows; row++) {
        for (let column = 0; column < part.columns; column++) {
          for (let channel = 0; channel < part.channels; channel++) {
            for (let sample = 0; sample < part.samples; sample++) {
              const at =
                row * strides.row + column * strides.column + channel * strides.channel + sample * strides.sample;
              const colour = isBlueFirst ? samples - 1 - part.sample - sample : part.sample + sample;
              const component = (part.channel + channel) * samples + colour;
              const wanted = pixels[row * rowStride + (part.column + column) * components + component];
              if (target[at] !== wanted) expect.fail(`turn ${turn}: ${target[at]} is not ${wanted} at ${at}`);
            }
          }
        }
      }
    }
  });
});
