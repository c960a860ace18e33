"""Takes the steps of a rebuild, each in one transaction: what was done is known by its key and is not done again."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from syncd import details, share, traces
from syncd.app import Syncd
from syncd.clock import BANGKOK
from syncd.contents import claims_of
from syncd.fingerprint import contents_hash, digests_at
from syncd.identity import identity_of
from syncd.ledger import READ_AGAIN, VersionRecord
from syncd.ledger.journal import LedgerJournal
from syncd.ledger.recovery import Recovery
from syncd.litter import LINK_NAME
from syncd.model.claim import SpooledFile
from syncd.model.decision import Finding, Weight
from syncd.model.memo import Memo
from syncd.model.office import Route
from syncd.model.post import PlacedFile, Receipt
from syncd.model.state import State
from syncd.numbering import number_of
from syncd.officer import RECOVERED, remembered
from syncd.publishers.base import FoundMedium, FoundPost, Standing, take_over
from syncd.rebuild.plan import Step, What
from syncd.rebuild.survey import Lying
from syncd.screening import discreet
from syncd.thai import fiscal_year

NOT_FOUND = "ไม่พบบนเว็บไซต์เมื่อสร้างทะเบียนคุมใหม่ ถ้าไม่ได้ตั้งใจนำออก โปรดแจ้งเจ้าหน้าที่ ICT"
WAS_RETURNED = "เรื่องนี้เคยถูกส่งคืนก่อนสร้างทะเบียนคุมใหม่ และเหตุที่เจ้าหน้าที่ส่งคืนอาจหายไปกับทะเบียนเดิม เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
NO_TITLE = "(ไม่ทราบชื่อเรื่อง)"
_LINK_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Hand:
    """What the steps are taken with."""

    syncd: Syncd
    recovery: Recovery
    journal: LedgerJournal

    def take(self, step: Step) -> None:
        """Take one step; safe to repeat."""
        self._journal(step)
        match step.what:
            case What.PUBLISHED:
                self._published(step)
            case What.REOPENED:
                self._reopened(step)
            case What.TO_REMOVE:
                self._to_remove(step)
            case What.ABSENT:
                self._absent(step)
            case What.KNOWN if step.case is not None and step.media and not step.case.on_site:
                self.recovery.ledger.touch(step.case, on_site=True)

    def _journal(self, step: Step) -> None:
        """What the ledger's journal has of a case that it knows stays: it tells what a person changed since."""
        found: list[FoundPost | FoundMedium] = [*([step.post] if step.post else []), *step.media]
        if step.what is What.KNOWN and step.key is not None:
            done = {slug for slug, entry in self.journal.entries(step.key).items() if entry.standing is Standing.DONE}
            found = [one for one in found if (one.key if isinstance(one, FoundPost) else one.slug) not in done]
        take_over(self.journal, found)

    def _published(self, step: Step) -> None:
        post = step.post
        if post is None:
            raise ValueError("nothing was published without a post")
        mark = post.mark
        hashes = {sha256[:12]: sha256 for sha256 in mark.media} if mark else {}
        placed = tuple(PlacedFile(one.slug, one.remote_id, one.url, hashes.get(one.slug[-12:], "")) for one in step.media)
        version = mark.version if mark else ""
        folder = step.filed.path if step.filed else step.lying.sighting.path if step.lying else ""
        names, contents, memo = self._contents(folder, frozenset(hashes.values()))
        first = post.published_at
        changes: dict[str, Any] = {
            "state": State.PUBLISHED,
            "version": version,
            "on_site": True,
            "url": post.url,
            "receipt": Receipt(self.syncd.publisher.name, post.key, version, post.remote_id, post.url, placed),
            "published_at": first,
            "fiscal_year": fiscal_year(first.astimezone(BANGKOK).date()) if first else None,
            "filed_path": step.filed.path if step.filed else None if step.lying else "",
            "due_at": None,
            "missing_since": None,
            "cause": "",
            "attempts": 0,
        }
        if step.lying is not None:
            changes |= {"path": step.lying.sighting.path, "signature": step.lying.sighting.signature}
        shown = {"how": step.what.value, "url": post.url, "files": len(placed)}
        carried = [(sha256, names.get(sha256, sha256[:12])) for sha256 in hashes.values()]
        if step.case is not None:
            same = step.case.version == version or not version
            changes |= {} if same else {"version_no": step.case.version_no + 1, "contents": contents or step.case.contents}
            self.recovery.change(step.case, changes, details=shown, placed=carried)
            return
        moment, category = self.recovery.moment, self.syncd.settings.taxonomy.by_code(post.category or "")
        unit = step.filed.unit.name if step.filed else step.lying.sighting.unit.name if step.lying else mark.unit if mark else ""
        name = step.filed.name if step.filed else step.lying.sighting.name if step.lying else post.title
        columns = {
            **changes,
            **self._memo(step, memo),
            "path": folder,
            "unit": unit,
            "name": name,
            "title": discreet(post.title or name),
            "category": post.category,
            "route": category.route if category else Route.MEMO,
            "contents": contents,
            "version_no": 1,
            "opened_at": first or moment.wall,
            "updated_at": first or moment.wall,
            "news": int(not self._is_told(step)),
        }
        told = {**shown, "unit": unit, "number_before": number_of(post.key) if step.number is None else None}
        self.recovery.open(step.number, post.key, columns, details=told, placed=carried)

    def _is_told(self, step: Step) -> bool:
        """Whether the unit's own folder says already what is so."""
        if step.lying is not None:
            return False
        if step.filed is None or step.number is None:
            return step.filed is None
        root, path = self.syncd.settings.folders.root, step.filed.path
        wanted = State.PUBLISHED if step.what is What.PUBLISHED else State.WITHDRAWN
        with suppress(OSError):
            with share.opened_at(root, path) as folder:
                claims = claims_of(folder)
            return claims == step.number and traces.said_at(self.syncd.settings, path) is wanted
        return False

    def _contents(self, folder: str, media: frozenset[str]) -> tuple[Mapping[str, str], str, str | None]:
        """Of the published folder: sha256 → name; the hash of its contents if it is just what was published; its memo's sha256.

        Anybody may have added to a folder since: only one that holds all that stands on the site, one memo and perhaps a form is
        believed.
        """
        read = digests_at(self.syncd.settings.folders.root, folder) if folder else None
        if read is None:
            return {}, "", None
        files = {name: sha256 for name, sha256 in read[1].items() if name != LINK_NAME}
        others = {sha256 for name, sha256 in files.items() if sha256 not in media and not details.is_details(name)}
        whole = media <= set(files.values()) and len(others) == 1 and not read[0].refused
        names = {sha256: name for name, sha256 in files.items()}
        return names, contents_hash(files.items()) if whole else "", others.pop() if len(others) == 1 else None

    def _memo(self, step: Step, in_folder: str | None) -> dict[str, Any]:
        """The memo that was checked, if it was kept: its hash is its name. Else, for finding it again, the one in the folder."""
        kept = self.syncd.archive / (step.number or "")[:4] / (step.number or "-")
        files = sorted(kept.glob("*"), key=lambda file: file.stat().st_mtime_ns) if step.number and kept.is_dir() else []
        if not files:
            return {"memo_sha256": in_folder}
        newest = files[-1]
        memo = self._read(SpooledFile(newest.name, newest.parent, newest.name, newest.stat().st_size, newest.stem, ""))
        return {
            "memo_sha256": newest.stem,
            "memo_identity": identity_of(memo) if memo else None,
            "memo_date": memo.sure_date if memo else None,
        }

    def _read(self, file: SpooledFile) -> Memo | None:
        memos = self.syncd.reader.read(file).memos
        return memos[0] if len(memos) == 1 else None

    # --- what is not public -----------------------------------------------------------------------------------------------

    def _reopened(self, step: Step) -> None:
        lying = step.lying
        if lying is None:
            raise ValueError("nothing is reopened without its folder")
        sighting, case = lying.sighting, step.case
        if case is not None:
            if lying.version and not remembered(self.recovery.ledger, case, lying.version):
                number = case.version_no if case.version == lying.version else case.version_no + 1
                read = {"version": lying.version, "version_no": number, "contents": lying.contents}
                record = self._was_returned(lying, number)
                self.recovery.change(case, {**READ_AGAIN, "cause": "", **read}, details={"how": step.what.value}, record=record)
            return
        columns: dict[str, Any] = {
            "unit": sighting.unit.name,
            "path": sighting.path,
            "name": sighting.name,
            "title": sighting.name,
            "category": sighting.category.code if sighting.category else None,
            "route": sighting.route,
            "on_site": bool(step.media),
        }
        first = None
        if lying.said is State.RETURNED and lying.version:
            first = self._was_returned(lying, 1)
            columns |= {"version_no": 1, "version": lying.version, "contents": lying.contents}
        told = {"how": step.what.value, "unit": sighting.unit.name, "path": discreet(sighting.path)}
        self.recovery.open(step.number, step.key, columns, details=told, record=first)

    def _was_returned(self, lying: Lying, version_no: int) -> VersionRecord:
        """An officer may have sent back this very version, and why is lost: the machine alone does not publish it."""
        found = Finding(RECOVERED, Weight.HOLD, WAS_RETURNED)
        return VersionRecord(version_no, lying.version, self.recovery.moment.wall, "hold", (found,), None, ())

    def _to_remove(self, step: Step) -> None:
        told = {"how": step.what.value, "files": len(step.media)}
        if step.case is not None:
            if not step.case.on_site:
                self.recovery.change(step.case, {"on_site": True, "due_at": None}, details=told, tell=False)
            return
        columns = {
            "state": State.CANCELLED,
            "on_site": True,
            "unit": "",
            "path": "",
            "name": "",
            "title": NO_TITLE,
            "category": None,
            "route": Route.MEMO,
            "filed_path": "",
            "news": 0,
        }
        self.recovery.open(step.number, step.key, columns, details=told)

    def _absent(self, step: Step) -> None:
        filed = step.filed
        if filed is None:
            raise ValueError("nothing is absent without its folder")
        withdrawn = traces.said_at(self.syncd.settings, filed.path) is State.WITHDRAWN
        told = {"how": "withdrawn" if withdrawn else step.what.value, "unit": filed.unit.name, "path": discreet(filed.path)}
        changes: dict[str, Any] = {
            "state": State.WITHDRAWN,
            "on_site": bool(step.media),
            "cause": "" if withdrawn else NOT_FOUND,
            "filed_path": filed.path,
        }
        if step.case is not None:
            changes |= {"due_at": None, "missing_since": None}
            self.recovery.change(step.case, changes, details=told, tell=not withdrawn)
            return
        columns = {
            **changes,
            "unit": filed.unit.name,
            "path": filed.path,
            "name": filed.name,
            "title": filed.name or NO_TITLE,
            "category": None,
            "route": Route.MEMO,
            "news": int(not withdrawn),
        }
        self.recovery.open(step.number, step.key or self._key_in_link(step), columns, details=told)

    def _key_in_link(self, step: Step) -> str | None:
        """The key in the link that lies in the filed folder: if its post comes back, it is known for this case's."""
        if step.filed is None:
            return None
        with suppress(OSError), share.opened_at(self.syncd.settings.folders.root, step.filed.path) as folder:
            link = (share.read(folder, LINK_NAME, _LINK_BYTES) or b"").decode("ascii", "replace")
            key = re.search(rf"{step.number}-[0-9a-f]{{8}}(?![0-9a-f])", link)
            if key and self.recovery.case_of_key(key[0]) is None:
                return key[0]
        return None
