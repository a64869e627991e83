import { expose } from "comlink";
import { createUnitWorker } from "../../convert/worker/unitWorker.ts";
import { installErrorTransfer } from "../../protocol/errorTransfer.ts";
import { giveLifeSignals } from "../../protocol/lifeSignals.ts";

installErrorTransfer();
giveLifeSignals(self);
expose(createUnitWorker());
