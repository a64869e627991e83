import { useState } from "react";
import type { Plan } from "../../plan/plan.ts";
import { CodeBlock } from "../parts/CodeBlock.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Segments } from "../parts/Segments.tsx";
import { waysToOpen } from "./openWith.ts";

/** How what was written is opened in other programs. */
export function OpenWith({ plan }: { plan: Plan }) {
  const ways = waysToOpen(plan);
  const [chosen, setChosen] = useState(ways[0]!.name);
  const way = ways.find(({ name }) => name === chosen)!;
  return (
    <section className="panel-part" aria-labelledby="open-title">
      <h2 id="open-title">How do I open it?</h2>
      <div className="programs">
        <Segments
          label="Program"
          value={chosen}
          options={ways.map(({ name }) => ({ value: name, label: name }))}
          onChange={setChosen}
        />
      </div>
      {way.steps !== null && (
        <p className={way.cannot ? "hint" : "muted"}>
          {way.cannot && <Icon name="warning" />}
          {way.steps}
        </p>
      )}
      {way.lines !== null && <CodeBlock text={way.lines} copyLabel={`Copy for ${way.name}`} />}
    </section>
  );
}
