"""A real Windows share on loopback (smbd), and a client that writes to it as Windows does, at a pace of the test's choosing."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from smbprotocol.connection import Connection
from smbprotocol.file_info import FileBasicInformation, FileEndOfFileInformation
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    FileAttributes,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2SetInfoRequest,
)
from smbprotocol.session import Session
from smbprotocol.tree import TreeConnect

from tests.rig.servers import Server, free_port, program


@dataclass(frozen=True, slots=True)
class Share:
    """A running share; paths are relative to it, "/" between parts."""

    folder: Path
    """Where the share's files lie: what syncd watches."""
    port: int

    def put(self, source: Path, target: str) -> None:
        """Copy a file in, as fast as it goes."""
        self._client(f'put "{source}" "{target}"')

    def get(self, path: str, target: Path) -> None:
        """Copy a file out."""
        self._client(f'get "{path}" "{target}"')

    def mkdir(self, path: str) -> None:
        self._client(f'mkdir "{path}"')

    def rename(self, path: str, target: str) -> None:
        self._client(f'rename "{path}" "{target}"')

    def delete(self, path: str) -> None:
        self._client(f'del "{path}"')

    @contextmanager
    def writing(
        self, path: str, *, size: int | None = None, keep: bool = False, start: int = 0, alone: bool = False
    ) -> Iterator["Writing"]:
        """Create or replace a file and keep it open, so that the test decides when which part arrives.

        With `size` the file has its final size at once, full of zeros, as when Explorer copies. With `keep` a file that is
        there is opened as it is, as a program does that may save into it; writing begins at `start`. `alone`: no other client
        may open, rename or delete it meanwhile.
        """
        connection = Connection(uuid.uuid4(), "127.0.0.1", self.port, require_signing=False)
        connection.connect(timeout=10)
        try:
            # Nobody by this name: the share's guest. A guest's messages cannot be encrypted or signed.
            session = Session(connection, "clerk", "-", require_encryption=False, auth_protocol="ntlm")
            session.connect()
            tree = TreeConnect(session, r"\\127.0.0.1\share")
            tree.connect(require_secure_negotiate=False)
            file = Open(tree, path.replace("/", "\\"))
            file.create(
                ImpersonationLevel.Impersonation,
                FilePipePrinterAccessMask.GENERIC_READ | FilePipePrinterAccessMask.GENERIC_WRITE,
                FileAttributes.FILE_ATTRIBUTE_NORMAL,
                0 if alone else ShareAccess.FILE_SHARE_READ,
                CreateDisposition.FILE_OPEN if keep else CreateDisposition.FILE_OVERWRITE_IF,
                CreateOptions.FILE_NON_DIRECTORY_FILE,
            )
            writing = Writing(file, start)
            if size is not None:
                writing.set_size(size)
            yield writing
            file.close(False)
        finally:
            connection.disconnect(close=True)

    def _client(self, command: str) -> str:
        arguments = ["smbclient", "//127.0.0.1/share", "-p", str(self.port), "-N", "-c", command]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode or "NT_STATUS_" in done.stdout:  # a failed mkdir ends with exit code 0
            raise OSError(f"smbclient {command}: {done.stdout}{done.stderr}")
        return done.stdout


@dataclass(slots=True)
class Writing:
    """A file of the share that a client holds open."""

    _file: Any
    _offset: int = 0

    def write(self, content: bytes) -> None:
        """Write where the last write ended; on the server when this returns."""
        step = 1 << 16
        for start in range(0, len(content), step):
            self._offset += self._file.write(content[start : start + step], self._offset)

    def set_size(self, size: int) -> None:
        information = FileEndOfFileInformation()
        information["end_of_file"] = size
        self._set(information)

    def set_modified(self, modified: datetime) -> None:
        """Give the file this (aware) time of last change, as a copy that preserves times does at its end."""
        information = FileBasicInformation()
        information["last_write_time"] = (modified - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
        self._set(information)

    def _set(self, information: Any) -> None:
        message = SMB2SetInfoRequest()
        message["info_type"] = 1  # SMB2_0_INFO_FILE
        message["file_info_class"] = information.INFO_CLASS
        message["file_id"] = self._file.file_id
        message["buffer"] = information.pack()
        session, tree = self._file.tree_connect.session, self._file.tree_connect
        request = self._file.connection.send(message, session.session_id, tree.tree_connect_id)
        self._file.connection.receive(request)


@contextmanager
def shared(folder: Path) -> Iterator[Share]:
    """Share this folder on 127.0.0.1 while in the block. Raises RigError where there is no smbd."""
    port = free_port()
    private = Path(tempfile.mkdtemp(prefix="syncd-smbd-"))
    configuration = private / "smb.conf"
    text = Path(__file__).with_name("smb.conf").read_text(encoding="utf-8")
    for key, value in {"port": port, "private": private, "folder": folder, "user": pwd.getpwuid(os.geteuid()).pw_name}.items():
        text = text.replace(f"@{key}@", str(value))
    configuration.write_text(text, encoding="utf-8")
    (private / "ncalrpc").mkdir()
    command = [program("smbd"), "--foreground", "--no-process-group", f"--configfile={configuration}"]
    server = Server("smbd", "smbd", command, str(configuration), port, private / "start.log")
    try:
        server.start()
        yield Share(folder, port)
    finally:
        server.stop()
        shutil.rmtree(private)
