/** Those of the scenes that are images, in their order: labels are scenes, too, but of another one (`labelOf`). */
export function imagesOf<Scene extends { labelOf?: unknown }>(scenes: readonly Scene[]): Scene[] {
  return scenes.filter(({ labelOf }) => labelOf === undefined);
}
