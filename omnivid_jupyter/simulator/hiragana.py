"""Prompts that are written in hiragana alone, as children write them: うみのうえをとぶしろいとり.

A run of hiragana that is nothing but known words and what joins them is read as if it stood there in characters
(海の上を飛ぶ白い鳥), so that one vocabulary and one grammar serve both. A run with anything else in it stays as it is:
はなし is no 花, and nobody can tell where a word begins among letters that are not known.
"""

from __future__ import annotations

import re
from functools import cache

from omnivid_jupyter.simulator.vocabulary import NOTHING, VOCABULARY

__all__ = ["RUN", "in_characters"]

RUN = re.compile("[\u3041-\u3096]{2,}")
_KANA = re.compile("[\u3041-\u3096]{3,}")

#: Each word in hiragana, followed by the same in characters.
_WORDS = """
うみ海 うみべ海辺 すなはま砂浜 はまべ浜辺 みなと港 かわ川 おがわ小川 みずうみ湖 いけ池 やま山 やまやま山々
もり森 はやし林 にわ庭 こうえん公園 そうげん草原 のはら野原 はたけ畑 はなばたけ花畑 たんぼ田んぼ さばく砂漠
まち街 みち道 ろじ路地 へや部屋 まど窓 まどべ窓辺 つくえ机 だいどころ台所 そら空 うちゅう宇宙 ゆきげしき雪景色
むら村 おか丘 たき滝 しま島 うみのなか海の中 みずのなか水の中 うみのそこ海の底 すいちゅう水中 かいてい海底
くものうえ雲の上 ふね船 こぶね小船 かみのふね紙の船 でんしゃ電車 きしゃ汽車 くるま車 じてんしゃ自転車
ひこうき飛行機 ふうせん風船 ききゅう気球 とり鳥 ことり小鳥 かもめカモメ つる鶴 ねこ猫 くろねこ黒猫 こねこ子猫
いぬ犬 こいぬ子犬 うま馬 きつね狐 くま熊 うさぎ兎 ぞう象 さかな魚 くじら鯨 いるかイルカ かめ亀 くらげクラゲ
ちょう蝶 ちょうちょ蝶々 ほたる蛍 とんぼトンボ ひと人 おとこ男 おんな女 おとこのこ男の子 おんなのこ女の子
しょうじょ少女 しょうねん少年 こども子供 ひとびと人々 さくら桜 はな花 はなび花火 おちば落ち葉 たけ竹 ばらバラ
はなびら花びら いえ家 こや小屋 おてらお寺 じんじゃ神社 おしろお城 とうだい灯台 ちょうちん提灯 ろうそく蝋燭
たきび焚き火 かさ傘 ゆきだるま雪だるま つき月 まんげつ満月 みかづき三日月 ほし星 ほしぞら星空 よぞら夜空
あおぞら青空 くもりぞら曇り空 あかい赤い あか赤 あおい青い あお青 しろい白い しろ白 くろい黒い くろ黒
きいろい黄色い きいろ黄色 みどり緑 みどりいろ緑色 むらさき紫 ももいろ桃色 みずいろ水色 ちゃいろ茶色
きんいろ金色 ぎんいろ銀色 あさ朝 ひる昼 まひる真昼 ゆうがた夕方 ゆうやけ夕焼け ゆうひ夕日 ゆうぐれ夕暮れ
あさひ朝日 よあけ夜明け よる夜 まよなか真夜中 はる春 なつ夏 あき秋 ふゆ冬 あめ雨 おおあめ大雨 こさめ小雨 ゆき雪
ふぶき吹雪 きり霧 かぜ風 くも雲 くもり曇り はれ晴れ あらし嵐 かみなり雷 にじ虹 くらい暗い あかるい明るい
あたたかい暖かい つめたい冷たい つきあかり月明かり おと音 こえ声 むおん無音 なみ波 ひだり左 みぎ右 うえへ上へ
うえから上から したへ下へ なか中 まえ前 うしろ後ろ よこ横 はやく速く すばやく素早く とぶ飛ぶ とん飛ん とび飛び
はしる走る はしっ走っ はしり走り あるく歩く あるい歩い あるき歩き およぐ泳ぐ およい泳い およぎ泳ぎ ねむる眠る
ねむっ眠っ ねむり眠り すわる座る すわっ座っ たつ立つ たっ立っ うかぶ浮かぶ うかん浮かん うかび浮かび
ながれる流れる ながれ流れ ひかる光る ひかっ光っ もえる燃える もえ燃え ゆれる揺れる ゆれ揺れ まわる回る
まわっ回っ おどる踊る おどっ踊っ はねる跳ねる はね跳ね のぼる昇る のぼっ昇っ のぼり昇り ふる降る ふっ降っ
ふり降り さく咲く さい咲い かがやく輝く かがやい輝い わたる渡る わたっ渡っ おちる落ちる おち落ち ちる散る
ちっ散っ うごく動く うごい動い うごき動き うごか動か すすむ進む すすん進ん すすみ進み つもる積もる つもっ積もっ
"""
#: What joins words stays as it is, as do the longer words that the vocabulary itself has in hiragana.
_JOINS = (
    "が の を に へ と で は も や から まで には では にも でも だけ な だ です でした ます ました ません "
    "ない なく いない なし なかった いる いて いく いった くる きた ある て た ている ていた でいる でいた "
    "ながら ちいさな ちいさい おおきな おおきい しずかな しずかに うつくしい きれいな かわいい ふるい "
    "あたらしい とおい とおくの たかい ひろい この その たくさん たくさんの みえる そして たち みず りんご "
    "だれも たった につき のうえ のした"
)


@cache
def _lexicon() -> dict[str, str]:
    """Every word in hiragana, and how it is written in characters; what joins words stays as it is."""
    terms = (term for entry in (*VOCABULARY, NOTHING) for term in entry.japanese)
    found = {
        term: term for term in (*_JOINS.split(), *terms) if term in _JOINS.split() or _KANA.fullmatch(term)
    }
    for word in _WORDS.split():
        kana = re.match("[\u3041-\u3096]+", word)
        assert kana is not None
        found[kana[0]] = word[kana.end() :]
    return found


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


def in_characters(run: str, *, after_character: bool) -> list[tuple[str, str]] | None:
    """A run of hiragana as pairs of its words and how they are written; None where anything in it is not known.

    After a character or katakana it begins with the end of that word (走る|いぬ) or a particle (空|を|とぶ).
    """
    words = _lexicon()
    best: list[tuple[float, list[tuple[str, str]]] | None] = [(0.0, []), *[None] * len(run)]
    for size in range(1, min(3, len(run)) + 1) if after_character else ():
        best[size] = 0.9 * size, [(run[:size], run[:size])]
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _longest()), end):
            before, word = best[start], run[start:end]
            if before is None or word not in words or (after_character and not start and words[word] != word):
                continue
            cost = before[0] + (0.8 if len(word) == 1 else 1.0)  # the fewest words
            known = best[end]
            if known is None or cost < known[0]:
                best[end] = cost, [*before[1], (word, words[word])]
    found = best[-1]
    return found[1] if found else None
