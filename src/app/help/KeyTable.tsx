import { useState } from "react";
import { hasSingleKeys, keepSingleKeys } from "../../browser/keptKeys.ts";
import { isSingleKey, SHORTCUTS, type KeyPlace } from "../keys/shortcuts.ts";
import { Checkbox } from "../parts/Checkbox.tsx";

const PLACES: Readonly<Record<KeyPlace, string>> = {
  page: "Everywhere",
  picture: "In the picture",
  grid: "On the button Grid",
  queue: "In the queue",
  plate: "On a plate",
};

/** As they stand on keys. */
const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "Page up",
  PageDown: "Page down",
  Escape: "Esc",
};

/** All keys and what they do, and the switch for those that are too easily pressed for some. */
export function KeyTable() {
  const [areOn, setAreOn] = useState(hasSingleKeys);
  return (
    <section>
      <h3 id="help-keys">Keys</h3>
      <Checkbox
        isSelected={areOn}
        onChange={(isSelected) => {
          keepSingleKeys(isSelected);
          setAreOn(isSelected);
        }}
      >
        Keys of one character
      </Checkbox>
      <p className="note">
        {areOn ? "Switch them off" : "They are off"}: who speaks to this computer, or hits keys by accident, has peace.
        Keys with Ctrl and Alt, arrows and the like stay.
      </p>
      <table className="help-keys" aria-labelledby="help-keys">
        {Object.entries(SHORTCUTS).map(([place, rows]) => (
          <tbody key={place}>
            <tr>
              <th scope="rowgroup" colSpan={2}>
                {/* The list has these places alone. */}
                {PLACES[place as KeyPlace]}
              </th>
            </tr>
            {rows.map(({ says, keys }) => (
              <tr key={says}>
                <td>{says}</td>
                <td className="help-chords">
                  {Object.keys(keys).map((chord) => (
                    <Chord key={chord} chord={chord} isOff={!areOn && isSingleKey(chord)} />
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function Chord({ chord, isOff }: { chord: string; isOff: boolean }) {
  return (
    <span className="help-chord" data-off={isOff || undefined}>
      {isOff && <span className="visually-hidden">off: </span>}
      {chord.split(" ").map((key) => (
        <kbd key={key}>{SIGNS[key] ?? key}</kbd>
      ))}
    </span>
  );
}
