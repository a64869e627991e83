import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import { createUnitWorker } from "../src/convert/unitWorker.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";
import { giveLifeSignals } from "../src/protocol/lifeSignals.ts";
import { allowManyListeners } from "./manyListeners.ts";
import { threadEndpoint } from "./threadEndpoint.ts";

if (parentPort === null)
  throw new ZarrdropError("internal", "This file is a thread of the command line, not a program.");
allowManyListeners();
installErrorTransfer();
const endpoint = threadEndpoint(parentPort);
giveLifeSignals(endpoint);
expose(createUnitWorker(), endpoint);
