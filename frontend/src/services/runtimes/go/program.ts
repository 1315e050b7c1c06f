/** Runs a compiled Go program in the sandbox's worker. */
import { serveProgram } from "../compiled/program/serveProgram";
import { explainCrash } from "./complaints";

/** Collects what is not used any more before the limit to a program's memory is reached. */
const ENVIRONMENT = ["GOMEMLIMIT=384MiB"];

/** As the command that runs programs says behind their last words. */
const STATUS = "exit status 2\n";

serveProgram({
  environment: ENVIRONMENT,
  explainExit(code, lastWords, fileNames) {
    const error = explainCrash(code, lastWords, fileNames);
    return error === null ? null : { report: STATUS, error };
  },
});
