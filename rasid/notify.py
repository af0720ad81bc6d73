"""systemd's notification socket: ready, alive, stopping. Silent where there is no systemd."""

import os
import socket


def notify(message: str) -> bool:
    """Send `message` (`READY=1`, `WATCHDOG=1`, …) to the service manager; False if there is none.

    Source: sd_notify(3).
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            # A leading @ stands for the NUL of Linux's abstract namespace.
            channel.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
            channel.sendall(message.encode())
        except OSError:
            return False
    return True
