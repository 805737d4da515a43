"""Timestamps of seals by a third party: the request file to send, and the answer checked against the seal.

Source: RFC 3161, sections 2.4.1 (request) and 2.4.2 (response). The authority's signature is checked with the
certificate in the answer; whether that certificate deserves trust is for ``openssl ts -verify -CAfile`` and its reader.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

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


def request(seal_text: str) -> bytes:
    """A time-stamp request (``.tsq``, DER) for the seal's line, without the line end."""
    message = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(seal_text.encode("ascii")).digest(),
            },
            "nonce": secrets.randbits(63),
            "cert_req": True,
        }
    )
    data: bytes = message.dump()
    return data


def read_timestamp(answer: bytes, seal_text: str) -> Timestamp | None:
    """The timestamp in a response (``.tsr``, DER); ``None`` where it is refused, damaged, or not for this seal."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        if response["status"]["status"].native not in _GRANTED:
            return None
        signed = response["time_stamp_token"]["content"]
        content = signed["encap_content_info"]["content"]
        info = content.parsed
        imprint = info["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        if algorithm not in _HASHES:
            return None
        if imprint["hashed_message"].native != hashlib.new(algorithm, seal_text.encode("ascii")).digest():
            return None
        checked, authority = _signature(signed, bytes(content))
        return Timestamp(info["gen_time"].native.astimezone(UTC), authority, checked)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature, UnsupportedAlgorithm):
        return None


def _signature(signed: Any, content: bytes) -> tuple[bool, str]:
    """Check the authority's signature with the certificate in the answer.

    Raises:
        InvalidSignature: it does not fit.
    """
    signer: cms.SignerInfo = signed["signer_infos"][0]
    digest = _HASHES[signer["digest_algorithm"]["algorithm"].native]
    attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
    hasher = hashes.Hash(digest)
    hasher.update(content)
    if attributes["message_digest"] != hasher.finalize():
        raise InvalidSignature
    serial = signer["sid"].chosen["serial_number"].native if signer["sid"].name == "issuer_and_serial_number" else None
    for one in signed["certificates"] or ():
        certificate = x509.load_der_x509_certificate(one.chosen.dump())
        if serial is not None and certificate.serial_number != serial:
            continue
        # signed as a SET, though it stands in the message under a tag of its own
        message = signer["signed_attrs"].untag().dump()
        _check(certificate.public_key(), signer["signature"].native, message, digest)
        return True, certificate.subject.rfc4514_string()
    return False, ""


def _check(key: Any, signature: bytes, message: bytes, digest: hashes.HashAlgorithm) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        raise UnsupportedAlgorithm(type(key).__name__)
