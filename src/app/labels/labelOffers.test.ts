import { describe, expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import type { SceneDescription } from "../../model/image.ts";
import { newItem, type QueueItem } from "../state/queue.ts";
import { labelNameOf } from "./labelNames.ts";
import { labelOffers } from "./labelOffers.ts";
import { whyNoLabels } from "./whyNoLabels.ts";

function item(path: string, scenes: SceneDescription[] = [describeScene("yx", [64, 48])]): QueueItem {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const source = { kind: "files" as const, files: [], main: name };
  const description = describeImage(scenes, { name, files: [name] });
  const base = newItem(path, "drop", { name, path, base: "", fromFolder: false, source });
  return { ...base, verdict: { kind: "ready", image: { id: 1, description } } };
}

const offered = (...items: QueueItem[]) =>
  labelOffers(items, []).map(({ image, mask, name }) => `${mask.path} of ${image.path} as ${name}`);

describe("masks are offered to the images that their names say", () => {
  it.each([
    ["cells.tif", "cells_mask.tif", "mask"],
    ["cells.ome.tif", "cells_nuclei_masks.png", "nuclei"],
    ["Cells 01.nd2", "cells-01_cp_masks.tif", "masks"],
    ["cells.tif", "labels_cells.tif", "labels"],
    ["images/7.tif", "masks/7.tif", "masks"],
    ["7.tif", "nuclei labels/7.tif", "nuclei"],
  ])("%s has %s as %s", (image, mask, name) => {
    expect(offered(item(image), item(mask), item("other.tif"))).toEqual([`${mask} of ${image} as ${name}`]);
  });

  it.each([
    [["cells.tif", "cells_2.tif"], "no word says so"],
    [["cells.tif", "masked.tif"], "a part of a word says nothing"],
    [["day1/cells.tif", "day2/cells_mask.tif"], "another folder"],
    [["a_mask.tif", "a_mask_seg.tif"], "a mask is no image"],
    [["cells.tif", "x_mask.tif"], "another name"],
    [["a/7.tif", "b/7.tif", "masks/7.tif"], "two images of that name"],
  ])("none in %j: %s", (paths) => {
    expect(offered(...paths.map((path) => item(path)))).toEqual([]);
  });

  it("takes the longest name, and leaves what was declined, is under way, or does not fit", () => {
    const [a, ab, mask] = [item("a.tif"), item("a_b.tif"), item("a_b_mask.tif")];
    expect(offered(a, ab, mask)).toEqual(["a_b_mask.tif of a_b.tif as mask"]);
    expect(labelOffers([a, ab, mask], [mask.id])).toEqual([]);
    expect(offered(a, { ...ab, run: { kind: "running" } }, { ...mask, run: { kind: "running" } })).toEqual([]);
    expect(offered(ab, item("a_b_mask.tif", [describeScene("yx", [64, 47])]))).toEqual([]);
  });
});

it("says of other files what their labels are called by what the name has beside the image's", () => {
  expect(labelNameOf("x/cells_nuclei_mask.tif", "y/cells.tif")).toBe("nuclei");
  expect(labelNameOf("seg.tif", "cells.tif")).toBe("seg");
  expect(labelNameOf("cells.tif", "cells.tif")).toBe("labels");
});

describe("why a file cannot be labels of an image", () => {
  const image = describeImage([describeScene("tcyx", [3, 2, 64, 48])], { name: "a.tif" });
  const why = (...scenes: SceneDescription[]) => whyNoLabels(image, describeImage(scenes, { name: "m.tif" }));

  it("is nothing where each axis is as long as the image's, or 1, or not there", () => {
    expect(why(describeScene("yx", [64, 48]))).toBeNull();
    expect(why(describeScene("tcyx", [3, 1, 64, 48]))).toBeNull();
  });

  it("is said", () => {
    expect(why(describeScene("yx", [64, 47]))).toContain("they have y 64, x 47, it has t 3, c 2, y 64, x 48");
    expect(why(describeScene("zyx", [5, 64, 48]))).toContain("do not fit");
    expect(why(describeScene("yx", [64, 48], { dtype: "float32" }))).toContain("no whole numbers");
    expect(why(describeScene("yx", [64, 48]), describeScene("yx", [64, 48]))).toBe(
      "m.tif holds 2 images, a.tif one image.",
    );
    const own = describeScene("yx", [64, 48], { labelOf: { scene: 0, name: "x" } });
    expect(why(describeScene("yx", [64, 48]), own)).toBe("m.tif has labels of its own.");
  });
});
