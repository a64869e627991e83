import { canPickFolders } from "../../browser/pickers.ts";
import { FileActions, SampleActions } from "./FileActions.tsx";
import { FORMAT_NAMES } from "./formatNames.ts";

/** What a person sees first: where to drop, what is read, what becomes of the files. */
export function FirstRun() {
  return (
    <main className="start">
      <section className="start-target" aria-labelledby="start-title">
        <Pyramid />
        <h1 id="start-title">Drop microscopy files anywhere</h1>
        <p>They become OME-Zarr: look at every pyramid level first, then save the store to your disk.</p>
        <div className="start-actions">
          <FileActions isFirst />
          <SampleActions />
        </div>
      </section>
      <div className="start-facts">
        <section aria-labelledby="start-formats">
          <h2 id="start-formats">Reads</h2>
          <ul className="format-list" aria-labelledby="start-formats">
            {FORMAT_NAMES.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </section>
        <section>
          <h2>Private</h2>
          <p>Nothing is uploaded. The page has no way to send your files anywhere, and it works without a network.</p>
        </section>
        <section>
          <h2>This browser</h2>
          <p>
            {canPickFolders()
              ? "It can save stores straight into a folder that you choose, whatever their size."
              : "It cannot write into folders, so results arrive as a download (.ozx or .zip). Chrome and Edge can save straight to a folder."}
          </p>
        </section>
      </div>
    </main>
  );
}

/** The sign of the page: levels of a pyramid. */
function Pyramid() {
  const levels = [
    { size: 56, y: 62 },
    { size: 40, y: 44 },
    { size: 26, y: 29 },
    { size: 14, y: 17 },
  ];
  return (
    <svg className="start-picture" viewBox="0 0 88 88" aria-hidden="true" focusable="false">
      {levels.map(({ size, y }, level) => (
        <path
          key={level}
          data-level={level}
          d={`M44 ${y - size / 4}l${size / 2} ${size / 4}-${size / 2} ${size / 4}-${size / 2}-${size / 4}z`}
        />
      ))}
    </svg>
  );
}
