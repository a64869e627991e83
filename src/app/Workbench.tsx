import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import "./styles/workbench.css";
import "./styles/queue.css";
import "./styles/stage.css";
import "./styles/splitView.css";
import "./styles/scenes.css";
import "./styles/ladder.css";
import "./styles/plate.css";
import "./styles/dock.css";
import "./styles/inspector.css";
import "./styles/problems.css";
import "./styles/settings.css";
import "./styles/storeCheck.css";
import "./styles/storeExplorer.css";
import type { Help } from "./help/useHelp.ts";
import { useTab } from "./inspector/useTab.ts";
import { ItemView } from "./ItemView.tsx";
import { PageHeader } from "./PageHeader.tsx";
import { useFirstView } from "./preview/firstView.ts";
import { QueuePane } from "./queue/QueuePane.tsx";
import { ActionBar } from "./run/ActionBar.tsx";
import { ExistingDialog } from "./run/ExistingDialog.tsx";
import { NoticeBar } from "./run/NoticeBar.tsx";
import { useSelectedItem } from "./sessionContext.ts";
import { useZones } from "./zones/useZones.ts";
import { ViewSwitch, type NarrowView } from "./zones/ViewSwitch.tsx";
import { ZoneEdge } from "./zones/ZoneEdge.tsx";

/** Three zones: the queue, the picture of what is selected in it, and all that is to be known and set of it. */
export function Workbench({ help }: { help: Help }) {
  const item = useSelectedItem();
  const zones = useZones();
  const tab = useTab(item);
  const [view, setView] = useState<NarrowView>("look");
  useFirstView();
  useEffect(() => {
    help.takeSettings(() => {
      flushSync(() => {
        setView("settings");
        tab.open("settings");
        if (!zones.layout.isInspectorOpen) zones.toggle("inspector");
        help.close();
      });
      document.querySelector<HTMLElement>(".settings-form select")?.focus();
    });
    return () => help.takeSettings(null);
  });
  const { queue, inspector, isQueueOpen, isInspectorOpen } = zones.layout;
  return (
    <>
      <PageHeader help={help}>
        <ActionBar />
      </PageHeader>
      <main
        className="workbench"
        data-view={view}
        data-queue={isQueueOpen ? "open" : "rail"}
        data-inspector={isInspectorOpen ? "open" : "closed"}
        style={{ ["--queue" as string]: `${queue}px`, ["--inspector" as string]: `${inspector}px` }}
      >
        <h1 className="visually-hidden">{item?.name ?? "Queue"}</h1>
        <section className="zone zone-queue" aria-label="Files">
          <QueuePane isOpen={isQueueOpen} onToggle={() => zones.toggle("queue")} onSelect={() => setView("look")} />
          <ZoneEdge zone="queue" zones={zones} label="Width of the queue" />
        </section>
        {item === null ? (
          <div className="zone zone-stage" />
        ) : (
          <ItemView key={item.id} item={item} tab={tab} zones={zones} onLook={() => setView("look")} />
        )}
        <ViewSwitch
          view={view}
          onChange={(next) => {
            setView(next);
            if (next === "settings" && !isInspectorOpen) zones.toggle("inspector");
          }}
        />
        <NoticeBar />
      </main>
      <ExistingDialog />
    </>
  );
}
