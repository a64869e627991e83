import { SHORTCUTS, type KeyPlace } from "../keys/shortcuts.ts";

const PLACES: Readonly<Record<KeyPlace, string>> = {
  page: "Everywhere",
  picture: "In the picture",
  queue: "In the queue",
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

/** All keys and what they do. */
export function KeyTable() {
  return (
    <section>
      <h3 id="help-keys">Keys</h3>
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
                    <Chord key={chord} chord={chord} />
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

function Chord({ chord }: { chord: string }) {
  return (
    <span className="help-chord">
      {chord.split(" ").map((key) => (
        <kbd key={key}>{SIGNS[key] ?? key}</kbd>
      ))}
    </span>
  );
}
