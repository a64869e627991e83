import { useEffect, useMemo, useState } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import { asZarrdropError, type ZarrdropError } from "../../model/errors.ts";
import type { DestinationReference } from "../../model/references.ts";
import { Waiting } from "../parts/Waiting.tsx";
import { useSession } from "../sessionContext.ts";
import { PreviewPane } from "./PreviewPane.tsx";
import { storeOutput } from "./storeOutput.ts";

/** The same viewer over what was written, read back from the disk. */
export function StorePreview({ destination, storeName }: { destination: DestinationReference; storeName: string }) {
  const { reading } = useSession();
  const [opened, setOpened] = useState<{ image: OpenImage } | { error: ZarrdropError } | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    let image: OpenImage | null = null;
    reading.openStore(destination, storeName, controller.signal).then(
      (answer) => {
        image = answer;
        if (controller.signal.aborted) reading.close(image);
        else setOpened({ image });
      },
      (thrown: unknown) => controller.signal.aborted || setOpened({ error: asZarrdropError(thrown) }),
    );
    return () => {
      controller.abort();
      setOpened(null);
      if (image !== null) reading.close(image);
    };
  }, [reading, destination, storeName]);

  const output = useMemo(
    () => (opened !== null && "image" in opened ? storeOutput(opened.image.description) : null),
    [opened],
  );
  if (opened === null) return <Waiting text={`Opening ${storeName}…`} />;
  if ("error" in opened) {
    return (
      <section className="card problem" data-tone="bad" role="alert">
        <h2>{storeName} cannot be opened</h2>
        <p className="problem-what">{opened.error.message}</p>
      </section>
    );
  }
  return <PreviewPane source={opened.image} output={output!} title="Result" planMethod={null} />;
}
