import { useState } from "react";
import type { ImageDescription } from "../../model/image.ts";
import { Button } from "../parts/Button.tsx";
import { Fold } from "../parts/Fold.tsx";
import { SelectField } from "../parts/SelectField.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { isInJob, type QueueItem } from "../state/queue.ts";
import { AddedLabelsList } from "./AddedLabelsList.tsx";
import { hasMaskWord, labelNameOf, wordsOf } from "./labelNames.ts";
import { whyNoLabels } from "./whyNoLabels.ts";

/** Masks of an image: those that it has, those of the queue that it can have, and which image it could itself be a mask of. */
export function LabelsSection({ item, description }: { item: QueueItem; description: ImageDescription }) {
  const count = item.labels.length;
  return (
    <Fold
      // What is there is seen, also when it was added elsewhere.
      key={count === 0 ? "none" : "some"}
      title="Labels"
      hint={count === 0 ? "masks of objects" : item.labels.map(({ name }) => name).join(", ")}
      isOpenFirst={count > 0 || hasMaskWord(wordsOf(item.path))}
    >
      <AddedLabelsList item={item} />
      <LabelsFields item={item} description={description} />
    </Fold>
  );
}

function LabelsFields({ item, description }: { item: QueueItem; description: ImageDescription }) {
  const items = useApp((state) => state.items);
  if (isInJob(item)) return <p className="muted">They can be changed when it is converted.</p>;
  const others = items.flatMap((other): Other[] =>
    other.id !== item.id && other.verdict.kind === "ready" && !isInJob(other)
      ? [{ item: other, description: other.verdict.image.description }]
      : [],
  );
  const isMask = hasMaskWord(wordsOf(item.path));
  const masks = isMask ? [] : others.filter((other) => other.item.labels.length === 0);
  if (others.length === 0) {
    return item.labels.length > 0 ? null : (
      <p className="muted">
        Drop a mask: an image of the same size in which all pixels of an object have the object’s number. It can be
        added here, and is written into the same store.
      </p>
    );
  }
  return (
    <>
      {masks.length > 0 && (
        <LabelsField
          label="Add from the queue"
          others={masks}
          isMask
          whyNot={(mask) => whyNoLabels(description, mask.description)}
          addedAs={(mask) => ({ id: item.id, mask: mask.item.id, name: labelNameOf(mask.item.path, item.path) })}
        />
      )}
      {item.labels.length === 0 && (
        <LabelsField
          label={`${masks.length > 0 ? "Or add" : "Add"} ${item.name} as labels of`}
          others={others}
          isMask={false}
          whyNot={(image) => whyNoLabels(image.description, description)}
          addedAs={(image) => ({ id: image.item.id, mask: item.id, name: labelNameOf(item.path, image.item.path) })}
        />
      )}
    </>
  );
}

type Other = { item: QueueItem; description: ImageDescription };

type LabelsFieldProps = {
  label: string;
  others: readonly Other[];
  /** The others are the masks. */
  isMask: boolean;
  /** Why one of them does not fit, or null. */
  whyNot: (other: Other) => string | null;
  addedAs: (other: Other) => { id: string; mask: string; name: string };
};

/** One of the other files of the queue, and the press that adds it. What does not fit says why. */
function LabelsField({ label, others, isMask, whyNot, addedAs }: LabelsFieldProps) {
  const { store } = useSession();
  const [wanted, setWanted] = useState<string | null>(null);
  const chosen = others.find(({ item }) => item.id === wanted) ?? best(others, isMask, whyNot);
  const reason = whyNot(chosen);
  return (
    <div className="labels-field">
      <SelectField
        label={label}
        value={chosen.item.id}
        options={others.map(({ item }) => ({ value: item.id, label: item.name }))}
        onChange={setWanted}
        description={reason ?? undefined}
      />
      <Button
        disabled={reason !== null}
        onClick={() => store.dispatch({ type: "addLabels", added: [addedAs(chosen)] })}
      >
        Add as labels
      </Button>
    </div>
  );
}

/** The first that fits and is called as it should; never nothing. */
function best(others: readonly Other[], isMask: boolean, whyNot: (other: Other) => string | null): Other {
  const fitting = others.filter((other) => whyNot(other) === null);
  return fitting.find(({ item }) => hasMaskWord(wordsOf(item.path)) === isMask) ?? fitting[0] ?? others[0]!;
}
