import { useMemo, useState } from "react";
import { asZarrdropError } from "../../model/errors.ts";
import { plural } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { useSession } from "../sessionContext.ts";
import { layoutOffer, layoutText, partsOf, type SequenceOffer } from "../state/sequences.ts";

/** Offers to make one image of files whose names go together. Nothing happens by itself: names can mislead. */
export function SequenceCard({ offer }: { offer: SequenceOffer }) {
  const session = useSession();
  const [template, setTemplate] = useState(offer.pattern.template);
  const result = useMemo(() => layOut(offer, template), [offer, template]);
  return (
    <section className="queue-offer" aria-label="Files that go together">
      <p>
        <strong>{plural(result.count, "file")} look like one image</strong>
        {result.text !== "" && <span className="muted"> {result.text}</span>}
      </p>
      {result.notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      <div className="field" data-invalid={result.error !== null || undefined}>
        <input
          className="input mono"
          aria-label="Pattern of the names"
          spellCheck={false}
          value={template}
          aria-invalid={result.error !== null || undefined}
          onChange={(event) => setTemplate(event.currentTarget.value)}
        />
        {result.error !== null && <span className="field-error">{result.error}</span>}
      </div>
      <div className="queue-actions">
        <Button
          look="first"
          disabled={result.error !== null || result.count < 2}
          onClick={() => void session.combine(offer, { template })}
        >
          Combine
        </Button>
        <Button onClick={() => session.store.dispatch({ type: "offerClosed", id: offer.id })}>Keep apart</Button>
      </div>
    </section>
  );
}

function layOut(offer: SequenceOffer, template: string) {
  try {
    const layout = layoutOffer(offer, { template });
    return { count: partsOf(offer, { template }).length, text: layoutText(layout), notes: layout.notes, error: null };
  } catch (thrown) {
    return { count: 0, text: "", notes: [], error: asZarrdropError(thrown).message };
  }
}
