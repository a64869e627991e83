import { fuzzRawFixtures } from "../../../testing/formats/fuzzRawFixtures.ts";
import { open as openAvi } from "./openAvi.ts";
import { open as openQuickTime } from "./openQuickTime.ts";

fuzzRawFixtures("avi", { open: openAvi, names: ["parts.avi", "records.avi", "palette.avi", "jpeg.avi"], seed: 350 });
fuzzRawFixtures("quicktime", { open: openQuickTime, names: ["long.mov", "palette.mov", "png.mov"], seed: 360 });
