import { useApp, useSession } from "../sessionContext.ts";
import type { ExistingAnswer } from "../state/queue.ts";
import { existingText } from "./existingText.ts";

const ANSWERS: readonly (readonly [ExistingAnswer, string])[] = [
  ["rename", "Give a new name"],
  ["replace", "Replace"],
  ["skip", "Skip"],
];

/** What the stores are that are there, and for each of several what becomes of it. */
export function ExistingStores() {
  const { store } = useSession();
  const question = useApp((state) => state.question);
  if (question === null) return null;
  const { stores, own } = question;
  return (
    <ul className="dialog-list">
      {stores.map((each) => (
        <li key={each.storeName}>
          <span className="mono">{each.storeName}</span> {existingText(each)}
          {stores.length > 1 && (
            <select
              aria-label={`What becomes of ${each.storeName}`}
              value={own.get(each.item) ?? ""}
              onChange={({ currentTarget: { value } }) => {
                const answer = ANSWERS.find(([word]) => word === value)?.[0] ?? null;
                store.dispatch({ type: "answerFor", item: each.item, answer });
              }}
            >
              <option value="">as for all</option>
              {ANSWERS.map(([word, label]) => (
                <option key={word} value={word}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </li>
      ))}
    </ul>
  );
}
