import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import { createUnitWorker } from "../../convert/worker/unitWorker.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { installErrorTransfer } from "../../protocol/errorTransfer.ts";
import { giveLifeSignals } from "../../protocol/lifeSignals.ts";
import { allowManyListeners } from "./manyListeners.ts";
import { threadEndpoint } from "./threadEndpoint.ts";

if (parentPort === null) throw new ZarrdropError("internal", "This file is a thread of the engine, not a program.");
allowManyListeners();
installErrorTransfer();
const endpoint = threadEndpoint(parentPort);
giveLifeSignals(endpoint);
expose(createUnitWorker(), endpoint);
