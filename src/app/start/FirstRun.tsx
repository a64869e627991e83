import { Fragment, lazy, Suspense, useEffect, useState } from "react";
import { canPickFolders } from "../../browser/pickers.ts";
import { Button } from "../parts/Button.tsx";
import { FindField } from "../parts/FindField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useFind } from "../parts/useFind.ts";
import { FileActions, SampleActions } from "./FileActions.tsx";
import { useApp, useSession } from "../sessionContext.ts";

/** Few hosts need it. */
const HostGapsNote = lazy(() => import("./HostGapsNote.tsx").then((module) => ({ default: module.HostGapsNote })));

/** Who comes for the first time has none. */
const EarlierQueueOffer = lazy(() =>
  import("../queue/EarlierQueueOffer.tsx").then((module) => ({ default: module.EarlierQueueOffer })),
);

/** What a person sees first: where to drop, what is read, what becomes of the files. */
export function FirstRun() {
  const { reading } = useSession();
  // The first drop finds the worker there; one that does not start is reported when it is needed.
  useEffect(() => void reading.ready().catch(() => {}), [reading]);
  const hasEarlier = useApp((state) => state.earlier !== null);
  const gaps = useApp((state) => state.hostGaps);
  const canInstall = useApp((state) => state.canInstall);
  return (
    <main className="start">
      {hasEarlier && (
        <Suspense fallback={null}>
          <EarlierQueueOffer />
        </Suspense>
      )}
      <section className="start-target" aria-labelledby="start-title">
        <div className="start-words">
          <h1 id="start-title">Drop microscopy files anywhere in this window</h1>
          <p>They become OME-Zarr. Look at every level first, then save to a folder.</p>
          <div className="start-actions">
            <FileActions isFirst />
            <SampleActions />
          </div>
        </div>
        <Pyramid />
      </section>
      <div className="start-facts">
        <FormatList />
        <section>
          <h2>
            <Icon name="lock" />
            Private
          </h2>
          <p>The page has no way to send a file anywhere. It works without a network.</p>
          {gaps !== null && (
            <Suspense fallback={null}>
              <HostGapsNote gaps={gaps} />
            </Suspense>
          )}
        </section>
        <section>
          <h2>
            <Icon name="check" />
            This browser
          </h2>
          <p>
            {canPickFolders()
              ? "Saves straight into a folder that you choose, whatever the size."
              : "It cannot write into folders, so results arrive as a download (.ozx or .zip). Chrome and Edge can save straight to a folder."}
          </p>
          {canInstall && <InstallOffer />}
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

/** Asked once, on the screen where nobody is at work. */
function InstallOffer() {
  const session = useSession();
  return (
    <p className="start-install">
      Installed, it has a window of its own, and files open in it from their folder.{" "}
      <Button look="link" onClick={() => session.install(true)}>
        Install
      </Button>{" "}
      <Button look="link" onClick={() => session.install(false)}>
        No, thanks
      </Button>
    </p>
  );
}

/** As many as the first screen has room for. */
const MOST_FORMATS = 12;

/** The formats, as the readers themselves say: the build puts them in, so that the list is there with the page. */
function FormatList() {
  const { wanted, setWanted, isFound } = useFind();
  const found = __ZARRDROP_FORMATS__
    .map((format) => ({ ...format, endings: format.extensions.map((extension) => `.${extension}`) }))
    .filter(({ name, endings }) => isFound(name, ...endings));
  const [isWhole, setIsWhole] = useState(false);
  // What is looked for is shown wherever it stands.
  const shown = isWhole || wanted !== "" ? found : found.slice(0, MOST_FORMATS);
  return (
    <section aria-labelledby="start-formats">
      <div className="start-reads">
        <h2 id="start-formats">Reads</h2>
        <FindField label="Find a format" placeholder="LSM, NDPI, STK …" value={wanted} onChange={setWanted} />
      </div>
      <ul className="format-list" aria-labelledby="start-formats">
        {shown.map(({ id, name, endings }) => (
          <li key={id} title={endings.join(" ")}>
            {name}
          </li>
        ))}
      </ul>
      {shown.length < found.length && (
        <Button look="link" onClick={() => setIsWhole(true)}>
          All {found.length}
        </Button>
      )}
      {found.length === 0 && <p className="note">Not by this name. Drop a file: what it is, is seen by its content.</p>}
    </section>
  );
}

/** From the top. What each is, and where it lies. */
const LEVELS = [
  { level: 3, of: 8, top: "5%", says: "opens at once" },
  { level: 2, of: 4, top: "17%", says: "a quarter" },
  { level: 1, of: 2, top: "37%", says: "half the size" },
  { level: 0, of: 1, top: "74%", says: "every pixel" },
];

/** What becomes of an image: levels above each other, each cut into its chunks. */
function Pyramid() {
  return (
    <div className="start-pyramid" aria-hidden="true">
      {LEVELS.map(({ level, of, top, says }) => (
        <Fragment key={level}>
          <div className="start-plate" data-level={level} style={{ top, ["--of" as string]: of }}>
            {level < 2 && <span className="start-chunk" />}
          </div>
          <p className="start-name" style={{ top, ["--of" as string]: of }}>
            <b>Level {level}</b>
            {says}
          </p>
        </Fragment>
      ))}
    </div>
  );
}
