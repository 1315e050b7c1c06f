/** Runs TypeScript in the sandbox's worker, one program per worker, as JavaScript without its types. */
import { Program } from "../javascript/program";
import { serveLanguage } from "../sandbox/worker";
import { compileTypeScript } from "./compile";

serveLanguage(async (_assets, host) => new Program(host, compileTypeScript));
