import type { SceneDescription } from "../../../model/image.ts";
import type { ReadPixels } from "../../shared/rawScene.ts";

/** A scene that is described, and how its levels are read. */
export type FrameScene = { scene: SceneDescription; levels: readonly ReadPixels[]; notes: readonly string[] };
