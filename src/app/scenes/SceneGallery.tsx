import type { OpenImage } from "../../browser/readingClient.ts";
import type { QueueItem } from "../state/queue.ts";

export function SceneGallery({ image }: { item: QueueItem; image: OpenImage }) {
  return image.description.scenes.length > 1 ? <section aria-label="Scenes" /> : null;
}
