import { expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { AutoContrast } from "./autoContrast.ts";
import { initialChannels } from "./channelView.ts";
import { firstRequests, type Quad } from "./frame.ts";
import { viewImage } from "./viewedImage.ts";

const image = viewImage(
  outputOf("cyx", [
    [2, 600, 600],
    [2, 300, 300],
  ] as number[][]),
);
const channels = initialChannels(image.output, 2);
const box = { x: 0, y: 0, width: 2, height: 1 };

function quad(index: number, ...values: number[]): Quad {
  const tile = { key: "", ...box, values: Float32Array.from(values) };
  return { tile, source: box, target: box, index, channel: channels[index]!, isLabels: false };
}

it("takes contrasts from what is shown, until all is shown that was wanted", () => {
  const auto = new AutoContrast();
  const first = quad(0, 10, 20);
  const second = quad(0, 5, 40);
  expect(auto.look(image, [first], false)).toMatchObject([{ channel: 0, contrast: { start: 10, end: 20 } }]);
  expect(auto.look(image, [first, first], false)).toEqual([]);
  expect(auto.look(image, [first, second, quad(1, 7, 8)], true)).toMatchObject([
    { channel: 0, contrast: { minimum: 5, maximum: 40 } },
    { channel: 1, contrast: { start: 7, end: 8 } },
  ]);
  expect(auto.look(image, [quad(0, 0, 99)], true)).toEqual([]);
  auto.again(0);
  expect(auto.look(image, [quad(0, 0, 99)], true)).toMatchObject([{ channel: 0, contrast: { end: 99 } }]);
});

it("leaves alone what a person set", () => {
  const auto = new AutoContrast();
  auto.settle(0);
  expect(auto.look(image, [quad(0, 1, 2)], false)).toEqual([]);
});

it("has the whole of a plane asked for first: its coarsest level, or a rough picture where that takes long", () => {
  const look = { z: 0, t: 0, channels };
  expect(firstRequests(image, look).map(({ place, plane }) => [place.level, plane.channel])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const huge = viewImage(outputOf("cyx", [[2, 60_000, 60_000]]));
  expect(firstRequests(huge, look).map(({ place }) => place.level)).toEqual([-1, -1]);
  // A level of many tiles is none that shows all soon.
  expect(firstRequests(viewImage(outputOf("cyx", [[2, 600, 600]])), look)).toEqual([]);
});
