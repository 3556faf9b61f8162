"""Wrong codecs, entities and percent signs: what is made is exactly what the programs make, from end to end."""

from __future__ import annotations

import html
from contextlib import suppress
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest

from tests.perturbations.surface import single

LANGUAGES = (
    ("de", "Das Stück hieß „Größe“, na ja."),
    ("es", "¿Cuánto cuesta el café? ¡Qué caro!"),
    ("fr", "Où est l’hôtel « du Nord » à Liège ?"),
    ("pl", "Wczoraj źle spałem, więc idę wcześnie."),
    ("tr", "Yarın hava güzel mi olacak?"),
)


class TestMojibake:
    @pytest.mark.parametrize(("language", "text"), LANGUAGES)
    def test_is_utf8_in_another_codec_or_another_codec_in_utf8(self, language, text):
        made = {text.encode().decode(codec, "replace") for codec in ("cp1252", "mac_roman", "cp850")}
        made.add(text.encode("ascii", "replace").decode())
        with suppress(UnicodeEncodeError):
            made.add(text.encode("cp1252").decode(errors="replace"))
        assert single(text, "ood.channel.mojibake", language) == made

    def test_of_plain_quotes_is_that_of_curly_ones(self):
        made = single('"It\'s fine," he said.', "ood.channel.mojibake")
        assert "“It’s fine,” he said.".encode().decode("cp1252", "replace") in made
        assert all("'" not in variant and '"' not in variant for variant in made)

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "no mark at all"),
            ("ru", "Где аптека?"),
            ("zh", "你好，世界。"),
            ("vi", "Tôi muốn đặt phòng"),
            ("en", "`é` {ü}"),
        ],
    )
    def test_has_no_place_where_none_could_read_it(self, language, text):
        assert single(text, "ood.channel.mojibake", language) == set()


class TestEntities:
    @pytest.mark.parametrize(
        ("language", "text"),
        [*LANGUAGES, ("en", 'I said "it\'s" & "<b"'), ("ru", 'Он сказал "да".'), ("en", "Zoë's")],
    )
    def test_come_back(self, language, text):
        made = single(text, "ood.channel.html_entities", language)
        assert made
        assert {html.unescape(variant) for variant in made} == {text}

    def test_stand_for_every_mark_that_the_program_escapes(self):
        text = 'He said "it\'s" & "that\'s" in a café'
        made = single(text, "ood.channel.html_entities")
        assert html.escape(text) in made
        assert text.encode("ascii", "xmlcharrefreplace").decode() in made
        assert "He said &quot;it&#039;s&quot; &amp; &quot;that&#039;s&quot; in a caf&eacute;" in made
        assert all(variant.count('"') in (0, 4) and variant.count("'") in (0, 2) for variant in made)

    def test_leave_letters_of_another_script(self):
        assert all("Он" in variant for variant in single('Он сказал "да".', "ood.channel.html_entities", "ru"))


class TestEscapes:
    @pytest.mark.parametrize(("language", "text"), LANGUAGES)
    def test_come_back(self, language, text):
        made = single(text, "ood.channel.url_escape", language)
        assert {quote(text, safe=""), quote_plus(text), text.replace(" ", "%20"), text.replace(" ", "+")} <= made
        assert {text} == {unquote_plus(variant) if "+" in variant else unquote(variant) for variant in made}

    @pytest.mark.parametrize(
        ("text", "made"),
        [
            ("at 10:30 or 50% off", {"at+10:30+or+50%+off"}),
            ("is 4 enough", {"is+4+enough"}),
            ("learn C++ now", {"learn%20C++%20now", "learn%20C%2B%2B%20now", "learn+C%2B%2B+now"}),
            ("see https://a.example/b?c=1 now", {"see+https://a.example/b?c=1+now"}),
            ("say `a b`", set()),
            ("Где аптека", {"Где+аптека", "Где%20аптека"}),
            ("ok", set()),
        ],
    )
    def test_leave_no_space_and_nothing_protected(self, text, made):
        assert single(text, "ood.channel.url_escape") == made
