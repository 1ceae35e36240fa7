"""What `unstuck doctor` sees of the machine: locks, disks, ports, clocks."""

import asyncio
import shutil
import socket
import sqlite3
from datetime import datetime
from pathlib import Path

from adapters.cli.doctor_page import PATIENCE, Page, instant, span
from adapters.cli.settings import Settings
from adapters.playground.clock import kept_offset
from adapters.system.clock import SystemClock
from bot.domain.workspaces import Platform
from bot.ports.store import StoreUnavailable
from storage.errors import StoreInUse
from storage.sqlite_file import FileLock

LITTLE_ROOM = 200 * 1024 * 1024


def look_at_place(page: Page, settings: Settings) -> bool | None:
    """Whether Unstuck runs on the embedded database; None if that cannot be known."""
    is_running: bool | None = None
    if file := settings.sqlite_file:
        is_running = file.exists() and is_held(file)
        free = free_room(file)
        if free is not None and free < LITTLE_ROOM:
            page.trouble(
                f"The disk that holds {file.absolute()} has {free // 1024**2} MB left.",
                "Free some space: with none left, nothing more is kept.",
            )
    # On PostgreSQL it may well be Unstuck itself that listens there.
    if settings.listens and is_running is False and not is_free(settings.host, settings.port):
        page.trouble(
            f"Port {settings.port} on {settings.host} cannot be had: another program has it, "
            "or the address is not this machine's.",
            "Stop that program, or set UNSTUCK_PORT or UNSTUCK_HOST.",
        )
    return is_running


async def present(page: Page, settings: Settings) -> datetime:
    """The present for Unstuck: the playground's clock may be ahead of the machine's."""
    real = SystemClock().now()
    file = settings.transcript_file
    if Platform.PLAYGROUND not in settings.platforms or not file.exists():
        return real
    try:
        ahead = await asyncio.to_thread(kept_offset, file)
    except sqlite3.Error as trouble:
        page.trouble(
            f"The playground's transcript {file.absolute()} cannot be read: {trouble}.",
            "See that it is readable; if it is broken, put back a backup.",
        )
        return real
    now = real + ahead
    if ahead > PATIENCE:
        page.section("Time", [(f"The playground's clock is {span(ahead)} ahead: {instant(now)}.",)])
    return now


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
