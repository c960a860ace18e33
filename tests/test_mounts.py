from pathlib import Path

import pytest

from syncd import mounts

MOUNTINFO = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /srv/units rw shared:2 master:1 - cifs //server/units rw,vers=3.0
31 30 0:41 / /srv/units/local rw - xfs /dev/sdb1 rw
32 22 0:42 / /mnt/with\040space rw - nfs4 nas:/volume1 rw
33 22 0:43 / /mnt/drive rw - fuse.rclone remote: rw
34 22 8:17 / /mnt/usb rw - fuseblk /dev/sdb1 rw
35 22 0:44 / /mnt/twice rw - ext4 /dev/sdc1 rw
36 22 0:45 / /mnt/twice rw - smb3 //server/twice rw
37 22 0:46 / /mnt/new rw - somefs /dev/x rw
"""


@pytest.mark.parametrize(
    ("path", "file_system"),
    [
        ("/home/x", "ext4"),
        ("/srv/units", "cifs"),
        ("/srv/units/กลุ่มแผน/ส่งเผยแพร่", "cifs"),
        ("/srv/units/local/x", "xfs"),
        ("/srv/units-of-another-name", "ext4"),
        ("/mnt/with space/x", "nfs4"),
        ("/mnt/drive", "fuse.rclone"),
        ("/mnt/usb", "fuseblk"),
        ("/mnt/twice/x", "smb3"),
    ],
)
def test_a_path_lies_on_the_deepest_and_latest_mount_above_it(path: str, file_system: str) -> None:
    assert mounts.file_system_of(Path(path), MOUNTINFO) == file_system


@pytest.mark.parametrize(
    "file_system", ["cifs", "smb3", "nfs", "nfs4", "fuse.rclone", "9p", "ceph", "virtiofs", "autofs", "somefs", ""]
)
def test_what_is_not_known_to_be_local_counts_as_network(file_system: str) -> None:
    assert mounts.is_network_file_system(file_system)


@pytest.mark.parametrize("file_system", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk"])
def test_disks_of_this_machine_are_local(file_system: str) -> None:
    assert not mounts.is_network_file_system(file_system)


def test_this_machines_own_mounts_can_be_read() -> None:
    assert mounts.is_network(Path("/proc"))
