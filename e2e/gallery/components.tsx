import { Fragment, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { QueueEntry } from "../../src/app/queue/QueueEntry.tsx";
import { EarlierQueueOffer } from "../../src/app/queue/EarlierQueueOffer.tsx";
import { QueueActions } from "../../src/app/queue/QueueActions.tsx";
import { ActionBar } from "../../src/app/run/ActionBar.tsx";
import { ErrorCard, RefusalCard } from "../../src/app/run/ErrorCard.tsx";
import { MissingCard } from "../../src/app/run/MissingCard.tsx";
import { NoticeBar } from "../../src/app/run/NoticeBar.tsx";
import { StoppedAppendCard } from "../../src/app/run/StoppedAppendCard.tsx";
import { PlanProblem } from "../../src/app/plan/PlanProblem.tsx";
import { Button } from "../../src/app/parts/Button.tsx";
import { Checkbox } from "../../src/app/parts/Checkbox.tsx";
import { CodeBlock } from "../../src/app/parts/CodeBlock.tsx";
import { Facts } from "../../src/app/parts/Facts.tsx";
import { Figures } from "../../src/app/parts/Figures.tsx";
import { FindField } from "../../src/app/parts/FindField.tsx";
import { Fold } from "../../src/app/parts/Fold.tsx";
import { Icon, type IconName } from "../../src/app/parts/Icon.tsx";
import { Segments } from "../../src/app/parts/Segments.tsx";
import { SelectField } from "../../src/app/parts/SelectField.tsx";
import { Tabs } from "../../src/app/parts/Tabs.tsx";
import { SessionContext } from "../../src/app/sessionContext.ts";
import type { Action } from "../../src/app/state/appState.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import { allItems, allNotices, earlierOf, ERRORS, itemOf, jobActions, sessionAfter } from "./sampleStates.ts";
import "../../src/app/styles/tokens.css";
import "../../src/app/styles/base.css";
import "../../src/app/styles/controls.css";
import "../../src/app/styles/page.css";
import "../../src/app/styles/workbench.css";
import "../../src/app/styles/queue.css";
import "../../src/app/styles/dock.css";
import "../../src/app/styles/inspector.css";
import "../../src/app/styles/problems.css";
import "../../src/app/styles/settings.css";
import "./components.css";

/** Of each icon there is one: the compiler misses the others. */
const ICONS = Object.keys({
  file: 0,
  folder: 0,
  sample: 0,
  close: 0,
  check: 0,
  warning: 0,
  stop: 0,
  retry: 0,
  undo: 0,
  copy: 0,
  plus: 0,
  minus: 0,
  fit: 0,
  grid: 0,
  split: 0,
  download: 0,
  fullScreen: 0,
  chevron: 0,
  chevronDown: 0,
  eye: 0,
  info: 0,
  help: 0,
  up: 0,
  down: 0,
  lock: 0,
  find: 0,
  leftRight: 0,
  play: 0,
  pause: 0,
  cube: 0,
  panelLeft: 0,
  panelRight: 0,
} satisfies Record<IconName, 0>) as IconName[];

const COLOURS = [
  "stage",
  "ground",
  "ground-sunken",
  "ground-raised",
  "ground-hover",
  "line",
  "line-control",
  "text-3",
  "text-2",
  "text",
  "do",
  "busy",
  "good",
  "bad",
];

const nothing = (): void => {};

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="part">
      <h2>{title}</h2>
      <div className="part-row">{children}</div>
    </section>
  );
}

/** `force`: a state that only a hand brings about; the one who draws the picture forces it. */
function Forced({ force, children }: { force: "hover" | "focus-visible"; children: ReactNode }) {
  return <span data-force={force}>{children}</span>;
}

function Within({ actions, children }: { actions: Action[]; children: ReactNode }) {
  return <SessionContext value={sessionAfter(...actions)}>{children}</SessionContext>;
}

function Buttons() {
  return (["do", "first", "plain", "quiet", "link"] as const).map((look) => (
    <Part key={look} title={`Button, ${look}: at rest, hovered, focused, not now`}>
      <Button look={look}>Convert 17</Button>
      <Forced force="hover">
        <Button look={look}>Convert 17</Button>
      </Forced>
      <Forced force="focus-visible">
        <Button look={look}>Convert 17</Button>
      </Forced>
      <Button look={look} disabled>
        Convert
      </Button>
    </Part>
  ));
}

function Fields() {
  const options = [{ value: "blosc", label: "Blosc zstd 3" }] as const;
  const field = { label: "Compression", value: "blosc", options, onChange: nothing } as const;
  return (
    <Part title="Fields">
      <SelectField {...field} description="Fast to read, understood by all v3 readers" />
      <SelectField {...field} label="Chunks" error="A chunk has at least 1 pixel along y" />
      <SelectField {...field} label="Format" isDisabled />
      <FindField label="Find" placeholder="Find by name" value="" onChange={nothing} />
      <Checkbox isSelected onChange={nothing}>
        Also halve z
      </Checkbox>
      <Checkbox isSelected={false} onChange={nothing}>
        Keep OME-XML
      </Checkbox>
      <Checkbox isSelected isDisabled onChange={nothing}>
        Frozen while it runs
      </Checkbox>
      <Segments
        label="Scale"
        value="linear"
        options={[
          { value: "linear", label: "Linear" },
          { value: "log", label: "Log" },
        ]}
        onChange={nothing}
      />
    </Part>
  );
}

function Queue({ items, isPaused }: { items: ReturnType<typeof allItems>; isPaused: boolean }) {
  return (
    <Within actions={[{ type: "dropped", items }, ...jobActions(items, isPaused)]}>
      <ul className="queue-list">
        {items.map((item, at) => (
          <QueueEntry
            key={item.id}
            item={item}
            place={null}
            count={items.length}
            isSelected={at === 3}
            isMarked={at === 4}
            canMove={at === 3}
            mayRead={false}
            onSelect={nothing}
          />
        ))}
      </ul>
    </Within>
  );
}

function Cards() {
  const [lost, full] = [
    itemOf("truncated.czi"),
    itemOf("no-room.tif", { run: { kind: "failed", error: ERRORS.writing } }),
  ];
  const stopped = { destination: { kind: "opfs", folder: "zarr" } as const, storeNames: ["film.ome.zarr"] };
  return (
    <Within actions={[]}>
      <ErrorCard item={lost} error={ERRORS.reading} />
      <ErrorCard item={full} error={ERRORS.writing} />
      <RefusalCard
        item={itemOf("notes.txt")}
        verdict={{ kind: "skipped", reason: "No format that is known here begins like this." }}
      />
      <RefusalCard
        item={itemOf("c3_z33.tif")}
        verdict={{ kind: "companion", reason: "It is a part of a set.", files: ["c3.companion.ome"] }}
      />
      <MissingCard
        name="embryo.ims"
        verdict={{
          kind: "missing",
          reason: "It is not where it was: it was moved, renamed or deleted.",
          wanted: [{ id: "a", name: "embryo.ims", files: ["embryo.ims"] }],
        }}
      />
      <StoppedAppendCard item={itemOf("film.nd2")} stopped={stopped} />
      <PlanProblem name="impossible.tif" error={new ZarrdropError("setting", "There is no scene 7: it has 1.")} />
    </Within>
  );
}

function Bars() {
  const [ready, other] = [itemOf("a.tif"), itemOf("b.tif")];
  const running = [itemOf("a.tif", { run: { kind: "running" } }), itemOf("b.tif", { run: { kind: "waiting" } })];
  const states: Record<string, Action[]> = {
    "nothing yet": [],
    ready: [{ type: "dropped", items: [ready, other] }],
    running: [{ type: "dropped", items: running }, ...jobActions(running, false)],
    paused: [{ type: "dropped", items: running }, ...jobActions(running, true)],
  };
  return Object.entries(states).map(([name, actions]) => (
    <Part key={name} title={`Action bar: ${name}`}>
      <Within actions={actions}>
        <div className="page-header">
          <ActionBar />
        </div>
      </Within>
    </Part>
  ));
}

function Components() {
  const items = allItems();
  return (
    <main>
      <h1>Zarrdrop: components</h1>
      <Part title="Colours">
        {COLOURS.map((name) => (
          <span key={name} className="swatch">
            <span style={{ background: `var(--${name})` }} />
            {name}
          </span>
        ))}
      </Part>
      <Part title="Type">
        <span className="figure-value">
          28.4<small>MiB</small>
        </span>
        <span style={{ fontSize: "var(--fs-head)", fontWeight: 600 }}>Drop files, 20</span>
        <span style={{ fontSize: "var(--fs-title)", fontWeight: 600 }}>How do I open it?, 15</span>
        <span>The page reads a few chunks, 13.</span>
        <span className="note">Measured on 6 chunks, ± 4 %, 11.5</span>
        <span className="mono">0/c/1/0/0/1, zarr.json</span>
      </Part>
      <Part title="Icons">
        {ICONS.map((name) => (
          <span key={name} className="swatch">
            <Icon name={name} />
            {name}
          </span>
        ))}
      </Part>
      <Buttons />
      <Part title="Button, icon: at rest, hovered, focused, on, not now">
        <Button look="icon" aria-label="Find">
          <Icon name="find" />
        </Button>
        <Forced force="hover">
          <Button look="icon" aria-label="Find, hovered">
            <Icon name="find" />
          </Button>
        </Forced>
        <Forced force="focus-visible">
          <Button look="icon" aria-label="Find, focused">
            <Icon name="find" />
          </Button>
        </Forced>
        <Button look="icon" aria-label="Find, on" aria-pressed>
          <Icon name="find" />
        </Button>
        <Button look="icon" aria-label="Find, not now" disabled>
          <Icon name="find" />
        </Button>
      </Part>
      <Fields />
      <Part title="Tabs">
        <Tabs
          label="Views"
          tabs={[
            { name: "plan", label: "Plan" },
            { name: "settings", label: "Settings", count: 2 },
            { name: "log", label: "Log" },
          ]}
          value="plan"
          onChange={nothing}
        >
          <Figures
            figures={[
              { about: true, value: "27.1", unit: "MiB", says: "−45 % from 49.2 MiB" },
              { value: "35", says: "files" },
              { about: true, value: "4", unit: "s", says: "write and check" },
            ]}
          />
        </Tabs>
      </Part>
      <Part title="Facts, folds and text to copy">
        <Facts
          rows={[
            ["Microscope", "Axio Observer"],
            ["Pixel size", "0.325 µm"],
          ]}
        />
        <Fold title="Look into the store" hint="35 files" isOpenFirst>
          <p>What is in it.</p>
        </Fold>
        <CodeBlock text={"pip install napari\nnapari cells.ome.zarr"} copyLabel="Copy" />
      </Part>
      <Part title="Progress">
        {[0, 38, 100].map((value) => (
          <progress key={value} className="meter" aria-label={`${value} %`} value={value} max={100} />
        ))}
      </Part>
      {[false, true].map((isPaused) => (
        <Part key={String(isPaused)} title={`Queue: every state of an item${isPaused ? ", paused" : ""}`}>
          <Queue items={items} isPaused={isPaused} />
        </Part>
      ))}
      <Part title="Queue: what can be done with several">
        <Within
          actions={[
            { type: "dropped", items },
            { type: "mark", ids: [items[3]!.id, items[4]!.id] },
          ]}
        >
          <QueueActions />
        </Within>
      </Part>
      <Part title="What stands between a file and its store">
        <Cards />
      </Part>
      <Bars />
      {[{}, { stoppedAt: null, canGoOn: false, done: 17 }, { hasDownloads: true, folderName: null }].map(
        (changes, at) => (
          // Always these, in this order.
          // oxlint-disable-next-line react/no-array-index-key
          <Part key={at} title={`An earlier queue, ${["stopped", "all done", "with downloads"][at]}`}>
            <Within actions={[{ type: "earlier", earlier: earlierOf(changes) }]}>
              <EarlierQueueOffer />
            </Within>
          </Part>
        ),
      )}
      <Part title="Notices">
        {allNotices().map((notice) => (
          <Within key={notice.kind} actions={[{ type: "notice", notice }]}>
            <NoticeBar />
          </Within>
        ))}
        {(["offered", "accepted"] as const).map((update) => (
          <Within key={update} actions={[{ type: "update", update }]}>
            <NoticeBar />
          </Within>
        ))}
      </Part>
    </main>
  );
}

createRoot(document.getElementById("root")!).render(
  <Fragment>
    <Components />
  </Fragment>,
);
