"""Timestamps of seals by a third party: the request file to send, and the answer checked against the seal.

Source: RFC 3161, sections 2.3 (the authority's certificate), 2.4.1 (request) and 2.4.2 (response). The authority's
signature is checked with the certificate in the answer; that this is of an authority somebody trusts, only with
certificates the reader names. The file of the seal, byte for byte, is what is stamped, so that ``openssl ts -verify
-data FILE.seal -in FILE.tsr -CAfile CA.pem`` says the same.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from absentia.errors import UnreadableInput
from absentia.model.texts import said

_GRANTED = ("granted", "granted_with_mods")
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True)
class Timestamp:
    """An authority's word that it saw a seal."""

    moment: datetime
    authority: str
    signature_checked: bool
    """With the certificate in the answer; ``False`` where it holds none."""
    vouched: bool = False
    """A certificate that the reader trusts vouches for the authority's, at that moment, as one that stamps times."""


def request(content: bytes) -> bytes:
    """A time-stamp request (``.tsq``, DER) for the file of a seal."""
    message = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(content).digest(),
            },
            "nonce": secrets.randbits(63),
            "cert_req": True,
        }
    )
    data: bytes = message.dump()
    return data


def read_timestamp(answer: bytes, content: bytes, trusted: Sequence[x509.Certificate] = ()) -> Timestamp | None:
    """The timestamp in a response (``.tsr``, DER); ``None`` where it is refused, damaged, or not for this file."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        if response["status"]["status"].native not in _GRANTED:
            return None
        signed = response["time_stamp_token"]["content"]
        stated = signed["encap_content_info"]["content"]
        info = stated.parsed
        imprint = info["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        if algorithm not in _HASHES:
            return None
        if imprint["hashed_message"].native != hashlib.new(algorithm, content).digest():
            return None
        moment = info["gen_time"].native.astimezone(UTC)
        certificate = _signer(signed, bytes(stated))
        if certificate is None:
            return Timestamp(moment, "", signature_checked=False)
        vouched = bool(trusted) and _vouched(certificate, signed, trusted, moment)
        return Timestamp(moment, certificate.subject.rfc4514_string(), signature_checked=True, vouched=vouched)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature, UnsupportedAlgorithm):
        return None


def trusted_in(file: Path) -> list[x509.Certificate]:
    """The certificates in a file, PEM or DER.

    Raises:
        UnreadableInput: there is none.
    """
    try:
        data = file.read_bytes()
        pem = data.lstrip().startswith(b"-----BEGIN")
        return x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
    except (OSError, ValueError) as error:
        raise UnreadableInput(
            said("there is no certificate here"),
            where=str(file),
            next_step=said("name the file of certificates that the authority publishes, PEM or DER"),
        ) from error


def _signer(signed: Any, stated: bytes) -> x509.Certificate | None:
    """The certificate in the answer with which the authority's signature fits; ``None`` where it holds none.

    Raises:
        InvalidSignature: it does not fit.
    """
    signer: cms.SignerInfo = signed["signer_infos"][0]
    digest = _HASHES[signer["digest_algorithm"]["algorithm"].native]
    attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
    hasher = hashes.Hash(digest)
    hasher.update(stated)
    if attributes["message_digest"] != hasher.finalize():
        raise InvalidSignature
    serial = signer["sid"].chosen["serial_number"].native if signer["sid"].name == "issuer_and_serial_number" else None
    for certificate in _certificates(signed):
        if serial is not None and certificate.serial_number != serial:
            continue
        # signed as a SET, though it stands in the message under a tag of its own
        message = signer["signed_attrs"].untag().dump()
        _check(certificate.public_key(), signer["signature"].native, message, digest)
        return certificate
    return None


def _certificates(signed: Any) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"] or ()]


def _vouched(certificate: x509.Certificate, signed: Any, trusted: Sequence[x509.Certificate], moment: datetime) -> bool:
    """Whether a chain of certificates leads from a trusted one to this one, which is for stamping times and no more."""
    authority = verification.ExtensionPolicy.permit_all().require_present(
        x509.BasicConstraints, verification.Criticality.AGNOSTIC, _may_vouch
    )
    stamping = verification.ExtensionPolicy.permit_all().require_present(
        x509.ExtendedKeyUsage, verification.Criticality.CRITICAL, _stamps_times
    )
    policy = verification.PolicyBuilder().store(verification.Store(list(trusted))).time(moment)
    verifier = policy.extension_policies(ca_policy=authority, ee_policy=stamping).build_client_verifier()
    try:
        if certificate in trusted:
            _stamps_times(
                None, certificate, certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            )
            return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
        verifier.verify(certificate, _certificates(signed))
    except (verification.VerificationError, x509.ExtensionNotFound, ValueError):
        return False
    return True


def _may_vouch(_policy: Any, _certificate: x509.Certificate, extension: x509.BasicConstraints | None) -> None:
    if extension is None or not extension.ca:
        raise ValueError


def _stamps_times(_policy: Any, _certificate: x509.Certificate, extension: x509.ExtendedKeyUsage | None) -> None:
    if extension is None or list(extension) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError


def _check(key: Any, signature: bytes, message: bytes, digest: hashes.HashAlgorithm) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        raise UnsupportedAlgorithm(type(key).__name__)
