import { expose } from "comlink";
import { createUnitWorker } from "../src/convert/unitWorker.ts";
import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";

installErrorTransfer();
expose(createUnitWorker());
