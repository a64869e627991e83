import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../../testing/contract/random.ts";
import { intersection, type Rectangle, visibleParts } from "./rectangle.ts";

const SIZE = 24;

/** Which item shows at each pixel, painted from the lowest (last) to the uppermost (first); -1 where none does. */
function painted(items: readonly { area: Rectangle }[], area: Rectangle): number[] {
  const canvas = new Array<number>(SIZE * SIZE).fill(-1);
  for (let index = items.length - 1; index >= 0; index--) {
    const part = intersection(items[index]!.area, area);
    if (part === null) continue;
    for (let y = part.top; y < part.bottom; y++) {
      for (let x = part.left; x < part.right; x++) canvas[y * SIZE + x] = index;
    }
  }
  return canvas;
}

function randomArea(random: SeededRandom, largest: number): Rectangle {
  const left = random.below(SIZE - 1);
  const top = random.below(SIZE - 1);
  const width = 1 + random.below(Math.min(largest, SIZE - left));
  const height = 1 + random.below(Math.min(largest, SIZE - top));
  return { left, top, right: left + width, bottom: top + height };
}

describe("visibleParts", () => {
  it.each([
    ["few large items", 6, 20, 300],
    ["many items", 40, 8, 100],
    // So many that areas are halved.
    ["single pixels", 700, 1, 5],
  ])("shows what painting one over the other would show: %s", (_, count, largest, turns) => {
    const random = new SeededRandom(count);
    for (let turn = 0; turn < turns; turn++) {
      const items = Array.from({ length: count }, () => ({ area: randomArea(random, largest) }));
      const area = largest === 1 ? { left: 0, top: 0, right: SIZE, bottom: SIZE } : randomArea(random, SIZE);
      const canvas = new Array<number>(SIZE * SIZE).fill(-1);
      for (const { item, part } of visibleParts(items, area)) {
        for (let y = part.top; y < part.bottom; y++) {
          for (let x = part.left; x < part.right; x++) {
            expect(canvas[y * SIZE + x], "each pixel once").toBe(-1);
            canvas[y * SIZE + x] = items.indexOf(item);
          }
        }
      }
      expect(canvas).toEqual(painted(items, area));
    }
  });

  it("leaves hidden items out", () => {
    const area = { left: 0, top: 0, right: 10, bottom: 10 };
    const top = { area };
    const hidden = { area: { left: 2, top: 2, right: 4, bottom: 4 } };
    expect(visibleParts([top, hidden], area)).toEqual([{ item: top, part: area }]);
  });
});
