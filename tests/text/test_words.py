"""Segmentation: what the lexicon mends, what counts as a word, and jieba left as it was."""

import os
import subprocess
import sys

import pytest

from mzanalysis.resources import read_lines
from mzanalysis.text.words import _jieba, segment, words


# What jieba makes of the text without the lexicon (dictionary words only), and with it.
@pytest.mark.parametrize(
    ("plain", "mended"),
    [
        ("改造/适/老/化/住宅", "改造/适老化/住宅"),
        ("特困/供养/标准", "特困供养/标准"),
        ("低/保/边缘/家庭/认定", "低保边缘家庭/认定"),
        ("精康/融合/行动", "精康融合行动"),
        ("推行/减/项/降/费", "推行/减项降费"),
        ("五社/联动/机制", "五社联动/机制"),
        ("组织/银龄/行动", "组织/银龄行动"),
        ("新增/家庭/养老/床位", "新增/家庭养老床位"),
        ("建/互助/照料/中心", "建/互助照料中心"),
        ("民政/系统安全/生产", "民政/系统/安全生产"),
        ("清理/僵尸/型/社团", "清理/僵尸型/社团"),
        ("办好/身后/一件/事", "办好/身后一件事"),
    ],
)
def test_lexicon_mends(plain: str, mended: str) -> None:
    text = plain.replace("/", "")
    assert "/".join(segment(text)) == mended
    assert "/".join(_jieba().lcut(text, HMM=False)) != mended


@pytest.mark.parametrize("text", ["", " ", "新增12处(含3个村)。\n二、地名", "ABC“x”1.5%"])
def test_segments_join_to_the_text(text: str) -> None:
    assert "".join(segment(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建助餐点12个。", ["新建", "助餐点"]),
        ("积极推进殡葬改革,", ["殡葬改革"]),
        ("三年内为两级机构各配3.5万元", ["机构"]),
        ("“十四五”规划", ["十四五", "规划"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_every_word_of_the_lexicon_stays_whole() -> None:
    lexicon = read_lines("text/lexicon.txt")
    assert len(lexicon) == len(set(lexicon))
    assert [word for word in lexicon if segment(word) != [word]] == []


def test_jieba_stays_as_it_was_and_silent(tmp_path) -> None:
    """In a fresh Python whose temporary folder cannot be used and whose warnings are on."""
    code = """
from mzanalysis.text.words import segment
assert segment("适老化") == ["适老化"]
import jieba, jieba.finalseg
assert not jieba.dt.initialized and jieba.dt.FREQ == {}
assert not jieba.finalseg.Force_Split_Words
assert jieba.default_logger.level == 10 and len(jieba.default_logger.handlers) == 1
"""
    missing = str(tmp_path / "missing")
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "default", "-c", code],
        env=os.environ | {"TMPDIR": missing, "TEMP": missing, "TMP": missing},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
