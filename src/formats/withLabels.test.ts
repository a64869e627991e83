import { describe, expect, it } from "vitest";
import { FakeReader, fakeScene } from "../../testing/contract/fakeReader.ts";
import { wholeRegion } from "../model/region.ts";
import { withLabels } from "./withLabels.ts";

const signal = new AbortController().signal;

describe("an image with labels of other files", () => {
  it("has the labels' scenes behind its own, each with whose it is, and reads each from its file", async () => {
    const image = new FakeReader({ scenes: [fakeScene({ shape: [3, 4] }), fakeScene({ shape: [5, 6] })] });
    const mask = new FakeReader({
      name: "mask.tif",
      scenes: [fakeScene({ shape: [2, 4] }), fakeScene({ shape: [5, 6] })],
    });
    const reader = withLabels(image, [{ name: "cells", reader: mask }]);
    expect(reader.description).toMatchObject({ name: "fake.bin", files: ["fake.bin"] });
    expect(reader.description.scenes.map(({ labelOf, isLabelImage }) => [labelOf, isLabelImage])).toEqual([
      [undefined, null],
      [undefined, null],
      [{ scene: 0, name: "cells" }, true],
      [{ scene: 1, name: "cells" }, true],
    ]);
    const pixels = new Uint16Array(8);
    await reader.readRegion({ scene: 2, level: 0, region: wholeRegion([2, 4]), signal }, pixels);
    expect([...pixels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    reader.close();
    expect([image.closed, mask.closed]).toEqual([1, 1]);
  });

  it("has them where the image is on its plate", () => {
    const fields = [
      { row: 0, column: 1, field: 4, acquisition: null },
      { row: 0, column: 0, field: 2, acquisition: null },
    ];
    const plate = { name: "p", rows: ["A"], columns: ["1", "2"], acquisitions: [], fields };
    const image = new FakeReader({ scenes: [fakeScene(), fakeScene()], plate });
    const reader = withLabels(image, [
      { name: "cells", reader: new FakeReader({ scenes: [fakeScene(), fakeScene()] }) },
    ]);
    expect(reader.description.plate!.fields).toEqual([...fields, ...fields]);
  });

  it("is refused where nothing tells whose the labels are", () => {
    const two = new FakeReader({ name: "mask.tif", scenes: [fakeScene(), fakeScene()] });
    expect(() => withLabels(new FakeReader(), [{ name: "cells", reader: two }])).toThrow(
      "mask.tif has 2 scenes, fake.bin 1",
    );
  });
});
