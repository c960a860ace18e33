"""ทะเบียนคุมการเผยแพร่: the database of cases, versions, steps and events; it records and answers, and decides nothing."""

from syncd.ledger.cases import READ_AGAIN, Case
from syncd.ledger.database import only_writer
from syncd.ledger.ledger import Ledger
from syncd.ledger.versions import VersionRecord

__all__ = ["READ_AGAIN", "Case", "Ledger", "VersionRecord", "only_writer"]
