#!/usr/bin/env python3
"""Makes words.txt in this folder again: what the keyboard in the world offers for what is typed in pinyin.

Characters and words come out of the dictionary of jieba (MIT, see LICENSE), each where its frequency puts it: first the
characters of the national list, one a line, then words of two to four of them. Characters that jieba does not know come
last, as the list has them. How each is read is not in the file: the program knows that.

    apt-get install unicode-data
    pip install jieba && python3 assets/pinyin/make.py
"""

import bz2
import collections
import pathlib
import sys

import jieba

UNIHAN = pathlib.Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
HERE = pathlib.Path(__file__).resolve().parent
WORDS = 16_000


def national_list():
    """The characters of the national list (kTGH of the Unicode Han database), in its order."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        rows = [line.split() for line in lines if "\tkTGH\t2013:" in line]
    rows.sort(key=lambda row: int(row[2].removeprefix("2013:")))
    return [chr(int(row[0][2:], 16)) for row in rows]


def main():
    listed = national_list()
    known = set(listed)
    # A character counts as often as the words that have it.
    characters, words = collections.Counter(), {}
    with open(pathlib.Path(jieba.__file__).with_name("dict.txt"), encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            if not all(c in known for c in word):
                continue
            for c in word:
                characters[c] += int(count)
            if 2 <= len(word) <= 4:
                words[word] = int(count)
    order = {c: i for i, c in enumerate(listed)}
    listed.sort(key=lambda c: (-characters[c], order[c]))
    often = sorted(words, key=lambda word: (-words[word], word))[:WORDS]
    path = HERE / "words.txt"
    path.write_text("\n".join(listed + often) + "\n", encoding="utf-8")
    print(f"{len(listed)} characters, {len(often)} words, {path.stat().st_size} bytes")
    if len(listed) != 8105:
        sys.exit("the national list has 8,105 characters")


main()
