import { Fragment, useEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { formatCount, plural } from "../figures.ts";
import { commandOf, type KeyCommand } from "../keys/shortcuts.ts";
import { usePageKeys } from "../keys/usePageKeys.ts";
import { LabelOfferCard } from "../labels/LabelOfferCard.tsx";
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
import { QueueActions } from "./QueueActions.tsx";
import { QueueEntry } from "./QueueEntry.tsx";
import { groupSum, queueGroups } from "./queueGroups.ts";
import { rowsAndGaps, useNearRows } from "./useNearRows.ts";

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
  const unread = useMemo(() => items.filter(({ verdict }) => verdict.kind === "checking").length, [items]);
  const mayRead = useApp((state) => state.job === null) && unread === 0;
  const { wanted, setWanted, isFound } = useFind();
  const list = useRef<HTMLUListElement>(null);
  const settings = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const groups = useMemo(
    () =>
      queueGroups(
        items.filter(({ path }) => isFound(path)),
        { settings, stores },
      ),
    [items, isFound, settings, stores],
  );
  const shown = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const near = useNearRows(list, shown.length);
  // It stays, however far it is scrolled away: the focus would be lost.
  const [focused, setFocused] = useState<string | null>(null);
  const isHeld = ({ id }: QueueItem): boolean => id === selected || id === focused;
  useEffect(() => {
    list.current?.querySelector(`[data-id="${selected}"]`)?.scrollIntoView({ block: "nearest" });
  }, [selected]);

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
      flushSync(() => session.store.dispatch({ type: "move", id, by: command === "moveUp" ? -1 : 1 }));
      target.scrollIntoView({ block: "nearest" });
      return;
    }
    const next = nextIndex(command, at, shown.length);
    // What is looked at is always drawn.
    flushSync(() => session.store.dispatch({ type: "select", id: shown[next]!.id }));
    list.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
  };

  return (
    <>
      <div className="queue-head">
        <h2 id="queue-title">Queue</h2>
        <span className="note queue-count">
          {plural(items.length, "file")}
          {unread > 0 && `, ${formatCount(unread)} still to be read`}
        </span>
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
        <LabelOfferCard />
        {currentOffers(offers, items).map((offer) => (
          <SequenceCard key={offer.id} offer={offer} />
        ))}
      </div>
      {/* The keys move between the buttons in it, which have the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={list}
        className="queue-list"
        aria-labelledby="queue-title"
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused(idOfRow(event))}
        onBlur={() => setFocused(null)}
      >
        {groups.map((group, index) => (
          <Fragment key={group.name}>
            {/* Each item says itself what is said here. */}
            <li className="queue-group" aria-hidden="true" data-name={group.name} data-count={group.items.length}>
              <span>{groupSum(group)}</span>
            </li>
            {rowsAndGaps(group.items, countBefore(groups, index), near, isHeld).map((part) =>
              "gap" in part ? (
                <li
                  key={`gap ${part.at}`}
                  className="queue-gap"
                  aria-hidden="true"
                  style={{ ["--rows" as string]: part.gap }}
                />
              ) : (
                <QueueEntry
                  key={part.row.id}
                  item={part.row}
                  place={near === null ? null : part.at + 1}
                  count={shown.length}
                  isSelected={part.row.id === selected}
                  isMarked={markedIds.has(part.row.id)}
                  canMove={part.row.id === selected && items.length > 1}
                  mayRead={mayRead}
                  onSelect={onSelect}
                />
              ),
            )}
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

function countBefore(groups: readonly { items: readonly unknown[] }[], index: number): number {
  return groups.slice(0, index).reduce((sum, group) => sum + group.items.length, 0);
}

function idOfRow({ target }: FocusEvent): string | null {
  return target.closest<HTMLElement>(".queue-item")?.dataset["id"] ?? null;
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
