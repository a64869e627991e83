import type { OutputPlan, Plan, PlanNote } from "../../plan/plan.ts";
import { planLosses } from "../../plan/planNotes.ts";
import { plural } from "../figures.ts";
import { Fold } from "../parts/Fold.tsx";
import { Icon } from "../parts/Icon.tsx";

/** What is to be known of an image, and what is lost in the others that are written with it: each says by its name which it is. */
export function PlanNotes({ plan, output }: { plan: Plan; output: OutputPlan }) {
  const own = [...plan.notes, ...output.notes];
  const said = new Set(own.map(({ text }) => text));
  const elsewhere = planLosses(plan).filter((text) => !said.has(text));
  if (own.length + elsewhere.length === 0) {
    return (
      <p className="hint">
        <Icon name="cube" />
        <strong>Everything is carried over</strong>
      </p>
    );
  }
  return (
    <>
      {own.length > 0 && (
        <ul className="notes">
          {own.map((note, index) => (
            <Note key={index} {...note} />
          ))}
        </ul>
      )}
      <Losses texts={elsewhere} />
    </>
  );
}

/** Sentences that are shown at once. */
const SHOWN = 3;

/** What is lost, sentence by sentence; of many the first ones, and the others when they are asked for. */
export function Losses({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null;
  const list = (some: readonly string[]) => (
    <ul className="notes">
      {some.map((text) => (
        <Note key={text} severity="loss" text={text} />
      ))}
    </ul>
  );
  const further = texts.slice(SHOWN);
  return (
    <>
      {list(texts.slice(0, SHOWN))}
      {further.length > 0 && (
        <Fold title={plural(further.length, "further loss", "further losses")}>{list(further)}</Fold>
      )}
    </>
  );
}

const NOTE_ICONS = { information: "info", change: "info", loss: "warning" } as const;
const NOTE_WORDS = { information: "Note", change: "Changed", loss: "Lost" } as const;

function Note({ severity, text }: PlanNote) {
  return (
    <li className="hint" data-severity={severity}>
      <Icon name={NOTE_ICONS[severity]} />
      <span>
        <strong>{NOTE_WORDS[severity]}:</strong> {text}
      </span>
    </li>
  );
}
