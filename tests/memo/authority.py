"""A certification authority in memory, and memos signed under it: what an office's director, or somebody else, would hand in."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(timezone(timedelta(hours=7)))
SIGNING = ("digital_signature", "content_commitment")

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate was issued to."""

    certificate: x509.Certificate
    key: Key
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def signer(self) -> SimpleSigner:
        registry = SimpleCertificateStore()
        registry.register_multiple([asn1_of(one) for one in self.chain])
        return SimpleSigner(
            signing_cert=asn1_of(self.certificate),
            signing_key=_key(self.key),
            cert_registry=registry,
        )

    def timestamper(self, at: datetime) -> DummyTimeStamper:
        return DummyTimeStamper(asn1_of(self.certificate), _key(self.key), fixed_dt=at)


def asn1_of(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _key(key: Key) -> keys.PrivateKeyInfo:
    plain = serialization.NoEncryption()
    return keys.PrivateKeyInfo.load(key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain))


def subject(name: str, **more: str) -> x509.Name:
    oids = {"organization": NameOID.ORGANIZATION_NAME, "country": NameOID.COUNTRY_NAME, "serial": NameOID.SERIAL_NUMBER}
    parts = [
        x509.NameAttribute(NameOID.COMMON_NAME, name),
        *(x509.NameAttribute(oids[key], value) for key, value in more.items()),
    ]
    return x509.Name(parts)


def issue(
    name: x509.Name,
    issuer: Holder | None = None,
    *,
    key: Key | None = None,
    is_authority: bool = False,
    since: datetime = NOW - timedelta(days=30),
    until: datetime = NOW + timedelta(days=300),
    usage: Iterable[str] = SIGNING,
    purposes: Iterable[x509.ObjectIdentifier] = (),
) -> Holder:
    """A certificate; without an issuer it is its own."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    allowed = set(usage) | ({"key_cert_sign", "crl_sign"} if is_authority else set())
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign")
    flags = {flag: flag in allowed for flag in (*every, "crl_sign", "encipher_only", "decipher_only")}
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.KeyUsage(**flags), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=True)
    certificate = builder.sign(issuer.key if issuer else own, hashes.SHA256())
    chain = (issuer.certificate, *issuer.chain) if issuer else ()
    return Holder(certificate, own, chain)


@cache
def root() -> Holder:
    return issue(subject("ผู้ออกใบรับรองทดสอบ", country="TH"), is_authority=True)


@cache
def director() -> Holder:
    return issue(subject("สมเกียรติ ศรีอุดมชัย", organization="สพป.ชัยภูมิ เขต 3", country="TH", serial="1999900722108"), root())


@cache
def unit_director() -> Holder:
    return issue(subject("ธีรพงษ์ สุวรรณกุล", country="TH"), root())


def sign(
    content: bytes,
    holder: Holder,
    *,
    reason: str | None = "อนุมัติ",
    field: str = "Sig1",
    box: tuple[int, int, int, int] | None = None,
    stamp: str = "Digitally signed",
    certify: fields.MDPPerm | None = None,
    timestamp: DummyTimeStamper | None = None,
    digest: str = "sha256",
) -> bytes:
    """The PDF with a signature more, at its end; with a box, shown on the first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    if box is not None:
        fields.append_signature_field(writer, fields.SigFieldSpec(field, on_page=0, box=box))
    metadata = PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        md_algorithm=digest,
        certify=certify is not None,
        docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    style: Any = TextStampStyle(stamp_text=stamp, background=None, border_width=0) if box is not None else None
    signed = PdfSigner(metadata, holder.signer(), timestamper=timestamp, stamp_style=style).sign_pdf(writer)
    return bytes(signed.getvalue())


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
