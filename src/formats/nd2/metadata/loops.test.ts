import { describe, expect, it } from "vitest";
import { type Nd2Recipe } from "../../../../fixtures/nd2Bytes.ts";
import {
  base,
  expectedPixels,
  openRecipe,
  plane,
  planes,
  readWhole,
  time,
  z,
} from "../../../../fixtures/nd2Testing.ts";

describe("loops", () => {
  const shapeOf = async (experiment: Nd2Recipe["experiment"], frames: number, more: Partial<Nd2Recipe> = {}) => {
    const { scenes, notes } = (await openRecipe({ ...base, frames, experiment: experiment!, ...more })).description;
    const { axes, shape } = scenes[0]!;
    const long = axes.flatMap((axis, index) =>
      shape[index]! > 1 && !"cyx".includes(axis) ? [`${axis}${shape[index]}`] : [],
    );
    return { scenes: scenes.length, long: long.join(" "), notes, scale: scenes[0]!.scale, axes };
  };

  it("of time in phases count those that took place", async () => {
    const pPeriod = [3, 2, 4].map((count) => ({ uiCount: count, dPeriod: 100 * count }));
    const phases = { eType: 8, uLoopPars: { uiCount: 9, pPeriod, pPeriodValid: Uint8Array.of(1, 0, 1) } };
    const found = await shapeOf(phases, 7);
    expect(found).toMatchObject({ long: "t7", notes: [expect.stringContaining("not evenly spaced")] });
    expect(found.scale[0]).toBeNull();
  });

  it("of time in phases may have loops of their own", async () => {
    const uLoopPars = {
      uiPeriodCount: 2,
      pPeriod: [{ uiCount: 2 }, { uiCount: 1 }],
      pPeriodValid: Uint8Array.of(1, 1),
      pSubLoops: [{ ppNextLevelEx: [{ SLxExperiment: z(3) }] }, { ppNextLevelEx: [{ SLxExperiment: z(3) }] }],
    };
    expect(await shapeOf({ eType: 8, uLoopPars }, 9)).toMatchObject({ long: "t3 z3" });
  });

  it("of channels are none, wherever they stand", async () => {
    const spectral = { eType: 6, uLoopPars: { pPlanes: { uiCount: 2 } } };
    expect(await shapeOf({ ...spectral, ppNextLevelEx: [time(2, z(3))] }, 6)).toMatchObject({ long: "t2 z3" });
    expect(await shapeOf(time(2, { ...spectral, ppNextLevelEx: [z(3)] }), 6)).toMatchObject({ long: "t2 z3" });
    expect(await shapeOf(z(3, time(2, spectral)), 6)).toMatchObject({ long: "z3 t2" });
  });

  it("side by side are one: the longer of the same kind", async () => {
    const experiment = { ...time(2), ppNextLevelEx: [z(2), z(3), { ...time(5) }] };
    expect(await shapeOf(experiment, 6)).toMatchObject({ long: "t2 z3" });
  });

  it("of custom experiments are an axis of their own; unknown ones are left out", async () => {
    expect(await shapeOf({ eType: 7, uLoopPars: { uiCount: 6 } }, 6)).toMatchObject({ long: "u6" });
    expect(await shapeOf(time(6, { eType: 77, uLoopPars: { uiCount: 6 } }), 6)).toMatchObject({ long: "t6" });
  });

  it("of one step come first, as BioIO has them", async () => {
    const found = await shapeOf(time(1, z(3)), 3, { components: 1, picture: planes(plane("one")) });
    expect(found.axes.join("")).toBe("tczyx");
  });

  it("of one kind within each other are one axis", async () => {
    const recipe = { ...base, frames: 12, experiment: time(2, z(3, time(2))) };
    const reader = await openRecipe(recipe);
    const scene = reader.description.scenes[0]!;
    expect(scene.axes.join("")).toBe("tzcyx");
    expect(scene.shape.slice(0, 2)).toEqual([4, 3]);
    const frameOf = ({ t, z: slice }: Record<string, number>): number => (t! >> 1) * 6 + slice! * 2 + (t! & 1);
    expect(await readWhole(reader)).toEqual(expectedPixels(scene, recipe, frameOf));
  });

  it("of positions become scenes, those that did not take place left out", async () => {
    const Points = [0, 1, 2].map((index) => ({
      dPosX: index,
      dPosY: 10 * index,
      dPosZ: 7,
      dPosName: index === 2 ? "C3" : "",
    }));
    const positions = {
      eType: 2,
      uLoopPars: { uiCount: 3, bRelativeXY: true, dReferenceX: 100, dReferenceY: 200, Points },
      pItemValid: Uint8Array.of(1, 0, 1),
      ppNextLevelEx: [z(3)],
    };
    const recipe = { ...base, frames: 12, experiment: time(2, positions) };
    const reader = await openRecipe(recipe);
    const { scenes } = reader.description;
    expect(scenes.map(({ id, origin }) => ({ id, origin }))).toEqual([
      { id: "XYPos:0", origin: [null, null, null, 200, 100] },
      { id: "C3", origin: [null, null, null, 220, 102] },
    ]);
    const frameOf = ({ t, z: slice }: Record<string, number>): number => t! * 6 + 3 + slice!;
    expect(await readWhole(reader, 1)).toEqual(expectedPixels(scenes[1]!, recipe, frameOf));
  });

  it("of positions in wells are a plate", async () => {
    const plateOf = async (...names: string[]) => {
      const Points = names.map((dPosName) => ({ dPosX: 0, dPosY: 0, dPosZ: 0, dPosName }));
      const experiment = { eType: 2, uLoopPars: { uiCount: names.length, Points } };
      return (await openRecipe({ ...base, frames: names.length, experiment })).description.plate;
    };
    expect(await plateOf("B04_0006", "B04_0007", "C12_0001")).toMatchObject({
      rows: ["A", "B", "C"],
      fields: [
        { row: 1, column: 3, field: 6 },
        { row: 1, column: 3, field: 7 },
        { row: 2, column: 11, field: 1 },
      ],
    });
    expect(await plateOf("B04", "edge")).toBeUndefined();
    expect(await plateOf("", "")).toBeUndefined();
  });

  it("that explain too few frames give way to the description in words", async () => {
    const text = { TextInfoItem_5: "Metadata:\r\nDimensions: T(2) x λ(2) x Z(3)\r\nCamera Name: X(9)" };
    const found = await shapeOf(time(2), 6, { text });
    expect(found).toMatchObject({ long: "t2 z3", notes: [] });
    expect(found.scale[0]).toBe(1);
    expect(await shapeOf(undefined, 6, { text })).toMatchObject({
      long: "t2 z3",
      notes: [expect.stringContaining("text")],
    });
  });

  it("that explain too few frames leave the others out, and say so", async () => {
    expect(await shapeOf(time(2), 6)).toMatchObject({
      long: "t2",
      notes: [expect.stringContaining("only explains 2")],
    });
    expect(await shapeOf(undefined, 6)).toMatchObject({ long: "t6", notes: [expect.stringContaining("time points")] });
  });

  it("that promise more frames than there are leave black ones", async () => {
    const found = await shapeOf(time(4, z(3)), 6);
    expect(found).toMatchObject({ long: "t4 z3", notes: [expect.stringContaining("6 frames are missing of the 12")] });
  });

  it("of time without an interval have the measured one, if it is even", async () => {
    const cache = (times: number[]) => ({
      "CustomData|AcqTimesCache!": new Uint8Array(Float64Array.from(times).buffer),
    });
    const fast = { ...time(2, z(3)), uLoopPars: { uiCount: 2, dPeriod: 0 } };
    const even = await shapeOf(fast, 6, { chunks: cache([10, 20, 30, 260, 270, 280]) });
    expect(even.scale[0]).toBe(0.25);
    const many = { ...time(3), uLoopPars: { uiCount: 3, dPeriod: 0 } };
    expect((await shapeOf(many, 3, { chunks: cache([10, 20, 60]) })).scale[0]).toBeNull();
    expect((await shapeOf(many, 3, { chunks: cache([10, 20]) })).scale[0]).toBeNull();
    expect((await shapeOf(time(3), 3, { chunks: cache([10, 20, 30]) })).scale[0]).toBe(1);
  });
});
