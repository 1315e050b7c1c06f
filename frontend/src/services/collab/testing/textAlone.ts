/** A text that no server is asked about, for tests and pictures of what shows one. */
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { SharedText } from "../types";

export function textAlone(name: string, initial = ""): SharedText {
  const doc = new Y.Doc();
  const content = doc.getText("content");
  if (initial !== "") content.insert(0, initial);
  return {
    name,
    doc,
    content,
    awareness: new Awareness(doc),
    loaded: Promise.resolve(),
    isAwaited: false,
    arrived: () => Promise.resolve(),
  };
}
