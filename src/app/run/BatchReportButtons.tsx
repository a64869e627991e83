import { downloadBlob } from "../../browser/download.ts";
import { Button } from "../parts/Button.tsx";
import { useSession } from "../sessionContext.ts";
import { type BatchReport, batchReport, batchReportPage } from "./batchReport.ts";

/** Saves one report of all files: as a page to read and as JSON. */
export function BatchReportButtons() {
  const { store } = useSession();
  const save = (name: string, type: string, textOf: (report: BatchReport) => string): void => {
    const report = batchReport(store.get(), __ZARRDROP_VERSION__, new Date());
    downloadBlob(new Blob([textOf(report)], { type }), name);
  };
  return (
    <>
      <Button look="quiet" onClick={() => save("zarrdrop-report.html", "text/html", batchReportPage)}>
        Report
      </Button>
      <Button
        look="quiet"
        aria-label="Report as JSON"
        onClick={() => save("zarrdrop-report.json", "application/json", (report) => JSON.stringify(report, null, 2))}
      >
        JSON
      </Button>
    </>
  );
}
