import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { planProblemOf } from "../state/planning.ts";
import { needsAttention, type QueueItem } from "../state/queue.ts";

/** Says that something in the queue needs attention, while something else is looked at. */
export function ProblemAlert() {
  const { store } = useSession();
  const items = useApp((state) => state.items);
  const selected = useApp((state) => state.selected);
  const settings = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const isInTrouble = (item: QueueItem): boolean =>
    needsAttention(item) || planProblemOf(item, { settings, stores }) !== null;
  const problems = items.filter(isInTrouble);
  const first = problems[0];
  // The one that is looked at has a card of its own, which says it.
  if (first === undefined || problems.some((item) => item.id === selected)) return null;
  return (
    <div className="queue-alert" role="alert">
      <p>
        {problems.length === 1 ? `${first.name} has a problem` : `${plural(problems.length, "file")} have problems`}
      </p>
      <Button look="quiet" onClick={() => store.dispatch({ type: "select", id: first.id })}>
        {problems.length === 1 ? "Look at it" : "Look at the first"}
      </Button>
    </div>
  );
}
