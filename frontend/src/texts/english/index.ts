/** The English texts, and with them the shape that every other language has. */
import { chat } from "./chat";
import { common } from "./common";
import { files } from "./files";
import { help } from "./help";
import { outside } from "./outside";
import { refusals } from "./refusals";
import { replay } from "./replay";
import { rights } from "./rights";
import { room } from "./room";
import { running } from "./running";
import { saved } from "./saved";
import { settings } from "./settings";
import { start } from "./start";

export const english = {
  ...common,
  ...chat,
  ...start,
  ...room,
  ...rights,
  ...saved,
  ...running,
  ...outside,
  ...refusals,
  ...replay,
  ...settings,
  ...help,
  ...files,
};
