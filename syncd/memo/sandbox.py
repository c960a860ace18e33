"""Takes from this process, for good, what reading a document never needs: the network, other programs and processes, writing.

A list of what is denied, kept by the kernel (seccomp, through libseccomp): what it does not name goes on working, so that
another version of a library does not end the reading. Whoever opens documents does so only behind it.
"""

import ctypes
import errno
import os
import resource
import signal
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

UNCONFINED = os.EX_UNAVAILABLE
"""How a process ends that could not be confined, and so opened nothing."""

_NETWORK = (
    "socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg getpeername"
    " socketcall io_uring_setup io_uring_enter io_uring_register"
)
_PROCESSES = (
    "fork vfork ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_open pidfd_getfd"
    " pidfd_send_signal tkill setns unshare userfaultfd perf_event_open bpf setpriority sched_setscheduler sched_setattr"
    " shmget shmat msgget semget mq_open setuid setgid setreuid setregid setresuid setresgid setgroups capset setsid setpgid"
)
_SYSTEM = (
    "mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr swapon swapoff reboot"
    " init_module finit_module delete_module kexec_load kexec_file_load keyctl add_key request_key acct quotactl syslog"
    " settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname iopl ioperm personality"
    " fanotify_init inotify_init inotify_init1 inotify_add_watch name_to_handle_at open_by_handle_at open_tree_attr"
)
_WRITING = (
    "creat openat2 unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat mknod mknodat"
    " chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat truncate ftruncate fallocate utime utimes utimensat futimesat"
    " setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat file_setattr"
    " memfd_create memfd_secret"
)
_PROGRAMS = "execve execveat"
_NEWER = {"fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "open_tree_attr": 467, "file_setattr": 469}
"""Numbers, the same on all machines, of calls that the library may be too old to know by name."""
_MUST_EXIST = frozenset({"socket", "io_uring_setup", "execve", "openat", "unlinkat", "clone", "kill"})

_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
_ABSENT = 0x00050000 | errno.ENOSYS
_UNKNOWN = -1
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_CLONE_THREAD = 0x10000
_PR_SET_PDEATHSIG = 1


class UnconfinedError(Exception):
    """This machine cannot confine a process: nothing may be opened in it."""


class _Condition(ctypes.Structure):
    """libseccomp's scmp_arg_cmp."""

    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Rule(NamedTuple):
    """A call that is denied; with a condition, only when this holds of one of its arguments."""

    call: str
    condition: tuple[int, int, int, int] | None = None
    answer: int = _DENY


def limit(seconds: int, megabytes: int, *, open_files: int, niceness: int) -> None:
    """Set the hard limits that a process keeps: memory, time, open files; nothing written. It may have threads: decoders do."""
    with suppress(PermissionError):  # a service manager may allow nobody to change priorities
        os.nice(niceness)
    size = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_AS, (4 * size, 4 * size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    allow(seconds)


def allow(seconds: int) -> None:
    """Give what comes next this much processor time; over it, the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))


def die_with_parent() -> None:
    """End this process when the one that started it ends, however that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def confine(*, becomes_program: bool = False) -> None:
    """Have the kernel refuse this thread, and what it starts, from now on, all that this module denies.

    To be called while there is no other thread. `becomes_program`: another program may take over.
    Raises UnconfinedError when the library or the kernel cannot.
    """
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        raise UnconfinedError("libseccomp.so.2 is not there") from error
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_release.argtypes = library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_rule_add_array.argtypes = [
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
        ctypes.POINTER(_Condition),
    ]
    filters = library.seccomp_init(_ALLOW)
    if not filters:
        raise UnconfinedError("libseccomp does not work here")
    try:
        for rule in _rules(becomes_program=becomes_program):
            _add(library, filters, rule)
        if failed := library.seccomp_load(filters):
            raise UnconfinedError(f"the kernel takes no filter: {os.strerror(-failed)}")
    finally:
        library.seccomp_release(filters)


def _rules(*, becomes_program: bool) -> Iterable[_Rule]:
    named = " ".join((_NETWORK, _PROCESSES, _SYSTEM, _WRITING, "" if becomes_program else _PROGRAMS))
    yield from map(_Rule, named.split())
    for call, flags in (("open", 1), ("openat", 2)):
        for mode in (os.O_WRONLY, os.O_RDWR, os.O_ACCMODE):
            yield _Rule(call, (flags, _MASKED_EQUAL, os.O_ACCMODE, mode))
        for flag in (os.O_CREAT, os.O_TRUNC):
            yield _Rule(call, (flags, _MASKED_EQUAL, flag, flag))
    yield _Rule("clone", (0, _MASKED_EQUAL, _CLONE_THREAD, 0))
    yield _Rule("clone3", answer=_ABSENT)  # its flags lie in memory, out of a filter's sight; without it, clone is used
    for call in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        yield _Rule(call, (0, _NOT_EQUAL, os.getpid(), 0))
    yield _Rule("prlimit64", (0, _NOT_EQUAL, 0, 0))


def _add(library: ctypes.CDLL, filters: int, rule: _Rule) -> None:
    number = library.seccomp_syscall_resolve_name(rule.call.encode())
    if number == _UNKNOWN:
        number = _NEWER.get(rule.call, _UNKNOWN)
    if number < 0 and rule.call not in _MUST_EXIST:
        return  # this machine has no such call
    conditions = (_Condition * 1)(*(() if rule.condition is None else (_Condition(*rule.condition),)))
    count = 0 if rule.condition is None else 1
    if number < 0 or library.seccomp_rule_add_array(filters, rule.answer, number, count, conditions):
        raise UnconfinedError(f"libseccomp cannot deny {rule.call}")
