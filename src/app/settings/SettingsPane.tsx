import { Button } from "../parts/Button.tsx";
import type { QueueItem } from "../state/queue.ts";

export function SettingsPane(_: { item: QueueItem | null }) {
  return (
    <section className="card" aria-label="Settings">
      <Button>Advanced</Button>
    </section>
  );
}
