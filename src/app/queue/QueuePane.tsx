import { GridList, GridListItem } from "react-aria-components/GridList";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { plural } from "../figures.ts";
import { useApp, useSession } from "../sessionContext.ts";
import { FileActions, SampleActions } from "../start/FileActions.tsx";
import type { QueueItem } from "../state/queue.ts";
import { ProblemAlert } from "./ProblemAlert.tsx";
import { QueueRow } from "./QueueRow.tsx";

/** The list of everything that was dropped. */
export function QueuePane() {
  const session = useSession();
  const items = useApp((state) => state.items);
  const selected = useApp((state) => state.selected);
  const leftovers = useApp((state) => state.leftovers);
  return (
    <>
      <div className="queue-head">
        <div className="queue-head-row">
          <h2 id="queue-title">Queue</h2>
          <span className="muted">{plural(items.length, "image")}</span>
        </div>
        <div className="queue-actions">
          <FileActions isFirst={false} />
        </div>
        <ProblemAlert />
      </div>
      <GridList
        className="queue-list"
        aria-labelledby="queue-title"
        items={items}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={(keys) => {
          const [id] = keys === "all" ? [] : keys;
          if (id !== undefined) session.store.dispatch({ type: "select", id: String(id) });
        }}
      >
        {(item: QueueItem) => (
          <GridListItem className="queue-item" textValue={item.name}>
            <QueueRow item={item} />
            <Button look="icon" aria-label={`Remove ${item.name}`} onPress={() => void session.remove(item.id)}>
              <Icon name="close" />
            </Button>
          </GridListItem>
        )}
      </GridList>
      <div className="queue-foot">
        {leftovers.length > 0 && (
          <details>
            <summary>{plural(leftovers.length, "other file")} in the folder: not images</summary>
            <ul>
              {leftovers.map((path) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </details>
        )}
        {items.length === 0 && (
          <div className="queue-actions">
            <SampleActions />
          </div>
        )}
      </div>
    </>
  );
}
