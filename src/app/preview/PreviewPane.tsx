import { useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import { SelectField } from "../parts/SelectField.tsx";
import type { Planned } from "../state/planning.ts";
import type { QueueItem } from "../state/queue.ts";

export function PreviewPane({ planned }: { item: QueueItem; image: OpenImage; planned: Planned | null }) {
  const [level, setLevel] = useState("0");
  const output = planned?.plan?.outputs[0];
  if (output === undefined) return null;
  return (
    <section className="card" aria-label="Preview">
      <SelectField
        label="Pyramid level"
        value={level}
        options={output.levels.map(({ path }) => ({ value: path, label: `Level ${path}` }))}
        onChange={setLevel}
      />
    </section>
  );
}
