"""Lines that stand where a page would show what others host, until its reader allows or can play that. Pure."""

import re

_LONGEST = 500
#: Of these words one is in each such line, so that others cost next to nothing.
_CUES = re.compile(
    r"cookie|consent|permission|browser|brauzer|браузер|third[ -]part|javascript|datenschutz|personenbezogen|extern"
    r"|redaktionell|einverstanden|zustimm|aktivier|accept|bloqué|hébergé|aceptar|acept[ea]|accett|zaakceptuj|zgod[ęya]"
    r"|toestemming|automated voice",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"""\W*(?:
    (?:to\ (?:view|watch|see|play)\ this\ (?:video|content|media|post|embed)\w*
     |your\ browser\ does(?:\ not|n['’]t)\ support)\b
    |this\ (?:content|article|video|post|embed)\b.{0,60}\b(?:hosted|provided|supplied)\ (?:by|on|from)\b.{0,120}
     \b(?:cookies?|your\ (?:permission|consent)|you\ (?:accept|agree))
    |by\ (?:clicking|showing|loading|viewing|continuing)\b.{0,80}\b(?:agree|accept|consent)\b
    |we\ (?:ask\ for|need)\ your\ (?:permission|consent)
    |this\ (?:article|story|text)\ (?:was|is)\ (?:read|narrated|generated|voiced)\b.{0,30}\bautomated\ voice
    |(?:an\ dieser\ stelle|hier)\ (?:finde[nst]+|befindet|steh[ten]+|sehen|siehst)\b.{0,120}
     \b(?:externe|redaktionelle)\w*\ inhalt
    |(?:empfohlene[rn]?\ )?(?:redaktionelle|externe)[rn]?\ inhalte?\W*\Z
    |(?:ich\ bin|sie\ sind)\ (?:damit\ )?einverstanden,\ dass\b.{0,80}\binhalte
    |(?:um|zum)\b.{0,80}\b(?:inhalt|video|beitrag|post)\w*\b.{0,80}\b(?:zustimm|aktivier|akzeptier)\w*
    |(?:damit|dabei|hierdurch|dadurch)\ (?:können|werden)\ personenbezogene\ daten\b
    |mehr\ dazu\ in\ unsere[rn]\ datenschutz
    |(?:l['’]affichage\ de\ )?ce\ contenu\b.{0,80}\b(?:bloqué|cookies?|hébergé)
    |pour\ (?:voir|afficher|visualiser|lire|regarder)\ ce(?:tte|t)?\b.{0,60}\baccept
    |(?:para\ (?:ver|visualizar|ler|leer)|este)\ (?:este\ )?(?:contenido|v[ií]deo|conteúdo)\b.{0,80}
     \b(?:acept\w+|aceit\w+|las)\ (?:las\ |os\ )?cookies
    |per\ (?:visualizzare|vedere|guardare)\ quest[oa]\b.{0,60}\baccett
    |(?:aby|żeby|by)\ (?:zobaczyć|obejrzeć|wyświetlić|odtworzyć)\b.{0,80}\b(?:zaakceptuj|włącz|wyraź|zgod)
    |(?:om\ )?(?:dit|deze)\ (?:inhoud|content|video|bericht)\b.{0,80}\b(?:cookies|toestemming|accepte)
    |ваш\ браузер\ не\ (?:поддерживает|підтримує)
    ).*""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def stands_for_embed(line: str) -> bool:
    """Tell whether a line only says that something else would be shown in its place.

    >>> stands_for_embed("Your browser does not support the audio element.")
    True
    >>> stands_for_embed("This content was published by the brigade on Telegram.")
    False

    """
    return len(line) <= _LONGEST and _CUES.search(line) is not None and _STANDS_FOR.fullmatch(line) is not None
