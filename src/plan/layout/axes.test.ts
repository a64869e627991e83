import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sizeOfShape } from "../../model/region.ts";
import { referenceLayout } from "../reference/referenceAxes.ts";
import { ngffLayouts, timeAxis } from "./axes.ts";
import { describeScene } from "../../../testing/plan/sampleDescription.ts";

function layout(axes: string, shape: number[]) {
  const layouts = ngffLayouts(describeScene(axes, shape));
  expect(layouts).toHaveLength(1);
  const { view, letters, shape: out } = layouts[0]!;
  return [letters.join(""), out, view.sources];
}

describe("NGFF's view", () => {
  test.each<[string, number[], unknown]>([
    ["yx", [31, 45], ["yx", [31, 45], [0, 1]]],
    ["tczyx", [3, 2, 3, 33, 47], ["tczyx", [3, 2, 3, 33, 47], [0, 1, 2, 3, 4]]],
    ["tzcyx", [2, 3, 2, 25, 19], ["tczyx", [2, 2, 3, 25, 19], [0, 2, 1, 3, 4]]],
    ["xyczt", [5, 4, 3, 2, 1], ["tczyx", [1, 3, 2, 4, 5], [4, 2, 3, 1, 0]]],
    ["yxs", [31, 45, 3], ["cyx", [3, 31, 45], [{ channel: null, sample: 2 }, 0, 1]]],
    ["cyxs", [2, 31, 45, 3], ["cyx", [6, 31, 45], [{ channel: 0, sample: 3 }, 1, 2]]],
    ["yxs", [31, 45, 1], ["yx", [31, 45], [0, 1]]],
    ["thzyx", [1, 32, 5, 7, 9], ["tczyx", [1, 32, 5, 7, 9], [0, { channel: null, sample: 1 }, 2, 3, 4]]],
    ["zx", [20, 30], ["zyx", [20, 1, 30], [0, null, 1]]],
    ["x", [30], ["yx", [1, 30], [null, 0]]],
    ["hbyx", [1, 1, 7, 9], ["yx", [7, 9], [2, 3]]],
  ])("%s %j", (axes, shape, expected) => {
    expect(layout(axes, shape)).toEqual(expected);
  });

  test("mosaic tiles that are not stitched give a store each", () => {
    const layouts = ngffLayouts(describeScene("mcyx", [3, 2, 7, 9]));
    expect(layouts.map(({ part, view }) => [part, view.fixed])).toEqual([
      ["M0", [{ axis: 0, index: 0 }]],
      ["M1", [{ axis: 0, index: 1 }]],
      ["M2", [{ axis: 0, index: 2 }]],
    ]);
    expect(layouts[0]!.letters).toEqual(["c", "y", "x"]);
  });

  test("two more axes: one becomes channels, the other stores", () => {
    const layouts = ngffLayouts(describeScene("vhyxs", [2, 4, 7, 9, 3]));
    expect(layouts.map(({ part, shape }) => [part, shape])).toEqual(
      [0, 1].flatMap((v) => [0, 1, 2, 3].map((h) => [`V${v}_H${h}`, [3, 7, 9]])),
    );
  });

  test("a lying file cannot ask for endless stores or channels", () => {
    expect(() => ngffLayouts(describeScene("mhyx", [2 ** 31 - 1, 2, 7, 9]))).toThrow("at most 100000");
    expect(() => ngffLayouts(describeScene("yxs", [7, 9, 2 ** 31 - 1]))).toThrow("at most 65536");
  });

  test("every value of a scene goes to exactly one place", () => {
    const letters = fc.shuffledSubarray(["t", "c", "z", "y", "x", "s", "m", "h"], { minLength: 1 });
    fc.assert(
      fc.property(letters, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }), (axes, sizes) => {
        const shape = axes.map((_, axis) => sizes[axis]!);
        const layouts = ngffLayouts(describeScene(axes.join(""), shape));
        const values = layouts.reduce((sum, each) => sum + sizeOfShape(each.shape), 0);
        expect(values).toBe(sizeOfShape(shape));
        for (const { view, letters: out } of layouts) {
          expect(out).toEqual(["t", "c", "z", "y", "x"].filter((letter) => out.includes(letter)));
          const used = view.sources.flatMap((source) =>
            source === null
              ? []
              : typeof source === "number"
                ? [source]
                : [source.sample, ...(source.channel === null ? [] : [source.channel])],
          );
          const all = [...used, ...(view.fixed ?? []).map(({ axis }) => axis)];
          expect(new Set(all).size).toBe(all.length);
          // An axis that nothing names is read at 0: it must have nothing else.
          axes.forEach((_, axis) => expect(all.includes(axis) || shape[axis] === 1).toBe(true));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test("the reader's view keeps its order and adds what the scene lacks", () => {
  const scene = describeScene("cyx", [2, 7, 9]);
  scene.reference.axes = ["t", "c", "z", "y", "x"];
  expect(referenceLayout(scene)).toMatchObject({ view: { sources: [null, 0, null, 1, 2] }, shape: [1, 2, 1, 7, 9] });
});

test("the time axis is the one that runs over the scene's time points", () => {
  expect(timeAxis({ sources: [2, 0, 1] }, ["z", "y", "t"])).toBe(0);
  expect(timeAxis({ sources: [0, 1] }, ["y", "x"])).toBeNull();
});
