#!/usr/bin/env node
// The one door to the repository's commands. Checks Node before anything that an old Node could not even parse is read.
import { complaintAboutNode } from "./lib/node-version.mjs";

const complaint = complaintAboutNode(process.version);
if (complaint === null) {
  import("./lib/main.mjs").then((door) => door.main(process.argv.slice(2)));
} else {
  console.error(complaint);
  process.exitCode = 1;
}
