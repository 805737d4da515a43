"""Ready settings for ``absentia init --preset``."""

from __future__ import annotations

from absentia.observatory import CONFIG, Observatory, write_atomically

_RU_MILITARY = """
[collect]
# Say who asks: an e-mail address or a page. Nothing is collected without it.
contact = "{contact}"
# every military court of the directory that has a site
courts = "ru-military"
# failure to execute an order, absence without leave, desertion (Articles 332, 337, 338 of the Criminal Code)
provisions = ["332", "337", "338"]
# first receipt date of interest
since = 2021-01-01
# also read the registers unfiltered, so that gaps in the serial numbers can be seen
whole_register = true
# read the texts of published acts: military courts publish few, one in ten verdicts; the words stay in the archive
acts = true
# no request in these hours, UTC
# quiet_hours = "05:00-07:00"
daily_budget = 20000
"""
PRESETS = {"ru-military": _RU_MILITARY}


def apply_preset(observatory: Observatory, preset: str, contact: str) -> bool:
    """Add the preset's section to the settings; says whether it did (not where there is one already)."""
    if "collect" in observatory.config:
        return False
    file = observatory.path / CONFIG
    section = PRESETS[preset].format(contact=contact.replace("\\", "").replace('"', ""))
    write_atomically(file, (file.read_text(encoding="utf-8").rstrip("\n") + "\n" + section).encode())
    return True
