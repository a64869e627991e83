import { installErrorTransfer } from "../src/protocol/errorTransfer.ts";
import { giveLifeSignals } from "../src/protocol/lifeSignals.ts";
import { answerConversion } from "./conversion.ts";
import { answerReading } from "./reading.ts";
import { answerUnits } from "./unit.ts";

/**
 * The one script of all workers; a worker's name says what it does. Readers and codecs are so in the build once, and fetched and compiled
 * once. Nothing is loaded later on before messages are listened to: Comlink's first call would be lost.
 */
installErrorTransfer();
giveLifeSignals(self);
switch (self.name) {
  case "reading":
    answerReading();
    break;
  case "conversion":
    answerConversion();
    break;
  case "unit":
    answerUnits();
    break;
  default:
    throw new Error(`There is no worker called "${self.name}".`);
}
