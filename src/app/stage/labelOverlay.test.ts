import { describe, expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { compositeFrame } from "./composite.ts";
import type { Look } from "./frame.ts";
import { newTileCache } from "./imageTiles.ts";
import { labelColor } from "./labelColors.ts";
import { lookAtLabels } from "./labelLook.ts";
import { labelValuesAt } from "./readout.ts";
import { frameOf, quadsOf, wantTiles, type Sight } from "./stageFrame.ts";
import type { Picture } from "./stageStatus.ts";
import { tileBox } from "./tiles.ts";
import { TileStore } from "./tileStore.ts";
import { viewImage } from "./viewedImage.ts";
import { initialView } from "./viewState.ts";

const SIDE = 4;
const size = { width: SIDE, height: SIDE, foot: 0 };

/** A picture of 4 × 4 pixels. */
function pictureOf(isLabels: boolean, valueAt: (at: number) => number): Picture {
  const output = outputOf("yx", [[SIDE, SIDE]]);
  const image = viewImage({ ...output, imageName: isLabels ? "cells" : "picture" }, isLabels);
  const tiles = new TileStore(
    async ({ place }) => {
      const box = tileBox(image, place);
      return { key: "", ...box, values: Uint32Array.from({ length: box.width * box.height }, (_, at) => valueAt(at)) };
    },
    newTileCache(2 ** 20),
  );
  return { image, tiles };
}

/** Object 7 in the upper half; below there is none. */
const labels = pictureOf(true, (at) => (at < 8 ? 7 : 0));
const picture = pictureOf(false, () => 100);

async function sightOf(changes: Partial<Sight> = {}): Promise<Sight> {
  const state = initialView(picture.image);
  const channels = state.channels.map((channel) => ({ ...channel, start: 0, end: 200, color: [1, 1, 1] as const }));
  const camera = { x: SIDE / 2, y: SIDE / 2, zoom: 1 };
  const sight: Sight = {
    picture,
    other: null,
    labels: [labels],
    state: { ...state, channels, camera, level: 0 },
    size,
    ratio: 1,
    ...changes,
  };
  wantTiles(sight, {});
  while (picture.tiles.isBusy || labels.tiles.isBusy) await new Promise((resolve) => setTimeout(resolve));
  return sight;
}

const draw = (sight: Sight) => [...compositeFrame(frameOf(sight, quadsOf(sight), [0, 0, 0]))];

describe("labels over an image", () => {
  it("tint it where an object is, and leave it as it is elsewhere", async () => {
    const rgba = draw(await sightOf());
    const gray = 127.5;
    const tinted = labelColor(7).map((part) => Math.round(gray * 0.55 + 255 * part * 0.45));
    expect(rgba.slice(0, 3).map((part, at) => Math.abs(part - tinted[at]!))).toEqual([
      expect.toSatisfy((off: number) => off <= 1),
      expect.toSatisfy((off: number) => off <= 1),
      expect.toSatisfy((off: number) => off <= 1),
    ]);
    expect(rgba.slice(-4, -1)).toEqual([128, 128, 128]);
    expect(draw(await sightOf({ labels: [] })).slice(0, 3)).toEqual([128, 128, 128]);
  });

  it("lie over both pictures of a comparison, but not over what tells them apart", async () => {
    const sight = await sightOf({ other: { ...picture, level: 0 } });
    const overIn = (comparedAs: Sight["state"]["comparedAs"]) =>
      frameOf({ ...sight, state: { ...sight.state, comparedAs } }, quadsOf(sight), [0, 0, 0]).parts.map(
        ({ quads }) => quads.filter(({ isOver }) => isOver === true).length,
      );
    expect(overIn("handle")).toEqual([1, 1]);
    expect(overIn("blink")).toEqual([1]);
    expect(overIn("difference")).toEqual([0, 0]);
  });

  it("are those of the slice and time that is seen, or the only ones that there are", () => {
    const look: Look = { camera: { x: 0, y: 0, zoom: 1 }, level: 3, z: 5, t: 2, channels: [] };
    expect(lookAtLabels(look, labels.image)).toMatchObject({ level: 0, z: 0, t: 0, channels: [{ opacity: 0.45 }] });
    expect(lookAtLabels(look, { ...labels.image, sizeZ: 9, sizeT: 3 })).toMatchObject({ z: 5, t: 2 });
  });

  it("say their number under the pointer", async () => {
    await sightOf();
    const look: Look = { camera: { x: 0, y: 0, zoom: 1 }, level: 0, z: 0, t: 0, channels: [] };
    const at = (y: number) => labelValuesAt([labels], look, { x: 1.5, y });
    expect(at(0.5)).toEqual([{ name: "cells", color: labelColor(7), value: 7 }]);
    expect(at(3.5)).toMatchObject([{ value: 0 }]);
    expect(at(9)).toEqual([]);
  });
});
