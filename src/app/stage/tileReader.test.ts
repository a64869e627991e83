import { expect, it, vi } from "vitest";
import type { OpenImage, ReadingClient } from "../../browser/readingClient.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { LevelRequest, RoughRequest } from "../../protocol/api.ts";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { tileReaderFor } from "./tileReader.ts";
import { ROUGH_PLACE } from "./tiles.ts";
import { viewImage } from "./viewedImage.ts";

const { signal } = new AbortController();
const source = { id: 1 } as OpenImage;

/** Answers with pixels that say their place in the answer. */
function clientOf(dtype: "uint8" | "uint16") {
  const readRough = vi.fn(async (_: OpenImage, { shape }: Omit<RoughRequest, "source" | "token">) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    return { dtype, shape, pixels: Uint32Array.from({ length }, (__, index) => index), share: 0.25 };
  });
  const readLevel = vi.fn(async (_: OpenImage, { region }: Omit<LevelRequest, "source" | "token">) => {
    const length = region.shape.reduce((product, axis) => product * axis, 1);
    return { dtype, shape: [...region.shape], pixels: new Uint16Array(length).fill(7) };
  });
  return { client: { readRough, readLevel } as unknown as ReadingClient, readRough };
}

it("reads a tile of a level, and a rough picture of a plane that is as small as it is wanted", async () => {
  const image = viewImage(outputOf("cyx", [[2, 3000, 6000]]));
  const { client, readRough } = clientOf("uint16");
  const read = tileReaderFor(client, source, image);
  const tile = await read({ place: { level: 0, column: 11, row: 5 }, plane: { channel: 1, z: 0, t: 0 } }, signal);
  expect(tile).toMatchObject({ x: 5632, y: 2560, width: 368, height: 440 });
  expect(tile.values).toHaveLength(368 * 440);
  const rough = await read({ place: ROUGH_PLACE, plane: { channel: 1, z: 0, t: 0 } }, signal);
  expect(rough).toMatchObject({ x: 0, y: 0, width: 512, height: 256, share: 0.25 });
  expect(rough.values).toHaveLength(512 * 256);
  expect(readRough.mock.calls[0]![1]).toMatchObject({
    region: { start: [1, 0, 0], shape: [1, 3000, 6000] },
    shape: [1, 256, 512],
  });
});

it.each([
  ["cyx", [3, 4000, 8000], [131_072, 131_073]],
  ["yxs", [4000, 8000, 3], [1, 4]],
])("reads red, green and blue of a camera picture at once (%s)", async (axes, shape, firstOfGreen) => {
  const colors = ["FF0000", "00FF00", "0000FF"].map((color) => ({ label: "", color, active: true, window: null }));
  const image = viewImage(
    outputOf(axes, [shape], { dtype: "uint8", channels: colors } as unknown as Partial<OutputPlan>),
  );
  const { client, readRough } = clientOf("uint8");
  const read = tileReaderFor(client, source, image);
  const [, green] = await Promise.all(
    [0, 1, 2].map((channel) => read({ place: ROUGH_PLACE, plane: { channel, z: 0, t: 0 } }, signal)),
  );
  expect(readRough).toHaveBeenCalledOnce();
  expect([...green!.values.subarray(0, 2)]).toEqual(firstOfGreen);
});
