"""Words that stand in addresses of Japanese public bodies: general vocabulary and official names.

Composed from general knowledge; no address is listed here. Japanese words are written with all
their vowels, and every usual spelling is made from that.
"""

from __future__ import annotations

import re
from functools import cache

from kyoten_extract.text.municipalities import municipalities

_JAPANESE = """
aichi aisatsu akiya annai anshin anzen asia bangou bengoshi bika boeki bosai bosei boshuu boueki
bouhan bousai bukyoku bumon bunka bunkazai bunkyou bunrui bunsho bunya bunyabetsu butsuryuu
byoudou byouin byouki byoushou chihou chiiki chiikiiryou chiji chikusan chikyuu chintai chisui
chizu chosa chouju choujuu choukai choumin chounai chounaikai chousa chousei chousha chukan
chuugakkou chuugoku chuumoku chuuou chuusha chuushi chuushou chuushoukigyou chuuzai chuuzaiin
chuuzaisho chuzai daigaku daihyou dainin danchi danjo danjokyoudou dayori dempa denki densen
densha denshi doboku doubutsu douga doujou douro dourobu doushi doyou eigyou eigyousho eisei
enchou engei enjo enkaku enryo fudousan fukkou fukkyuu fukushi furusato futou fuyou gaikoku
gaikokugo gaikokujin gaiyou gakkou gakkyuu gakusei gakushuu gappei geijutsu gengo genjou genshi
gesui gesuidou getsuyou giin gijutsu gikai ginkou gyogyou gyokou gyouji gyoukai gyoumu gyousei
gyouseijouhou gyouseki gyouzaisei haishi hakkou hakubutsukan hakusho hanbai happyou hasseijoukyou
hasshin hatsubyou hattatsu heiwa henkou hikkoshi hinan hisho hishokouhou hitorioya hiyou hojo
hojokin hoken hokeneisei hokenfukushi hokeniryou hokenjo hokensho hokkyou honbu honchou houdou
houdouhappyou houjin houkatsu houkoku houkokusho houmu houritsu houshin hyakka hyakushou hyou
hyouka hyoushou ianfu ibento ichiran iinkai ijou ijuu ikusei imin iryou iryoueisei iryouhi
iryouhoken iryouhoukatsu iryouseisaku ishikai iyaku jakunen jakunensha jichi jichikai jidou jigyou
jigyousha jigyousho jiko jimu jimukyoku jimusho jinja jinji jinken jinkenkeihatsu jinkou jinmyaku
jinzai jiritsu jishin jisseki jitensha jitsugyou josei jougesui jouhou jouhouka jouhoukoukai jouju
joukasou joukyo joukyou jourei jousei jugyou jukyuu jutaku jutsugyou juumin juuminhyou juuminzei
juusho juutaku juuyou juyou kagyou kaigai kaigan kaigi kaigo kaigohoken kaigyou kaihatsu kaikaku
kaikei kaiken kaisai kaisetsu kaisha kaiyaku kaiyou kakyou kankei kankou kankoubutsusan kankouji
kankouka kankyaku kankyou kanren kanri kansai kansen kansenjoukyou kansensho kansenshou
kansenshouyobou kanshou kanyuu kasen katei katsudou kayou keiei keieikaikaku keieikikaku
keieishien keikaku keikan keisatsu keiyaku keizai keizaibu keizaikouryuu kenchiku kenchou kengyou
kenkou kenkoufukushi kenkouiryou kenkouiryoufukushi kenkouzukuri kenkyo kenkyuu kenkyuujo kenmin
kensa kensetsu kenshou kenshuu kigyou kigyoushien kigyouyuuchi kihon kikaku kikakuseisaku
kikakuzaisei kikin kikou kinenbi kinkyuu kinmu kinrou kinrousha kinyou kinyuu kisha kishahappyou
kitei kodomo koho kojin kokudo kokuho kokumei kokumin kokusai kokusaika kokusaikouryuu
kokusaikyouryoku komyuniti koseki koshou kosodate koteishisan kouan kouchou kouen kougai kougyou
kouhou kouhouka kouhoushi kouiki kouji kouka koukai koukoku koukou koukyou koukyoukoutsuu
koukyoushisetsu koumin kouminkan kounyuu koureisha koureishafukushi kouryuu kousei kousha koushin
koushinjo koushuu koutsuu kouwan kouyou kouzou koyou koyoutaisaku kuhou kukaku kumin kunren
kurashi kuse kusei kuseijouhou kuukou kuyakusho kuyakushou kuyou kyaku kyakusen kyanpu kyasshu
kyojuu kyojuusha kyoka kyoku kyori kyoten kyoudou kyoudoutai kyougi kyougikai kyouiku
kyouikuiinkai kyouikuka kyouikushinkou kyouinkai kyouka kyoukai kyoukashou kyoukyuu kyoumu
kyouryoku kyousai kyousei kyoushitsu kyoutei kyouto kyoutsuu kyouyou kyouyouka kyouzai kyozai
kyozon kyuufu kyuufukin kyuugyou kyuujin kyuujitsu kyuuka kyuukan kyuukyuu kyuukyuuiryou kyuushi
kyuushoku kyuushuu kyuuyo kyuuyou machizukuri mado madoguchi menkyo mimai minato minkan minpaku
minsei mokuji mokuteki mokuyou monjo moyooshi muke muryou myaku myouji nayami nenkin nenpou
nichiyou nihon ninka ninyou nippon norimono nougyou nougyouiinkai nourin nouringyou nousan nousei
nouson nyuugaku nyuugan nyuuin nyuukyo nyuusatsu nyuusatsukeiyaku nyuusu nyuuyokuzai nyuuyouji
nyuuzumi okuyami okyaku ongaku osen oshirase otoshiyori ouentai raiburari renkei ringyou rinji
riyou riyouannai riyousha rodokoyo rodou roudou roudousha roujin ryaku ryohi ryokan ryoken ryokin
ryokka ryokou ryokuchi ryouiku ryoukin ryoumu ryouri ryoushuu ryuugaku ryuugakusei ryuuiki
ryuutsuu sagyou saigai saiji saitaku saiyou saiyoujouhou sangyou sangyouka sangyoukankou
sangyouroudou sangyoushien sangyoushinkou sanka sankou sanson sayou seibi seido seiji seikatsu
seikatsukankyou seikei seikyou seisaku seishin seishounen seisou seiyaku sekkyou senkyo senmon
senryaku senryakukikaku senshu senta setsubi setsumei shakai shakaifukushi shakaikyouiku shakuyou
shayou shichou shichousha shichouson shien shienkin shigaku shigen shigikai shigoto shigotosangyou
shikaku shikumi shimin shiminbu shimyou shinchaku shingi shingikai shinkou shinkouin shinkouka
shinrin shinryou shinryoujo shinsa shinsai shinsei shinseisho shiryou shiryoukan shisaku shisan
shisei shiseijouhou shisetsu shishin shitei shitsugyou shiyakusho shiyou shiyousho shizen shokuhi
shokuhin shokuhineisei shokuiku shokuin shokuji shokumu shokusan shou shoubou shouboukyoku
shouboushou shouene shougai shougaigakushuu shougaisha shougakkou shougaku shougyou shouhi
shouhiseikatsu shouhisha shoukai shouko shoukokai shoukou shoukougyou shoukoukai shoukoukankou
shoukouroudou shoumei shoumu shounen shoutengai shouyaku shouyou shouyu shuhou shukuhaku shuppan
shutchou shutoken shuukai shuukan shuukei shuukyou shuurou shuuroushien shuushoku sogyou soshiki
souchi soudan soudanjo sougou sougyou soumu soumubu sousei souzoku suidou suii suisan suishin
suiyou taiou taisaku taisakuhonbu taiyou tanki tantou tatemono tayori teian teiju teijuu teikyou
tekkyo tennyuu tenshutsu tetsugyou tetsuzuki tochi todoke todokede tokkyo tokubetsu tokusan
tokushoku toshi toshikeikaku toshokan toshoshitsu touhyou toukei toukou toukyou tounan tounanajia
touroku tourokuzumi toushi toushokan tsuuchi tsuukin tsuushin tyousei uchi umi undou unyou unyu
unyuu wakate yakkan yakkyoku yakuba yakubutsu yakuin yakuji yakumu yakusho yakusou yasai yobou
yobousesshu yohou yosan yoshiki yotei youbou youchien yougo yougoshisetsu youhou youiku youikuhi
youji youken youkoso youkou youryou yousei youshi youshien youshiki youshoku yoyaku yoyakusha
yukari yuuai yuubin yuuchi yuuen yuugi yuuguu yuuka yuukei yuuki yuukou yuukyuu yuuri yuuryou
yuusen yuushi yuushiseido yuushoku yuusou yuusuke yuuwa yuuyo yuuzuu zaijuu zaikyou zaimu zaisei
zangyou zeikin zeimu zenpan
"""

_ENGLISH = """
about academy access accessibility activity agency airport alert annual apply archive asia aspx
assembly assets bank board bridge bureau business calendar career category center central centre
cgi chamber child children citizen city civic clinic cloud club college commerce committee
community company conference contact content contents convention copy corona council country
county culture daily data default delivery department design desk detail development dictionary
directory disaster document download economy edit education elementary email emergency employ
employee energy english enquiry entry environment event events exchange exhibition facility family
festival file files finance flyer foreign forum foundation friendly gallery garden general global
government governor group guide harmony health heritage high history holiday home homepage
hospital hotel house htm html http https image images index industry info information inquiry
institute international internet invest investment japan japanese job journal jpeg key keyword
keywords kids koho laboratory lady language layout library life lifeevent link links list local
location mail main manager many map market mayor media medical meeting memory message ministry
mobile monday money monthly movie municipality museum music mynumber nature navi navigation
network news newsletter notice nursery office official online open opendata organization page
pages park party payment people photo php play player policy portal post prefecture press
pressrelease privacy product program project promotion property public publicity publish quality
query race recovery recruit recycle recycling registry release report research safety school
science search secretary security seminar service services shop site sitemap society special
sports staff story style subsidy summary sunday support survey symphony system table tax teacher
technology temporary today topic topics tour tourism town trade transit travel type types typhoon
university update uploads user utility valley value various vegetable video view viewer village
virus visa visit visitor visual volunteer water weather weekly welcome welfare word wordpress work
world year yearly yen youth
"""

# Words that have a v, and a v in Japanese letters: no y was read as one there.
_WITH_V = """
activate active activities advance advanced advice advisor available avance avant avatar aviva
bravo canvas carnival casanova cave conserve conversation convoy coronavirus cov cove covid curve
dev diva dive diversity drive driver drivers elevator environmental eva eval evaluation ever evo
evolution favor favorite favorites favour fever five flavor forever gov governance gravure havana
improve innova innovate innovation innovative innovator interview invade invader invasion invoice
invoke invoking involve java javascript kosovo larva lava levo live living love marvel moravia
moscow motivation move nav naval navarro navy nevada never nirvana nova novel novelvirus november
novo novum nuova nuovo nvidia octave oliva olive ova over oversea overseas ovo parvo pavo
prevention preview previous private productivity provan provide province provo reservation reserve
reserved revenue reverse review revo revolution river riverside savanna save saved savor savoy
server servers servo seven several silver solve stopcovid survive suv television travelers tvo
univ universal universe uva vacancy vacation vaccination vaccine vader vaio valid validation van
vana vanilla vapor variable variation variety vario vast vaud vault vavo vill villa ville viva
vivo voice vol volcano volley volleyball volt volume volvo vote voter voting vous vox voyage
voyager vulnerable wave waves wives
"""

_VOWELS = {"ou": "o", "uu": "u"}
_MIN_WORD = 4
_MIN_NAME = 4


def _spellings(word: str) -> set[str]:
    """The usual spellings of a Japanese word written with all its vowels."""
    found = {word, re.sub("ou|uu", lambda match: _VOWELS[match[0]], word)}
    for base in tuple(found):
        kunrei = re.sub(r"sh(?=[auo])", "sy", base)
        kunrei = re.sub(r"ch(?=[auo])", "ty", kunrei)
        found |= {
            kunrei,
            re.sub(r"sh(?=[auo])", "sy", base),
            re.sub(r"j(?=[auo])", "jy", base),
            re.sub(r"j(?=[auo])", "jy", kunrei),
            re.sub(r"j(?=[auo])", "zy", kunrei),
            re.sub(r"n(?=[bmp])", "m", base),
        }
        found.add(kunrei.replace("shi", "si").replace("chi", "ti").replace("tsu", "tu"))
    return found


@cache
def words() -> frozenset[str]:
    """The vocabulary, lower case."""
    japanese = {form for word in _JAPANESE.split() for form in _spellings(word)}
    return frozenset(
        word for word in {*japanese, *_ENGLISH.split(), *names()} if len(word) >= _MIN_WORD
    )


@cache
def names() -> frozenset[str]:
    """The Latin spellings of prefectures, municipalities and wards."""
    return frozenset(
        spelling
        for one in municipalities()
        for spelling in one.romaji
        if len(spelling) >= _MIN_NAME
    )


@cache
def english() -> frozenset[str]:
    """The English words of the vocabulary."""
    return frozenset(_ENGLISH.split()) | words_with_v()


@cache
def words_with_v() -> frozenset[str]:
    """Words in which a v is right."""
    listed = {*_WITH_V.split(), *(word for word in _ENGLISH.split() if "v" in word)}
    return frozenset(listed)


@cache
def vocabulary() -> frozenset[str]:
    """All words, those with a v included."""
    return words() | english()
