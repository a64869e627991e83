import { expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { loadKernel } from "../../codecs/kernel.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { PlaneChunks } from "./planeChunks.ts";

const [SIDE, CHUNK] = [48, 64];
const PLANE_BYTES = 2 * SIDE * SIDE;

/** Two planes, and the chunk of three that they are cut into. */
async function twoPlanes(more: Partial<OutputPlan> = {}) {
  const workspace = (await loadKernel()).workspace();
  const image = describeImage([{ ...describeScene("zyx", [2, SIDE, SIDE]), dtype: "uint16" }]);
  const { outputs } = planConversion(image, parseSettings({ chunk_shape: [2, SIDE, SIDE] }));
  const address = workspace.reserve(2 * PLANE_BYTES);
  const planes = workspace.view({ address, length: 2 * PLANE_BYTES });
  planes.forEach((_, at) => (planes[at] = (at * 7) % 251));
  const part = (plane: number) => ({
    address: address + plane * PLANE_BYTES,
    stride: 2 * SIDE,
    rows: SIDE,
    columns: SIDE,
    plane,
  });
  const parts = [part(0), part(1)];
  const chunks = new PlaneChunks(workspace, { ...outputs[0]!, ...more }, 3 * 2 * CHUNK * CHUNK, () => undefined);
  const chunk = chunks.chunk({ shape: { planes: 3, rows: CHUNK, columns: CHUNK }, parts });
  return { chunk, parts, changePixel: (at: number) => (workspace.view({ address: address + at, length: 1 })[0]! ^= 1) };
}

test.each<Partial<OutputPlan>>([
  {},
  { compressor: null },
  { byteOrder: "big" },
  { compressor: null, byteOrder: "big" },
])("a chunk is what its planes are: %o", async (more) => {
  const { chunk } = await twoPlanes(more);
  const checksum = chunk.checksum();
  chunk.checkRoundTrip(chunk.encode()!, "0");
  expect(chunk.checksum()).toBe(checksum);
});

test.each([0, PLANE_BYTES - 1, PLANE_BYTES, 2 * PLANE_BYTES - 1])(
  "a pixel that is another one is noticed: %i",
  async (at) => {
    const { chunk, changePixel } = await twoPlanes();
    const encoded = chunk.encode()!;
    changePixel(at);
    expect(() => chunk.checkRoundTrip(encoded, "0")).toThrow(expect.objectContaining({ kind: "internal" }));
  },
);

test.each<[string, (parts: { rows: number; columns: number }[]) => void]>([
  ["rows", (parts) => parts[1]!.rows--],
  ["columns", (parts) => parts[0]!.columns--],
  ["planes", (parts) => parts.pop()],
])("what is stored where there are no %s is noticed", async (_, lose) => {
  const { chunk, parts } = await twoPlanes();
  const encoded = chunk.encode()!;
  lose(parts);
  expect(() => chunk.checkRoundTrip(encoded, "0")).toThrow(expect.objectContaining({ kind: "internal" }));
});
