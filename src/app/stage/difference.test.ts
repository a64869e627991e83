import { expect, it, vi } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { differenceText } from "../preview/differenceText.ts";
import { initialChannels } from "./channelView.ts";
import { differenceInView, type Difference, type Side } from "./difference.ts";
import { DifferenceMeter } from "./differenceMeter.ts";
import { newTileCache } from "./imageTiles.ts";
import { frameOf, otherAt, quadsOf, type Sight } from "./stageFrame.ts";
import { tileBox, tilesTouching } from "./tiles.ts";
import { TileStore } from "./tileStore.ts";
import { viewImage, type ViewedImage } from "./viewedImage.ts";
import { initialView, reduceView, type ViewState } from "./viewState.ts";

const size = { width: 500, height: 300, foot: 0 };

type Value = (level: number, channel: number, x: number, y: number) => number;

/** An image of two channels whose values are said by `value`, with all of its tiles read. */
async function sideOf(image: ViewedImage, level: number, value: Value): Promise<Side> {
  const channels = initialChannels(image.output, image.channelCount).map((channel) => ({
    ...channel,
    isVisible: true,
  }));
  const tiles = new TileStore(
    async ({ place, plane }) => {
      const box = tileBox(image, place);
      const values = Float32Array.from({ length: box.width * box.height }, (_, at) =>
        value(place.level, plane.channel, box.x + (at % box.width), box.y + Math.floor(at / box.width)),
      );
      return { key: "", ...box, values };
    },
    newTileCache(2 ** 28),
  );
  const look = { camera: { x: 350, y: 150, zoom: 1.3 }, level, z: 0, t: 0, channels };
  const { width, height } = image.levels[level]!;
  const requests = tilesTouching(image, level, 0, 0, width * 8, height * 8).flatMap((place) =>
    channels.map((_, channel) => ({ place, plane: { channel, z: 0, t: 0 } })),
  );
  tiles.want(requests, {});
  while (tiles.isBusy) await new Promise((resolve) => setTimeout(resolve));
  return { picture: { image, tiles }, look };
}

/** By the definition, pixel for pixel. */
function slowDifference(image: ViewedImage, [fine, coarse]: [number, number], value: Value): Difference {
  const { width, height, factorX, factorY } = image.levels[fine]!;
  const other = image.levels[coarse]!;
  const found: { difference: number; channel: number }[] = [];
  for (let channel = 0; channel < image.channelCount; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isSeen =
          (x + 1) * factorX > 350 - size.width / 2.6 &&
          x * factorX < 350 + size.width / 2.6 &&
          (y + 1) * factorY > 150 - size.height / 2.6 &&
          y * factorY < 150 + size.height / 2.6;
        if (!isSeen) continue;
        const [otherX, otherY] = [
          Math.min(other.width - 1, Math.floor(((x + 0.5) * factorX) / other.factorX)),
          Math.min(other.height - 1, Math.floor(((y + 0.5) * factorY) / other.factorY)),
        ];
        const difference = Math.abs(value(fine, channel, x, y) - value(coarse, channel, otherX, otherY));
        if (!Number.isNaN(difference)) found.push({ difference, channel });
      }
    }
  }
  const largest = found.reduce((most, next) => (next.difference > most.difference ? next : most));
  const mean = found.reduce((sum, { difference }) => sum + difference, 0) / found.length;
  return { kind: "values", mean, largest: largest.difference, channel: largest.channel };
}

function finish(comparison: ReturnType<typeof differenceInView>): Difference | null {
  for (;;) {
    const { done, value } = comparison.next();
    if (done === true) return value;
  }
}

const image = viewImage(
  outputOf("cyx", [
    [2, 301, 603],
    [2, 151, 302],
    [2, 76, 151],
  ]),
);
const value: Value = (level, channel, x, y) =>
  level === 0 && x === 340 && y === 160
    ? channel === 1
      ? 9000
      : Number.NaN
    : ((x * 7 + y * 13) % 101) + level + channel;

it("compares the pixels in view, each of the finer level with the one that is drawn over its middle, whichever side it is on", async () => {
  const [fine, middle, coarse] = await Promise.all([0, 1, 2].map((level) => sideOf(image, level, value)));
  for (const [pair, sides] of [
    [
      [0, 1],
      [fine!, middle!],
    ],
    [
      [0, 2],
      [coarse!, fine!],
    ],
    [
      [1, 2],
      [middle!, coarse!],
    ],
  ] as const) {
    const found = finish(differenceInView(sides[0], sides[1], size));
    const expected = slowDifference(image, [...pair], value);
    expect(found).toMatchObject({ kind: "values", largest: (expected as { largest: number }).largest });
    // Only level 0 has the one that stands out.
    if (pair[0] === 0) expect(found).toMatchObject({ channel: 1 });
    expect((found as { mean: number }).mean).toBeCloseTo((expected as { mean: number }).mean, 9);
  }
  const same = finish(differenceInView(fine!, fine!, size));
  expect(same).toEqual({ kind: "values", mean: 0, largest: 0, channel: 0 });
});

it("knows nothing where something in view was not read, and counts labels that differ", async () => {
  const [fine, coarse] = await Promise.all([0, 1].map((level) => sideOf(image, level, value)));
  const nothing = { ...coarse!.picture, tiles: new TileStore(() => new Promise(() => {}), newTileCache(1)) };
  expect(finish(differenceInView(fine!, { ...coarse!, picture: nothing }, size))).toBeNull();
  const away = { camera: { x: 1e6, y: 0, zoom: 1 } };
  expect(
    finish(
      differenceInView(
        { ...fine!, look: { ...fine!.look, ...away } },
        { ...coarse!, look: { ...coarse!.look, ...away } },
        size,
      ),
    ),
  ).toBeNull();

  const labels = viewImage(
    outputOf("yx", [
      [100, 100],
      [50, 50],
    ]),
    true,
  );
  // A quarter of the pixels has a number of its own at the finer level.
  const numbers: Value = (level, _, x, y) => (level === 0 && x % 2 === 0 && y % 2 === 0 ? 7 : 3);
  const whole = { camera: { x: 50, y: 50, zoom: 1 } };
  const [a, b] = await Promise.all([0, 1].map((level) => sideOf(labels, level, numbers)));
  const difference = finish(
    differenceInView({ ...a!, look: { ...a!.look, ...whole } }, { ...b!, look: { ...b!.look, ...whole } }, size),
  );
  expect(difference).toEqual({ kind: "labels", share: 0.25 });
});

it("is said of what is seen once it is at rest, and of nothing else", async () => {
  const { picture } = await sideOf(image, 0, value);
  const other = { ...(await sideOf(image, 1, value)).picture, level: 1 };
  const state: ViewState = {
    ...initialView(image),
    camera: { x: 350, y: 150, zoom: 1.3 },
    level: 0,
  };
  const sight: Sight = { picture, other, labels: [], state, size, ratio: 1 };
  const meter = new DifferenceMeter();
  meter.look(sight);
  await vi.waitFor(() => expect(meter.store.get()).toMatchObject({ kind: "values", largest: expect.any(Number) }));
  const known = meter.store.get();
  // How values become light says nothing of them.
  const channels = state.channels.map((channel) => ({ ...channel, start: 3 }));
  meter.look({ ...sight, state: { ...state, channels } });
  expect(meter.store.get()).toBe(known);
  meter.look({ ...sight, state: { ...state, camera: { x: 100, y: 100, zoom: 1.3 } } });
  await vi.waitFor(() => expect(meter.store.get()).not.toBe(known));
  meter.look({ ...sight, other: null });
  expect(meter.store.get()).toBeNull();
});

it("shows two pictures in turn, each over all of the view", async () => {
  const { picture } = await sideOf(image, 0, value);
  const other = { ...(await sideOf(image, 1, value)).picture, level: 1 };
  let state = reduceView(image, { ...initialView(image), level: 0 }, { type: "comparedAs", as: "blink" });
  const look = (): Sight => ({ picture, other, labels: [], state, size, ratio: 1 });
  const levelSeen = (): number[] => {
    const { parts, isDifference } = frameOf(look(), quadsOf(look()), [0, 0, 0]);
    expect(isDifference).toBe(false);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ left: 0, right: size.width });
    return [...new Set(parts[0]!.quads.map(({ tile }) => tile.values[0]!))];
  };
  const first = levelSeen();
  expect(otherAt(look(), 499)).toBeNull();
  state = reduceView(image, state, { type: "swap" });
  expect(levelSeen()).not.toEqual(first);
  expect(otherAt(look(), 0)).toBe(other);
  state = reduceView(image, state, { type: "comparedAs", as: "handle" });
  expect([otherAt(look(), 0), otherAt(look(), 499)]).toEqual([null, other]);
  expect(state.isOtherSeen).toBe(false);
});

it("is said with its unit, and of which channel the largest is", () => {
  const channels = [
    { name: "Nuclei", isVisible: true },
    { name: "Membrane", isVisible: true },
  ];
  const values = { kind: "values", mean: 41.26, largest: 1208, channel: 1 } as const;
  expect(differenceText(values, "uint16", channels)).toBe(
    "Mean difference in view 41.3 counts · largest 1208 in “Membrane”",
  );
  expect(differenceText({ ...values, mean: 0.00123456, largest: 0.5 }, "float32", channels.slice(1))).toBe(
    "Mean difference in view 0.00123 · largest 0.5",
  );
  expect(differenceText({ ...values, mean: 0, largest: 0 }, "uint8", channels)).toBe("No difference in view");
  expect(differenceText({ kind: "labels", share: 0.0254 }, "uint32", channels)).toBe(
    "2.54 % of the pixels in view differ",
  );
  expect(differenceText(null, "uint16", channels)).toBe("Difference in view –");
});
