/** A number that matters, its unit, and what it is of. */
type Figure = {
  /** "≈ ", where it is not certain. */
  about?: boolean;
  value: string;
  unit?: string;
  says: string;
  /** A second line: what was planned. */
  planned?: string;
};

/** The same three numbers, in the same order, wherever a promise is made or kept. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map(({ about = false, value, unit, says, planned }) => (
        <div key={says} className="figure">
          <dd className="figure-value">
            {about && <span className="figure-about">≈</span>}
            {value}
            {unit !== undefined && <small>{unit}</small>}
          </dd>
          <dt className="note">{says}</dt>
          {planned !== undefined && <dd className="note">{planned}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** "28.4 MiB" as value and unit. */
export function splitUnit(text: string): { value: string; unit?: string } {
  const at = text.lastIndexOf(" ");
  return at < 0 ? { value: text } : { value: text.slice(0, at), unit: text.slice(at + 1) };
}
