import { memo } from "react";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSession } from "../sessionContext.ts";
import { marksAfter } from "../state/marks.ts";
import type { QueueItem } from "../state/queue.ts";
import { queueGroups } from "./queueGroups.ts";
import { QueueRow } from "./QueueRow.tsx";
import { useRowDrag } from "./useRowDrag.ts";

type QueueEntryProps = {
  item: QueueItem;
  /** Its place among `count`, where not all of them are drawn; else null. */
  place: number | null;
  count: number;
  isSelected: boolean;
  isMarked: boolean;
  canMove: boolean;
  /** There is nothing more urgent to read than its thumbnail. */
  mayRead: boolean;
  onSelect: () => void;
};

const SHOWN = ["item", "place", "count", "isSelected", "isMarked", "canMove", "mayRead"] as const;

/** One row. A queue may be long and changes often: only rows whose item changed are drawn again. */
export const QueueEntry = memo(
  function QueueEntry(props: QueueEntryProps) {
    const { item, place, count, isSelected, isMarked, canMove, mayRead, onSelect } = props;
    const session = useSession();
    const drag = useRowDrag(item.id);
    return (
      <li
        className="queue-item"
        data-id={item.id}
        data-selected={isSelected || undefined}
        data-marked={isMarked || undefined}
        {...(place === null ? {} : { "aria-posinset": place, "aria-setsize": count })}
        {...drag}
      >
        <button
          type="button"
          className="queue-select"
          aria-current={isSelected || undefined}
          // One stop of the tab key for the whole list.
          tabIndex={isSelected ? 0 : -1}
          aria-pressed={isMarked || undefined}
          onClick={(event) => {
            const state = session.store.get();
            const { items, marked, selected } = state;
            const pressed = { id: item.id, isToggle: event.ctrlKey || event.metaKey, isRange: event.shiftKey };
            // As they are seen.
            const order = queueGroups(items, state).flatMap((group) => group.items.map(({ id }) => id));
            const ids = marksAfter(order, { marked, selected }, pressed);
            session.store.dispatch({ type: "mark", ids });
            if (ids.length > 0) return;
            session.store.dispatch({ type: "select", id: item.id });
            onSelect();
          }}
        >
          <QueueRow item={item} isSelected={isSelected} mayRead={mayRead} />
        </button>
        <div className="queue-buttons">
          {canMove && (
            <>
              <Button
                look="icon"
                aria-label={`Move ${item.name} up`}
                onClick={() => session.store.dispatch({ type: "move", id: item.id, by: -1 })}
              >
                <Icon name="up" />
              </Button>
              <Button
                look="icon"
                aria-label={`Move ${item.name} down`}
                onClick={() => session.store.dispatch({ type: "move", id: item.id, by: 1 })}
              >
                <Icon name="down" />
              </Button>
            </>
          )}
          <Button
            look="icon"
            aria-label={`Remove ${item.name}`}
            tabIndex={isSelected ? 0 : -1}
            onClick={() => void session.remove(item.id)}
          >
            <Icon name="close" />
          </Button>
        </div>
      </li>
    );
  },
  // What choosing does is the same for all, at any time.
  (before, after) => SHOWN.every((name) => before[name] === after[name]),
);
