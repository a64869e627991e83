import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useTypedText } from "../parts/useTypedText.ts";
import { useSession } from "../sessionContext.ts";
import { type AddedLabels, isInJob, type QueueItem } from "../state/queue.ts";

/** The masks that were added to an image: what they are called beside it can be changed, and each can be taken out again. */
export function AddedLabelsList({ item }: { item: QueueItem }) {
  if (item.labels.length === 0) return null;
  return (
    <ul className="labels-list" aria-label="Added labels">
      {item.labels.map((labels) => (
        <LabelsRow key={labels.mask.id} item={item} labels={labels} />
      ))}
    </ul>
  );
}

function LabelsRow({ item, labels }: { item: QueueItem; labels: AddedLabels }) {
  const { store } = useSession();
  const { name, mask } = labels;
  const { text, props } = useTypedText(name, () => {});
  const isSettled = isInJob(item);
  const take = (): void => {
    const wanted = text.trim();
    if (wanted !== "") store.dispatch({ type: "nameLabels", id: item.id, mask: mask.id, name: wanted });
  };
  return (
    <li className="labels-row">
      <input
        {...props}
        className="input"
        aria-label={`Name of the labels from ${mask.name}`}
        disabled={isSettled}
        // Each name has the image opened anew: not before it is typed.
        onBlur={() => {
          take();
          props.onBlur();
        }}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
      <span className="note cut" title={mask.path}>
        from {mask.name}
      </span>
      <Button
        look="icon"
        aria-label={`Take ${mask.name} out of the labels`}
        disabled={isSettled}
        onClick={() => store.dispatch({ type: "removeLabels", id: item.id, mask: mask.id })}
      >
        <Icon name="close" />
      </Button>
    </li>
  );
}
