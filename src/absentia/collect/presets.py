"""Ready settings for ``absentia init --preset``."""

from __future__ import annotations

from absentia.observatory import CONFIG, Observatory, write_atomically
from absentia.sources import presets


def apply_preset(observatory: Observatory, preset: str, contact: str) -> bool:
    """Add the preset's section to the settings; says whether it did (not where there is one already)."""
    if "collect" in observatory.config:
        return False
    file = observatory.path / CONFIG
    section = presets()[preset].read_text(encoding="utf-8")
    section = section.format(contact=contact.replace("\\", "").replace('"', ""))
    write_atomically(file, (file.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + section).encode())
    return True
