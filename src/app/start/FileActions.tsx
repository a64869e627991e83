import { useRef, useState, type ChangeEvent } from "react";
import { takeFiles } from "../../browser/dropped.ts";
import { canPickFolders, chooseFolder } from "../../browser/pickers.ts";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSession } from "../sessionContext.ts";

/** The ways to bring files in, apart from dropping them. */
export function FileActions({ isFirst }: { isFirst: boolean }) {
  const session = useSession();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const input = event.currentTarget;
    const tree = takeFiles(input.files ?? []);
    // Emptied, so that choosing the same file again is a change too.
    input.value = "";
    void session.add(tree);
  };
  return (
    <>
      <Button look={isFirst ? "first" : "plain"} onClick={() => files.current?.click()}>
        <Icon name="file" />
        Choose files
      </Button>
      <Button onClick={() => (canPickFolders() ? void session.add(chooseFolder()) : folder.current?.click())}>
        <Icon name="folder" />
        Choose folder
      </Button>
      <input ref={files} type="file" multiple hidden aria-label="Files to convert" onChange={take} />
      <input ref={folder} type="file" webkitdirectory="" hidden aria-label="Folder to convert" onChange={take} />
    </>
  );
}

/** Who has files of their own needs none of it: it is fetched when it is asked for. */
const samples = () => import("../../browser/sampleImage.ts");

/** Something to try the page with, where no file is at hand. */
export function SampleActions() {
  const session = useSession();
  const [isMaking, setIsMaking] = useState(false);
  const add = (make: (signal: AbortSignal) => Promise<File>): void => {
    setIsMaking(true);
    const tree = make(new AbortController().signal).then((file) => takeFiles([file]));
    void session.add(tree).finally(() => setIsMaking(false));
  };
  return (
    <>
      <Button
        look="quiet"
        disabled={isMaking}
        onClick={() => add(async (signal) => (await samples()).makeSampleImage(signal))}
      >
        <span className="sample-sign" data-busy={isMaking || undefined}>
          <Icon name="sample" />
        </span>
        Try a sample image
      </Button>
      <Button
        look="quiet"
        disabled={isMaking}
        onClick={() => add(async (signal) => (await samples()).makeBrokenSample(signal))}
      >
        <Icon name="warning" />
        Try a broken file
      </Button>
    </>
  );
}
