"""Runs a real ipykernel for the stand-in of the Jupyter extension: one JSON object a line, requests in, messages out.

{"id": 1, "code": "…", "quiet": false} is answered by {"id": 1, "type": …, "content": …} for each of the kernel's messages,
then {"id": 1, "type": "done"}; {"interrupt": true} interrupts what runs.
"""

from __future__ import annotations

import json
import queue
import sys
import threading

from jupyter_client import KernelManager

FORWARDED = {"stream", "display_data", "update_display_data", "execute_result", "error", "clear_output"}


def main() -> None:
    """Ends with its standard input."""
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    tell({"type": "ready"})
    requests: queue.Queue = queue.Queue()
    threading.Thread(target=listen, args=(requests, manager), daemon=True).start()
    try:
        for request in iter(requests.get, None):
            execute(client, request)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def listen(requests: queue.Queue, manager: KernelManager) -> None:
    """Interrupts are carried out while something runs."""
    for line in sys.stdin:
        request = json.loads(line)
        if "interrupt" in request:
            manager.interrupt_kernel()
        else:
            requests.put(request)
    requests.put(None)


def execute(client, request: dict) -> None:
    """Tells what the kernel says of one request, up to its being idle again."""
    asked = client.execute(request["code"], store_history=not request.get("quiet", False), allow_stdin=False)
    while True:
        message = client.get_iopub_msg(timeout=300)
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            break
        if kind in FORWARDED:
            tell({"id": request["id"], "type": kind, "content": content})
    tell({"id": request["id"], "type": "done"})


def tell(message: dict) -> None:
    """One line at once, also from a pipe."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
