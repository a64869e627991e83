import type { StoreArrayFacts } from "../../plan/storeContents.ts";
import type { StoreValidation, ValidationProblem } from "../../plan/storeValidation.ts";
import { formatCount } from "../figures.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Place } from "../stage/viewState.ts";
import { placeOfFinding } from "./placeOfFinding.ts";

/** The picture of a store: names of its axes, and how a place of it is brought into sight. */
export type Showing = { axes: readonly string[]; show: (place: Place) => void };

const SEVERITIES = {
  error: { icon: "warning", word: "Error" },
  warning: { icon: "warning", word: "Warning" },
  information: { icon: "info", word: "Note" },
} as const;

type FindingListProps = { result: StoreValidation; arrays: readonly StoreArrayFacts[]; showing: Showing | null };

/** What a check found; what has a place in the image can be looked at there. */
export function FindingList({ result, arrays, showing }: FindingListProps) {
  if (result.problems.length === 0) return null;
  return (
    <>
      <ul className="store-check-problems" aria-label="What was found">
        {result.problems.map((problem) => (
          <Finding
            key={`${problem.code} ${problem.where} ${problem.message}`}
            problem={problem}
            place={showing === null ? null : placeOfFinding(problem.where, arrays, showing.axes)}
            onShow={(place) => showing?.show(place)}
          />
        ))}
      </ul>
      {Object.entries(result.omitted).map(([code, more]) => (
        <p key={code} className="muted">
          … and {formatCount(more)} more of {code}.
        </p>
      ))}
    </>
  );
}

type FindingProps = { problem: ValidationProblem; place: Place | null; onShow: (place: Place) => void };

function Finding({ problem, place, onShow }: FindingProps) {
  const { icon, word } = SEVERITIES[problem.severity];
  return (
    <li data-severity={problem.severity}>
      <Icon name={icon} />
      <div>
        <p>
          <strong>{word}:</strong> {problem.message}
        </p>
        <p className="store-check-place">
          {problem.where !== "" && <span className="mono">{problem.where}</span>}
          <span className="mono muted">{problem.code}</span>
        </p>
        <p className="muted">{problem.advice}</p>
        {place !== null && (
          <Button onClick={() => onShow(place)}>
            <Icon name="eye" />
            Show on the image
          </Button>
        )}
      </div>
    </li>
  );
}
