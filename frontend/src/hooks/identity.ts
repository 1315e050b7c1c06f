/** This browser's one identity, for the pages. */
import { browserStore } from "../services/collab/browserStore";
import { Identity } from "../services/collab/identity";

export const identity = new Identity(browserStore);
