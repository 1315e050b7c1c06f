/** Runs a compiled program of a language that asks for nothing more. */
import { serveProgram } from "./serveProgram";

serveProgram();
