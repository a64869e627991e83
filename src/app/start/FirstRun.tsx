import { lazy, Suspense } from "react";
import { canPickFolders } from "../../browser/pickers.ts";
import { FileActions, SampleActions } from "./FileActions.tsx";
import { useRead } from "../reads/useRead.ts";
import { useApp, useSession } from "../sessionContext.ts";

/** Few hosts need it. */
const HostGapsNote = lazy(() => import("./HostGapsNote.tsx").then((module) => ({ default: module.HostGapsNote })));

/** Who comes for the first time has none. */
const EarlierQueueOffer = lazy(() =>
  import("../queue/EarlierQueueOffer.tsx").then((module) => ({ default: module.EarlierQueueOffer })),
);

/** What a person sees first: where to drop, what is read, what becomes of the files. */
export function FirstRun() {
  const hasEarlier = useApp((state) => state.earlier !== null);
  const gaps = useApp((state) => state.hostGaps);
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
        {hasEarlier && (
          <Suspense fallback={null}>
            <EarlierQueueOffer />
          </Suspense>
        )}
      </section>
      <div className="start-facts">
        <section aria-labelledby="start-formats">
          <h2 id="start-formats">Reads</h2>
          <FormatList />
        </section>
        <section>
          <h2>Private</h2>
          <p>Nothing is uploaded. The page has no way to send your files anywhere, and it works without a network.</p>
          {gaps !== null && (
            <Suspense fallback={null}>
              <HostGapsNote gaps={gaps} />
            </Suspense>
          )}
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
      <p className="start-about">
        Zarrdrop {__ZARRDROP_VERSION__}, free software under the MIT licence, with the work of many others in it:{" "}
        {/* The build writes this file (scripts/notices/). */}
        <a href="./NOTICES.txt" target="_blank">
          all licences
        </a>
      </p>
    </main>
  );
}

/** The formats, as the readers themselves say: asking them also has the worker ready for the first drop. */
function FormatList() {
  const { reading } = useSession();
  // The list is only for information; a worker that does not start is reported when it is needed.
  const { value: formats = [] } = useRead({ owner: reading, key: "formats", read: () => reading.formats() });
  return (
    <ul className="format-list" aria-labelledby="start-formats">
      {formats.map(({ id, name, extensions }) => (
        <li key={id} title={extensions.map((extension) => `.${extension}`).join(" ")}>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The levels of a pyramid, each cut into its chunks, lying above each other. */
const LEVELS = [
  { half: 46, cells: 8, y: 74 },
  { half: 32, cells: 4, y: 51 },
  { half: 21, cells: 2, y: 33 },
  { half: 12, cells: 1, y: 19 },
];

function Pyramid() {
  return (
    <svg className="start-picture" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      {LEVELS.map(({ half, cells, y }, level) => (
        <g key={level} data-level={level}>
          <path
            className="start-plate"
            d={`M50 ${y - half / 2}l${half} ${half / 2}l${-half} ${half / 2}l${-half} ${-half / 2}z`}
          />
          <path className="start-lines" d={gridPath(half, cells, y)} />
        </g>
      ))}
    </svg>
  );
}

/** Lines between the chunks of a plate that is seen from the side. */
function gridPath(half: number, cells: number, y: number): string {
  let path = "";
  for (let index = 1; index < cells; index++) {
    const along = (index / cells) * half;
    path += `M${50 - half + along} ${y - along / 2}l${half} ${half / 2}`;
    path += `M${50 - half + along} ${y + along / 2}l${half} ${-half / 2}`;
  }
  return path;
}
