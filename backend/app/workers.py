"""Several worker processes that share one port, kept alive by uvicorn's supervisor."""

import multiprocessing
import os
import signal
import threading

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess


def serve_with_workers(config: uvicorn.Config) -> int:
    """Serve with `config.workers` processes until told to stop; returns the exit code.

    The application must be named, not given: each worker makes its own. One that dies is started again; SIGHUP
    replaces them one after another; SIGTERM and SIGINT let all of them end in order.
    """
    supervisor = Multiprocess(config, sockets=[config.bind_socket()])
    supervisor.run()
    return 1 if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes) else 0


def end_with_supervisor() -> None:
    """Let this worker end in order when its supervisor is gone, so that nobody holds the port without one."""
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return

    def end() -> None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end, name="watch supervisor", daemon=True).start()
