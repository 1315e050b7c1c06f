/** The folders that a program of WASI has: the session's other files, and in this run's memory what it writes itself. */
import { wasi as codes, Directory, File, type Inode, OpenFile, PreopenDirectory } from "@bjorn3/browser_wasi_shim";
import type { RunFile } from "../../contract";

/** Beyond it writing fails; a program's own memory is limited apart. */
const MAX_WRITTEN_BYTES = 64 * 1024 * 1024;

/** What may still be written into a program's folders. */
interface Room {
  left: number;
}

/** An open file that grows by doubling, as programs write line by line, and no further than there is room. */
class OpenRunFile extends OpenFile {
  constructor(
    private readonly grown: RunFolderFile,
    private readonly appends: boolean,
  ) {
    super(grown);
  }

  override fd_write(bytes: Uint8Array): { ret: number; nwritten: number } {
    if (this.appends) this.file_pos = this.grown.size;
    const written = this.fd_pwrite(bytes, this.file_pos);
    this.file_pos += BigInt(written.nwritten);
    return written;
  }

  override fd_pwrite(bytes: Uint8Array, offset: bigint): { ret: number; nwritten: number } {
    const at = Number(offset);
    if (!this.grown.resize(Math.max(this.grown.data.length, at + bytes.length))) {
      return { ret: codes.ERRNO_NOSPC, nwritten: 0 };
    }
    this.grown.data.set(bytes, at);
    return { ret: codes.ERRNO_SUCCESS, nwritten: bytes.length };
  }

  override fd_allocate(offset: bigint, length: bigint): number {
    const size = Math.max(this.grown.data.length, Number(offset + length));
    return this.grown.resize(size) ? codes.ERRNO_SUCCESS : codes.ERRNO_NOSPC;
  }

  override fd_filestat_set_size(size: bigint): number {
    return this.grown.resize(Number(size)) ? codes.ERRNO_SUCCESS : codes.ERRNO_NOSPC;
  }
}

class RunFolderFile extends File {
  /** `data` is its beginning. */
  private storage: Uint8Array;

  constructor(
    private readonly room: Room,
    bytes: Uint8Array = new Uint8Array(0),
  ) {
    super(bytes);
    this.storage = this.data;
  }

  override path_open(oflags: number, rights: bigint, fdFlags: number): { ret: number; fd_obj: OpenFile } {
    if ((oflags & codes.OFLAGS_TRUNC) !== 0) this.resize(0);
    const opened = super.path_open(oflags & ~codes.OFLAGS_TRUNC, rights, fdFlags);
    return { ret: opened.ret, fd_obj: new OpenRunFile(this, (fdFlags & codes.FDFLAGS_APPEND) !== 0) };
  }

  /** What lies behind the old end is zero. False where there is no room. */
  resize(size: number): boolean {
    const before = this.data.length;
    if (size - before > this.room.left) return false;
    this.room.left -= size - before;
    if (size > this.storage.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.storage.length));
      larger.set(this.data);
      this.storage = larger;
    } else if (size > before) {
      this.storage.fill(0, before, size);
    }
    this.data = this.storage.subarray(0, size);
    return true;
  }
}

/** Unless it is told otherwise, where relative names lead, and `/`. */
export class RunFolder extends PreopenDirectory {
  private readonly encoder = new TextEncoder();

  constructor(
    name = "/",
    private readonly room: Room = { left: MAX_WRITTEN_BYTES },
  ) {
    super(name, new Map<string, Inode>());
  }

  /** Another folder, of whose files the bytes count with this one's. */
  beside(name: string): RunFolder {
    return new RunFolder(name, this.room);
  }

  /** Lays files into it, before the program starts. */
  lay(files: readonly RunFile[]): void {
    for (const { name, text } of files) {
      this.dir.contents.set(name, new RunFolderFile(this.room, this.encoder.encode(text)));
    }
  }

  override path_open(
    ...[dirFlags, path, oflags, rights, inheriting, fdFlags]: Parameters<PreopenDirectory["path_open"]>
  ): ReturnType<PreopenDirectory["path_open"]> {
    const creates = (oflags & codes.OFLAGS_CREAT) !== 0 && (oflags & codes.OFLAGS_DIRECTORY) === 0;
    if (creates && this.path_lookup(path, dirFlags).ret === codes.ERRNO_NOENT) {
      const made = this.dir.create_entry_for_path(path, false);
      if (made.ret !== codes.ERRNO_SUCCESS) return { ret: made.ret, fd_obj: null };
      this.replace(path, new RunFolderFile(this.room));
      // It is there now, which is no failure of who asks for a new one.
      return super.path_open(dirFlags, path, oflags & ~codes.OFLAGS_EXCL, rights, inheriting, fdFlags);
    }
    return super.path_open(dirFlags, path, oflags, rights, inheriting, fdFlags);
  }

  override path_unlink_file(path: string): number {
    const { inode_obj: file } = this.path_lookup(path, 0);
    const result = super.path_unlink_file(path);
    if (result === codes.ERRNO_SUCCESS) this.giveBack(file);
    return result;
  }

  /** Renaming is this, too, and what had the name before is gone then. */
  override path_link(path: string, inode: Inode, allowDir: boolean): number {
    const { inode_obj: replaced } = this.path_lookup(path, 0);
    const result = super.path_link(path, inode, allowDir);
    if (result === codes.ERRNO_SUCCESS && replaced !== inode) this.giveBack(replaced);
    return result;
  }

  private giveBack(gone: Inode | null): void {
    if (gone instanceof RunFolderFile) this.room.left += gone.data.length;
  }

  /** The shim makes files of its own kind, which know no end. */
  private replace(path: string, file: RunFolderFile): void {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    const name = parts.pop();
    const parent = parts.length === 0 ? this.dir : this.path_lookup(parts.join("/"), 0).inode_obj;
    if (parent instanceof Directory && name !== undefined) parent.contents.set(name, file);
  }
}
