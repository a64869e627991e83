import { useMemo } from "react";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { useApp, useSession } from "../sessionContext.ts";
import { labelOffers } from "./labelOffers.ts";

/** Offers to add masks to their images, where names say whose they are. Nothing happens by itself: names can mislead. */
export function LabelOfferCard() {
  const { store } = useSession();
  const items = useApp((state) => state.items);
  const apart = useApp((state) => state.keptApart);
  const offers = useMemo(() => labelOffers(items, apart), [items, apart]);
  const [first] = offers;
  if (first === undefined) return null;
  return (
    <section className="queue-offer" aria-label="Masks of images">
      <p>
        <strong>
          {offers.length === 1
            ? `${first.mask.name} looks like labels of ${first.image.name}`
            : `${plural(offers.length, "file")} look like labels of others`}
        </strong>
        {offers.length > 1 && (
          <span className="muted">
            {" "}
            {first.mask.name} of {first.image.name}, and so on
          </span>
        )}
      </p>
      <p className="muted">Added, they are written into the store of their image, with its levels.</p>
      <div className="queue-actions">
        <Button
          look="first"
          onClick={() =>
            store.dispatch({
              type: "addLabels",
              added: offers.map(({ image, mask, name }) => ({ id: image.id, mask: mask.id, name })),
            })
          }
        >
          Add as labels
        </Button>
        <Button onClick={() => store.dispatch({ type: "keepApart", ids: offers.map(({ mask }) => mask.id) })}>
          Keep apart
        </Button>
      </div>
    </section>
  );
}
