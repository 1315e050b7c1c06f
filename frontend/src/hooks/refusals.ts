/** What the server refused, in the language of the page: its code says which sentence, its own words are the last resort. */
import { texts } from "../texts";

/** What the server says of a refusal, in an answer or in a notice. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** These name the fault in their words, which no table can. */
const NAME_A_FAULT: ReadonlySet<string> = new Set(["INVALID_EVENT", "INVALID_REQUEST"]);
/** What the page makes of an answer that is not the server's own. */
const OF_A_PROXY = /^HTTP_(\d+)$/;

export function refusalSentence({ code, message }: Refusal): string {
  const { known, fault, status } = texts.refusals;
  if (isKnown(code)) return known[code];
  if (NAME_A_FAULT.has(code)) return fault(message);
  const answered = OF_A_PROXY.exec(code)?.[1];
  return answered === undefined ? message : status(answered);
}

function isKnown(code: string): code is keyof typeof texts.refusals.known {
  return Object.hasOwn(texts.refusals.known, code);
}
