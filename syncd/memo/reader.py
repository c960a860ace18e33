"""Reads documents in one worker process, so that no file can hurt, stop or swell the daemon."""

import ctypes
import hashlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from syncd import progress
from syncd.memo import wire
from syncd.model import Document, SpooledFile

CRASHED = "ระบบอ่านไฟล์นี้ไม่สำเร็จ ไฟล์อาจเสียหายหรือสร้างผิดรูปแบบ"
TOO_SLOW = "ระบบอ่านไฟล์นี้ไม่เสร็จในเวลาที่กำหนด"

_LONGEST_ANSWER = 8 << 20
_LONGEST_PICTURE = 16 << 20
_CLOSE_RANGE_UNSHARE = 2
_ALL = 2**32 - 1


def _have_no_files() -> None:
    """Let this thread have a table of open files of its own, empty but for the standard ones.

    A process inherits what is open and closes it, and to close a file on a mount that hangs can hang: it, and whoever starts it.
    Begun in this thread it inherits none. What is open here, no other thread can use.
    """
    with suppress(OSError, AttributeError):  # another C library, or an old one: then as ever
        ctypes.CDLL(None).close_range(3, _ALL, _CLOSE_RANGE_UNSHARE)


class Reader:
    """Owns one worker process at most: started when first needed, replaced after a failure or every `renew_after` files.

    Safe to share between threads; files are read one at a time. A closed reader starts again on the next `read`. All that has to
    do with the worker is done in one thread, which has no other open files.
    """

    def __init__(
        self,
        *,
        seconds: int = 60,
        megabytes: int = 240,
        renew_after: int = 200,
        command: Sequence[str] = (sys.executable, "-I", "-m", "syncd.memo.worker"),
    ) -> None:
        """`seconds` per file; `megabytes` is the worker's own memory, without the libraries' code (about 50 more)."""
        self._seconds = seconds
        self._command = (*command, str(seconds), str(megabytes))
        self._renew_after = renew_after
        self._thread = ThreadPoolExecutor(1, "reader", initializer=_have_no_files)
        self._thread.submit(int).result()  # begun now: later, what hangs may be among the files it would have to let go of
        self._worker: subprocess.Popen[bytes] | None = None
        self._pipes = (-1, -1)
        """To the worker and from it; no file objects, which would be closed in whatever thread lets go of them."""
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return None if self._worker is None else self._worker.pid

    def read(self, file: SpooledFile) -> Document:
        """What the file says. Never raises for what a file contains: a worker lost over it gives an unread document."""
        return self._read(file, in_drop=False)

    def read_in_drop(self, file: SpooledFile) -> Document:
        """The same of a file in a photo drop, where a picture is wanted as a photo and a text as words."""
        return self._read(file, in_drop=True)

    def _read(self, file: SpooledFile, *, in_drop: bool) -> Document:
        request = {"path": str(file.path.absolute()), "name": file.name, "size": file.size, "sha256": file.sha256}
        answer = self._thread.submit(self._ask, request | {"drop": in_drop}, _is_line, _LONGEST_ANSWER).result()
        progress.made()
        if not isinstance(answer, bytes):
            return self._unread(file, answer)
        try:
            read = wire.load(answer)
            # Which file it was is known here, and of thousands of files each name is then held once.
            return replace(read, name=file.name, sha256=file.sha256, kind=sys.intern(read.kind))
        except (ValueError, KeyError, TypeError):
            return self._unread(file, CRASHED)

    def develop(self, file: SpooledFile, kind: str, name: str) -> SpooledFile | None:
        """The picture for the public, beside the photo under `name`, on disk when this returns; None when none can be made.

        Raises OSError when it cannot be written.
        """
        return self._thread.submit(self._develop, file, kind, name).result()

    def close(self) -> None:
        """End the worker; the next `read` starts another."""
        self._thread.submit(self._stop).result()

    @staticmethod
    def _unread(file: SpooledFile, why: str) -> Document:
        return Document(name=file.name, kind="unknown", size=file.size, sha256=file.sha256, unread=why, maybe_memo=True)

    def _develop(self, file: SpooledFile, kind: str, name: str) -> SpooledFile | None:
        request = {"path": str(file.path.absolute()), "develop": kind}
        try:
            answer = self._ask(request, wire.is_developed, _LONGEST_PICTURE)
            progress.made()
            made = wire.load_developed(answer) if isinstance(answer, bytes) else None
        except (ValueError, KeyError, TypeError):
            self._stop()
            return None
        if made is None:
            return None
        with (file.folder / name).open("xb") as out:
            out.write(made.data)
            out.flush()
            os.fsync(out.fileno())
        sha256, md5 = hashlib.sha256(made.data), hashlib.md5(made.data, usedforsecurity=False)
        return SpooledFile(f"{file.name}.{made.kind}", file.folder, name, len(made.data), sha256.hexdigest(), md5.hexdigest())

    def _ask(self, request: Mapping[str, Any], is_whole: Callable[[bytearray], bool], longest: int) -> bytes | str:
        """The worker's answer, or why there is none (Thai)."""
        self._ready()
        to, back = self._pipes
        self._served += 1
        try:
            asked = json.dumps(request).encode() + b"\n"
            while asked:
                asked = asked[os.write(to, asked) :]
            answer = self._receive(back, is_whole, longest)
        except BrokenPipeError:
            answer = CRASHED
        if isinstance(answer, str):
            self._stop()
        return answer

    def _receive(self, pipe: int, is_whole: Callable[[bytearray], bool], longest: int) -> bytes | str:
        deadline = time.monotonic() + self._seconds
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        received = bytearray()
        while not is_whole(received):
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                return TOO_SLOW
            chunk = os.read(pipe, 1 << 16)
            received += chunk
            if not chunk or len(received) > longest:
                return CRASHED
        return bytes(received)

    def _ready(self) -> None:
        if self._worker is None or self._served >= self._renew_after or self._worker.poll() is not None:
            self._start()

    def _start(self) -> None:
        self._stop()
        (reads, to), (back, writes) = os.pipe(), os.pipe()
        self._pipes = (to, back)
        try:
            self._worker = subprocess.Popen(  # noqa: S603 - our own module, no shell
                self._command,
                stdin=reads,
                stdout=writes,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
                start_new_session=True,
            )
        finally:
            os.close(reads)
            os.close(writes)
        self._served = 0

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        pipes, self._pipes = self._pipes, (-1, -1)
        for pipe in pipes:
            if pipe >= 0:
                os.close(pipe)


def _is_line(answer: bytearray) -> bool:
    return answer.endswith(b"\n")
