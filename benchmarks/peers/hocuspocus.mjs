// Hocuspocus with its SQLite extension, as its guide sets it up: PORT, and DATABASE_FILE for the texts.
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const server = new Server({
  address: "127.0.0.1",
  port: Number(process.env.PORT),
  quiet: true,
  extensions: [new SQLite({ database: process.env.DATABASE_FILE })],
});

await server.listen();
