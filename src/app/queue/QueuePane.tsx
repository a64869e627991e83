import { Fragment, memo, useMemo, useRef, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { plural } from "../figures.ts";
import { commandOf, type KeyCommand } from "../keys/shortcuts.ts";
import { usePageKeys } from "../keys/usePageKeys.ts";
import { Button } from "../parts/Button.tsx";
import { FindField } from "../parts/FindField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useFind } from "../parts/useFind.ts";
import { useApp, useSession } from "../sessionContext.ts";
import { FileActions } from "../start/FileActions.tsx";
import type { QueueItem } from "../state/queue.ts";
import { EarlierQueueOffer } from "./EarlierQueueOffer.tsx";
import { currentOffers } from "../state/sequences.ts";
import { ProblemAlert } from "./ProblemAlert.tsx";
import { SequenceCard } from "./SequenceCard.tsx";
import { marksAfter } from "../state/marks.ts";
import { useRowDrag } from "./useRowDrag.ts";
import { QueueActions } from "./QueueActions.tsx";
import { groupSum, queueGroups } from "./queueGroups.ts";
import { QueueRow } from "./QueueRow.tsx";

type QueuePaneProps = {
  /** Else a rail of thumbnails. */
  isOpen: boolean;
  onToggle: () => void;
  /** A file was chosen to be looked at. */
  onSelect: () => void;
};

/** From this many items on they can be found by name. */
const MANY = 8;

/**
 * The list of everything that was dropped. Up and down keys go through it, with the alt key they move the item, delete takes
 * it away.
 */
export function QueuePane({ isOpen, onToggle, onSelect }: QueuePaneProps) {
  const session = useSession();
  const items = useApp((state) => state.items);
  const selected = useApp((state) => state.selected);
  const offers = useApp((state) => state.offers);
  // Asked here for all rows: each would look at all items for itself, at every change of the state.
  const markedIds = new Set(useApp((state) => state.marked));
  const mayRead = useApp((state) => state.job === null && !state.items.some(isChecking));
  const { wanted, setWanted, isFound } = useFind();
  const list = useRef<HTMLUListElement>(null);
  const groups = useMemo(() => queueGroups(items.filter(({ path }) => isFound(path))), [items, isFound]);
  const shown = groups.flatMap((group) => group.items);

  const step = (by: 1 | -1): boolean => {
    const next = shown[shown.findIndex((item) => item.id === selected) + by];
    if (next === undefined) return false;
    flushSync(() => session.store.dispatch({ type: "select", id: next.id }));
    // What had the focus may have gone with the file before.
    if (document.activeElement === document.body) {
      const place =
        document.querySelector<HTMLElement>(".stage") ?? list.current?.querySelector<HTMLElement>("[aria-current]");
      place?.focus();
    }
    return true;
  };
  usePageKeys({ nextFile: () => step(1), previousFile: () => step(-1) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = shown.findIndex((item) => item.id === selected);
    const target = event.target as HTMLElement;
    if (at < 0 || !target.classList.contains("queue-select")) return;
    const { id } = shown[at]!;
    const { marked } = session.store.get();
    const command = commandOf("queue", event);
    if (command === null) return;
    event.preventDefault();
    if (command === "remove") return void session.remove(...(marked.includes(id) ? marked : [id]));
    if (command === "moveUp" || command === "moveDown") {
      session.store.dispatch({ type: "move", id, by: command === "moveUp" ? -1 : 1 });
      return;
    }
    const next = nextIndex(command, at, shown.length);
    session.store.dispatch({ type: "select", id: shown[next]!.id });
    list.current?.querySelectorAll<HTMLElement>(".queue-select")[next]?.focus();
  };

  return (
    <>
      <div className="queue-head">
        <h2 id="queue-title">Queue</h2>
        <span className="note queue-count">{plural(items.length, "file")}</span>
        <Button look="icon" aria-label={isOpen ? "Narrow the queue" : "Widen the queue"} onClick={onToggle}>
          <Icon name="panelLeft" />
        </Button>
      </div>
      <div className="queue-notes">
        {items.length >= MANY && (
          <FindField label="Find in the queue" placeholder="Find by name" value={wanted} onChange={setWanted} />
        )}
        <EarlierQueueOffer />
        <div className="queue-actions">
          <QueueActions />
        </div>
        <ProblemAlert />
        {currentOffers(offers, items).map((offer) => (
          <SequenceCard key={offer.id} offer={offer} />
        ))}
      </div>
      {/* The keys move between the buttons in it, which have the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul ref={list} className="queue-list" aria-labelledby="queue-title" onKeyDown={onKeyDown}>
        {groups.map((group) => (
          <Fragment key={group.name}>
            {/* Each item says itself what is said here. */}
            <li className="queue-group" aria-hidden="true" data-name={group.name} data-count={group.items.length}>
              <span>{groupSum(group)}</span>
            </li>
            {group.items.map((item) => (
              <QueueEntry
                key={item.id}
                item={item}
                isSelected={item.id === selected}
                isMarked={markedIds.has(item.id)}
                canMove={item.id === selected && items.length > 1}
                mayRead={mayRead}
                onSelect={onSelect}
              />
            ))}
          </Fragment>
        ))}
      </ul>
      <Leftovers />
      <div className="queue-foot">
        <FileActions isFirst={false} />
      </div>
    </>
  );
}

/** What came with a folder and is no image. */
function Leftovers() {
  const leftovers = useApp((state) => state.leftovers);
  if (leftovers.length === 0) return null;
  return (
    <details className="queue-leftovers">
      <summary>{plural(leftovers.length, "other file")} in the folder: not images</summary>
      <ul>
        {leftovers.map((path) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
    </details>
  );
}

type QueueEntryProps = {
  item: QueueItem;
  isSelected: boolean;
  isMarked: boolean;
  canMove: boolean;
  /** There is nothing more urgent to read than its thumbnail. */
  mayRead: boolean;
  onSelect: () => void;
};

/** One row. A queue may be long and changes often: only rows whose item changed are drawn again. */
const QueueEntry = memo(
  function QueueEntry({ item, isSelected, isMarked, canMove, mayRead, onSelect }: QueueEntryProps) {
    const session = useSession();
    const drag = useRowDrag(item.id);
    return (
      <li className="queue-item" data-selected={isSelected || undefined} data-marked={isMarked || undefined} {...drag}>
        <button
          type="button"
          className="queue-select"
          aria-current={isSelected || undefined}
          // One stop of the tab key for the whole list.
          tabIndex={isSelected ? 0 : -1}
          aria-pressed={isMarked || undefined}
          onClick={(event) => {
            const { items, marked, selected } = session.store.get();
            const pressed = { id: item.id, isToggle: event.ctrlKey || event.metaKey, isRange: event.shiftKey };
            // As they are seen.
            const order = queueGroups(items).flatMap((group) => group.items.map(({ id }) => id));
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
  (before, after) =>
    (["item", "isSelected", "isMarked", "canMove", "mayRead"] as const).every((name) => before[name] === after[name]),
);

function isChecking({ verdict }: QueueItem): boolean {
  return verdict.kind === "checking";
}

function nextIndex(
  command: Exclude<KeyCommand<"queue">, "remove" | "moveUp" | "moveDown">,
  at: number,
  length: number,
): number {
  switch (command) {
    case "next":
      return Math.min(length - 1, at + 1);
    case "previous":
      return Math.max(0, at - 1);
    case "first":
      return 0;
    case "last":
      return length - 1;
  }
}
