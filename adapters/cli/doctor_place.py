"""What `unstuck doctor` sees of the machine: locks, disks, ports."""

import shutil
import socket
from pathlib import Path

from bot.ports.store import StoreUnavailable
from storage.errors import StoreInUse
from storage.sqlite_file import FileLock


def is_held(file: Path) -> bool:
    try:
        FileLock(file).release()
    except StoreInUse:
        return True
    except StoreUnavailable:
        return False
    return False


def free_room(file: Path) -> int | None:
    folder = file.absolute().parent
    return shutil.disk_usage(folder).free if folder.is_dir() else None


def is_free(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except OSError:
        return False
    return True


def size_of(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{size / 1024:.0f} kB"
