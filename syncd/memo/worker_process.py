"""The one worker process as its parent holds it: started when first needed, replaced after a failure or so many requests."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from syncd.memo import pipes, sandbox

CRASHED = "ระบบอ่านไฟล์นี้ไม่สำเร็จ ไฟล์อาจเสียหายหรือสร้างผิดรูปแบบ"
TOO_SLOW = "ระบบอ่านไฟล์นี้ไม่เสร็จในเวลาที่กำหนด"
UNCONFINED = "เครื่องของระบบยังไม่พร้อมเปิดเอกสารอย่างปลอดภัย จึงยังไม่เปิดไฟล์ใดเลย เจ้าหน้าที่ ICT ต้องแก้ที่เครื่องก่อน (syncd doctor บอกวิธี)"
"""Why there is no answer, whatever the file says."""

_ENDS_SECONDS = 1.0


class NoAnswerError(Exception):
    """The worker gave none; the message says why, in Thai."""


class WorkerProcess:
    """Asks the worker. To be used from one thread, which should have no other open files: the worker inherits what it has."""

    def __init__(self, command: Sequence[str], *, seconds: float, renew_after: int) -> None:
        """`seconds` per request."""
        self._command = tuple(command)
        self._seconds = seconds
        self._renew_after = renew_after
        self._process: subprocess.Popen[bytes] | None = None
        self._pipes = (-1, -1)
        """To the worker and from it; no file objects, which would be closed in whatever thread lets go of them."""
        self._served = 0

    @property
    def pid(self) -> int | None:
        """The process id while there is one."""
        return None if self._process is None else self._process.pid

    def ask(self, request: Mapping[str, Any], is_whole: Callable[[bytearray], bool], longest: int) -> bytes:
        """The whole answer to a request. Raises NoAnswerError; the worker is ended then, and another begins with the next."""
        if self._process is None or self._served >= self._renew_after or self._process.poll() is not None:
            self._process = self._start()
        to, back = self._pipes
        self._served += 1
        try:
            asked = json.dumps(request).encode() + b"\n"
            return pipes.ask(to, asked, back, is_whole, seconds=self._seconds, longest=longest)
        except TimeoutError:
            why = TOO_SLOW
        except BrokenPipeError:
            why = CRASHED
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDS_SECONDS)  # it is ending: how, tells why
        except (pipes.TooLongError, ValueError, KeyError, TypeError):
            why = CRASHED
        raise NoAnswerError(UNCONFINED if self.stop() == sandbox.UNCONFINED else why)

    def stop(self) -> int | None:
        """End the worker if there is one; how it ended."""
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        ends, self._pipes = self._pipes, (-1, -1)
        for end in ends:
            if end >= 0:
                os.close(end)
        return None if process is None else process.returncode

    def _start(self) -> "subprocess.Popen[bytes]":
        self.stop()
        (reads, to), (back, writes) = os.pipe(), os.pipe()
        self._pipes = (to, back)
        self._served = 0
        try:
            return subprocess.Popen(  # noqa: S603 - our own module, no shell
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
