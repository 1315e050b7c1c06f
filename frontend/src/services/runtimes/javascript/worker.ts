/** Runs JavaScript in the sandbox's worker, one program per worker. */
import { serveLanguage } from "../sandbox/worker";
import { asItIs, Program } from "./program";

serveLanguage(async (_assets, host) => new Program(host, asItIs));
