import { describe, expect, it } from "vitest";
import type { PlateDescription, SceneDescription } from "../model/image.ts";
import { checkDescription } from "./checkDescription.ts";
import { FakeReader, fakeScene } from "../../testing/contract/fakeReader.ts";
import { guardReader } from "./guardedReader.ts";
import type { ImageReader } from "./reader.ts";

const signal = new AbortController().signal;
const whole = { scene: 0, level: 0, region: { start: [0, 0], shape: [3, 4] }, signal };

describe("guardReader", () => {
  it("passes good requests on", async () => {
    const target = new Uint16Array(2);
    await guardReader(new FakeReader()).readRegion({ ...whole, region: { start: [2, 1], shape: [1, 2] } }, target);
    expect([...target]).toEqual([9, 10]);
  });

  it("refuses wrong requests", async () => {
    const reader = guardReader(new FakeReader());
    const target = new Uint16Array(12);
    const regions = [
      { start: [0, 0], shape: [3, 5] },
      { start: [1, 0], shape: [3, 4] },
      { start: [-1, 0], shape: [3, 4] },
      { start: [0, 0], shape: [0, 4] },
      { start: [0.5, 0], shape: [1, 4] },
      { start: [0], shape: [3] },
    ];
    for (const region of regions) {
      await expect(reader.readRegion({ ...whole, region }, target)).rejects.toMatchObject({ kind: "internal" });
    }
    for (const request of [
      { ...whole, scene: 1 },
      { ...whole, level: 1 },
    ]) {
      await expect(reader.readRegion(request, target)).rejects.toMatchObject({ kind: "internal" });
    }
    await expect(reader.readRegion(whole, new Uint16Array(11))).rejects.toMatchObject({ kind: "internal" });
    await expect(reader.readRegion(whole, new Int16Array(12))).rejects.toMatchObject({ kind: "internal" });
  });

  it("ends calls under way when closed or aborted, closes once, and removes its listeners", async () => {
    const inner = new FakeReader();
    const seen: AbortSignal[] = [];
    const waiting: ImageReader = {
      description: inner.description,
      readRegion: (request) =>
        new Promise((_, reject) => {
          seen.push(request.signal);
          request.signal.addEventListener("abort", () => reject(new Error("some inner failure")));
        }),
      close: () => inner.close(),
    };
    const reader = guardReader(waiting);
    const controller = new AbortController();
    const first = reader.readRegion({ ...whole, signal: controller.signal }, new Uint16Array(12));
    const second = reader.readRegion(whole, new Uint16Array(12));
    controller.abort();
    await expect(first).rejects.toMatchObject({ kind: "cancelled" });
    expect(seen[1]!.aborted).toBe(false);
    reader.close();
    reader.close();
    await expect(second).rejects.toMatchObject({ kind: "cancelled" });
    await expect(reader.readRegion(whole, new Uint16Array(12))).rejects.toMatchObject({ kind: "cancelled" });
    expect(inner.closed).toBe(1);
  });

  it("tags errors and names the file", async () => {
    for (const [thrown, kind] of [
      [new TypeError("oops"), "internal"],
      [new RangeError("Array buffer allocation failed"), "memory"],
      [new RangeError("Invalid typed array length: 99"), "memory"],
    ] as const) {
      const { description } = new FakeReader();
      const failing = { description, readRegion: () => Promise.reject(thrown), close() {} };
      await expect(guardReader(failing).readRegion(whole, new Uint16Array(12))).rejects.toMatchObject({
        kind,
        details: { file: "fake.bin" },
      });
    }
  });
});

describe("checkDescription", () => {
  const check = (over: Partial<SceneDescription>) =>
    checkDescription(new FakeReader({ scenes: [fakeScene(over)] }).description);

  it("accepts a good one", () => {
    expect(() => check({})).not.toThrow();
  });

  it("refuses names and texts that no one could read", () => {
    const name = "n".repeat(65_537);
    for (const over of [{ name }, { id: name }, { facts: { Objective: "o".repeat(2 ** 20 + 1) } }]) {
      expect(() => check(over)).toThrow(expect.objectContaining({ kind: "limit" }));
    }
    const [channel] = fakeScene({}).channels;
    expect(() => check({ channels: [{ ...channel!, name }] })).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => check({ name: name.slice(1) })).not.toThrow();
  });

  it("holds a plate against its scenes", () => {
    const { description } = new FakeReader({ scenes: [fakeScene({})] });
    const plate: PlateDescription = {
      name: "P",
      rows: ["A"],
      columns: ["1", "2"],
      acquisitions: [{ id: 3, name: "night" }],
      fields: [{ row: 0, column: 1, field: 1, acquisition: 3 }],
    };
    const checkPlate = (over: Partial<PlateDescription>) =>
      checkDescription({ ...description, plate: { ...plate, ...over } });
    expect(() => checkPlate({})).not.toThrow();
    const bad: [Partial<PlateDescription>, string][] = [
      [{ fields: [] }, "internal"],
      [{ fields: [{ row: 1, column: 1, field: 1, acquisition: null }] }, "internal"],
      [{ fields: [{ row: 0, column: 2, field: 1, acquisition: null }] }, "internal"],
      [{ fields: [{ row: 0, column: 1, field: 1, acquisition: 4 }] }, "internal"],
      [{ columns: ["1", "1"] }, "internal"],
      [{ rows: ["../A"] }, "internal"],
      [{ name: "n".repeat(65_537) }, "limit"],
      [{ columns: Array.from({ length: 20_001 }, (_, column) => String(column)) }, "limit"],
    ];
    for (const [over, kind] of bad) expect(() => checkPlate(over)).toThrow(expect.objectContaining({ kind }));
  });

  it("holds the blocks against the size of the file", () => {
    const [width, height] = [20_000, 20_000];
    const shape = { shape: [height, width], levels: [{ shape: [height, width] }], blockShape: [height, width] };
    const { description } = new FakeReader({ scenes: [fakeScene({ ...shape, dtype: "uint8" })] });
    expect(() => checkDescription(description, 388_871)).toThrow(expect.objectContaining({ kind: "limit" }));
    expect(() => checkDescription(description, 4_000_000)).not.toThrow();
    expect(() => checkDescription(description)).not.toThrow();
  });

  it("knows whose fault it is", () => {
    const bad: [Partial<SceneDescription>, string][] = [
      [{ shape: [0, 4], levels: [{ shape: [0, 4] }] }, "corrupt"],
      [{ shape: [2 ** 31, 4], levels: [{ shape: [2 ** 31, 4] }], blockShape: [1, 4] }, "limit"],
      [
        { shape: [2 ** 31 - 1, 2 ** 31 - 1], levels: [{ shape: [2 ** 31 - 1, 2 ** 31 - 1] }], blockShape: [1, 1] },
        "limit",
      ],
      [{ shape: [2 ** 20, 2 ** 20], levels: [{ shape: [2 ** 20, 2 ** 20] }] }, "limit"],
      [{ axes: ["c", "x"], shape: [70_000, 1], levels: [{ shape: [70_000, 1] }] }, "limit"],
      [{ axes: ["x", "x"] }, "internal"],
      [{ axes: ["Y", "X"] }, "internal"],
      [{ scale: [1] }, "internal"],
      [{ levels: [] }, "internal"],
      [{ levels: [{ shape: [3, 3] }] }, "internal"],
      [{ blockShape: [4, 4] }, "internal"],
      [{ channels: [] }, "internal"],
      [{ channels: [{ name: null, color: "#ffffff", window: null, emissionWavelengthNanometre: null }] }, "internal"],
    ];
    for (const [over, kind] of bad) {
      expect(() => check(over), JSON.stringify(over)).toThrow(expect.objectContaining({ kind }));
    }
    expect(() => checkDescription(new FakeReader({ scenes: [] }).description)).toThrow(
      expect.objectContaining({ kind: "corrupt" }),
    );
  });
});
