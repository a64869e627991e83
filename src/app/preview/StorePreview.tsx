import { useMemo } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { DestinationReference } from "../../model/references.ts";
import { Waiting } from "../parts/Waiting.tsx";
import { useRead } from "../reads/useRead.ts";
import { useSession } from "../sessionContext.ts";
import { PreviewPane } from "./PreviewPane.tsx";
import { storeOutput } from "./storeOutput.ts";

/** The same viewer over what was written, read back from the disk. */
export function StorePreview({ destination, storeName }: { destination: DestinationReference; storeName: string }) {
  const { reading } = useSession();
  const { value: image, error } = useRead<OpenImage>({
    owner: destination,
    key: `image ${storeName}`,
    read: (signal) => reading.openStore(destination, storeName, signal),
    release: (opened) => reading.close(opened),
  });
  const output = useMemo(() => (image === undefined ? null : storeOutput(image.description)), [image]);
  if (error !== null) {
    return (
      <section className="card problem" data-tone="bad" role="alert">
        <h2>{storeName} cannot be opened</h2>
        <p className="problem-what">{error.message}</p>
      </section>
    );
  }
  if (image === undefined) return <Waiting text={`Opening ${storeName}…`} />;
  return <PreviewPane source={image} output={output!} title="Result" planMethod={null} />;
}
