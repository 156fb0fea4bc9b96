"""Words that stand in addresses of Japanese public bodies: general vocabulary and official names.

Composed from general knowledge; no address is listed here. Japanese words are written with all
their vowels, and every usual spelling is made from that.
"""

from __future__ import annotations

import re
from functools import cache

from kyoten_extract.text.municipalities import municipalities

_JAPANESE = """
aichi aisatsu annai anzen anshin asia bangou bengoshi bika boeki bosai bosei bosyuu boueki bousai bouhan
boshuu bukyoku bumon bunka bunkazai bunkyou bunrui bunsho bunya butsuryuu byoudou byouin byouki chiiki chikusan
chiji chihou chikyuu chintai chisui chizu chosa chousa chousei chousha choukai choumin chounai
chounaikai chouju choujuu chukan chuugoku chuumoku chuuou chuusha chuushi chuushou chuushoukigyou chuzai
chuuzai chuuzaiin chuugakkou daigaku daihyou dainin danjo danjokyoudou danchi dayori dempa densen denki
densha denshi doboku doubutsu douro dourobu doushi douga engei enjo enkaku enryo entyou eisei eigyou fudousan
fukkou fukkyuu fukushi furusato fuyou gaiyou gaikoku gaikokujin gaikokugo gakkou gakkyuu gakushuu
gakusei gappei gengo genjou genshi geijutsu gesui gesuidou gikai giin gijutsu ginkou gyoumu gyousei
gyouseki gyoukai gyogyou gyokou gyouji gyouzaisei gyouseijouhou hakubutsukan hakkou hanbai happyou haishi hasshin
hattatsu heiwa henkou hikkoshi hinan hisho hishokouhou hitorioya hojo hojokin hoken hokeneisei hokenjo
hokensho honbu honchou houdou houdouhappyou houjin houkoku houkokusho houmu houritsu houshin houkatsu hyouka hyoushou hyou
ianfu ibento ichiran ijuu ijou ikusei iinkai imin iryou iryouhi iryouseisaku iryoueisei ishikai iyaku
jichi jichikai jidou jigyou jigyousha jigyousho jiko jimu jimukyoku jimusho jinji jinja jinken jinkou
jinzai jisseki jiritsu jishin jisseki jitensha jouhou jouhouka jousei jouhoukoukai joukyou
jourei josei jouju jougesui joukasou jutaku juutaku juumin juuminhyou juuminzei juusho juuyou kaigai kaigi
kaigo kaigan kaihatsu kaikei kaiken kaikaku kaisai kaisetsu kaisha kankou kankouka kankoubutsusan kankouji kankyou
kankei kanren kanri kansai kansen kansensho kansenshou kansenshouyobou kasen katei katsudou keiei keieishien
keieikaikaku keikaku keikan keisatsu keiyaku keizai keizaikouryuu keizaibu kenchiku kenchou kenmin kenkou
kenkoufukushi kenkouzukuri kenkyuu kenkyuujo kensa kensetsu kenshuu kigyou kigyouyuuchi kigyoushien
kikaku kikakuzaisei kikakuseisaku kikin kikou kinkyuu kinyuu kinrou kinrousha kisha kishahappyou kitei koteishisan
kihon kodomo koho kojin kokuho kokumin kokumei kokusai kokusaika kokusaikouryuu kokusaikyouryoku kokudo
koseki koshou kosodate kouan kouchou kouen kougai kougyou kouhou kouhouka kouhoushi kouji kouka koukai
koukou koukoku koukyou koukyoukoutsuu koumin kouminkan kounyuu koureisha koureishafukushi kouryuu kousei kousha
koushin koushinjo koushuu koutsuu kouzou kouwan koyou kuhou kukaku kumin kunren kurashi kuse kusei kuseijouhou
kuukou kuyakusho kyoka kyoten kyougi kyougikai kyouiku kyouikuiinkai kyouikuka kyouikushinkou
kyouinkai kyoudou kyoukai kyoumu kyoutei kyouryoku kyousai kyousei kyozai kyoku kyuufu kyuufukin kyuugyou kyuujin
kyuukan kyuukyuu kyuushi kyuushoku kyuushuu kyuuyo kyuujitsu machizukuri mado madoguchi menkyo
mimai minato minkan minpaku minsei mokuji mokuteki monjo muke muryou nenkin nenpou ninyou ninka
nougyou nougyouiinkai nouringyou nousei nousan nourin nouson norimono nyuusatsu nyuusatsukeiyaku nyuuin
nyuugaku nyuugaku nyuukyo nyuuyouji nyuuyokuzai ongaku osen oshirase otoshiyori ouentai raiburari renkei ringyou
rinji riyou riyousha rodou roudou roudousha roujin ryokan ryokin ryokou ryokuchi ryouiku ryouri ryoukin ryoushuu
ryuugaku ryuugakusei ryuutsuu saigai saiji saiyou saiyoujouhou saitaku sanka sankou sangyou sangyouka
sangyoushien sangyoushinkou sangyouroudou sangyoukankou sanson seibi seido seikatsu seikatsukankyou seisaku seishin seishounen seisou seiji
seikei senkyo senmon senryaku senshu senta setsubi setsumei shakai shakaikyouiku shakaifukushi shichou shichouson
shichousha shien shienkin shigaku shigen shigikai shigoto shigotosangyou shikaku shikumi shimin shiminbu
shinchaku shingi shingikai shinkou shinkouka shinkouin shinrin shinryou shinryoujo shinsa shinsei shinseisho shinsai
shisan shisaku shisei shiseijouhou shisetsu shishin shiryou shiryoukan shitei shitsugyou shiyakusho shizen shou
shougai shougaisha shougaku shougakkou shougyou shouhi shouhisha shouhiseikatsu shoukai shouko shoukou shoukoukai
shoukougyou shoukoukankou shoukouroudou shoukokai shoumei shoumu shounen shoutengai shouyou shouene shuppan shuukei shuukan
shuurou shuuroushien shuushoku shutoken shuukai shutchou soshiki souchi soudan soudanjo sougou sougyou soumu
soumubu sousei souzoku suidou suisan suishin suii taiou taisaku taisakuhonbu tanki tantou tatemono teian
teikyou teiju teijuu tennyuu tenshutsu tetsuzuki tochi todoke todokede tokubetsu tokusan tokushoku toukei
toukou tounan tounanajia toushi toushokan toshi toshikeikaku toshokan toshoshitsu tourokuzumi touroku touhyou tsuukin
tsuushin tsuuchi tyousei umi undou unyou unyu unyuu uchi wakate yakuba yakusho yakuji yasai yobou yobousesshu yohou
yosan yoshiki yotei youchien youhou youkou youryou youshi youshiki youshoku youbou yougo youji youken yousei
youkoso yuukyuu yuubin yuuchi yuukou yuuryou yuusen yuushi yuushiseido yuushoku yuusou yuuyo yuuzuu yukari
zaisei zaimu zaijuu zeikin zeimu zenpan zigyou ginkou nichiyou getsuyou kayou suiyou mokuyou kinyou doyou shukuhaku
nihon nippon kansenjoukyou hasseijoukyou joukyo shokuin shokuiku shokuhin shokuhineisei shokusan shokuji shokuhi
hakusho kanyuu juyou jukyuu shuhou kenshou jinkenkeihatsu shougaigakushuu taiyou kaiyou shouyu seiyaku
koukyoushisetsu kyuuyou keieikikaku kouiki shouboukyoku shoubou shouboushou chuuzaisho enchou kouyou bunyabetsu doujou
shokumu ryoumu yoyaku yoyakusha seiyaku kaiyaku shouyaku kuyakushou hiyou shiyou shiyousho shayou sayou riyouannai
kyouka kyoukashou kyouzai kyoushitsu kyouto kyoutsuu kyouyou kyouyouka kyoukyuu kyori kyozon kyojuu kyojuusha ryoken ryohi ryokka ryuuiki
kanshou kenkyo kakyou hokkyou seikyou sekkyou shuukyou toukyou zaikyou kagyou tetsugyou kaigyou kengyou ringyou sagyou jugyou kinmu
nayami tayori okuyami akiya moyooshi tekkyo tokkyo zangyou jutsugyou sogyou futou kyoudoutai koyoutaisaku rodokoyo jitsugyou eigyousho kyuuka hyakka myouji kinenbi jinmyaku
iryouhoken iryouhoukatsu kaigohoken kenkouiryou kenkouiryoufukushi hokeniryou hokenfukushi chiikiiryou kyuukyuuiryou shimyou byoushou hatsubyou
yakkyoku yakubutsu yakusou yakuin yakumu yakkan yuusuke yuuka yuukei yuuki yuuri yuugi yuuai yuuwa yuuguu yuuen youshien youikuhi youiku yougoshisetsu
kuyou kyanpu kyasshu nyuusu nyuuzumi nyuugan komyuniti jakunen jakunensha shakuyou hyakushou myaku kankyaku okyaku kyaku kyakusen ryaku senryakukikaku
"""

_ENGLISH = """
about academy access accessibility activity agency airport alert annual apply archive asia assembly bank board
bridge bureau business calendar career category center central centre chamber child children city citizen
civic clinic cloud club college commerce committee community company conference contact content contents
convention copy corona council country county culture daily data delivery department design desk detail
development dictionary directory disaster document download economy edit education elementary email emergency
employ employee energy english enquiry entry environment event events exchange exhibition facility family festival
file files finance flyer foreign forum foundation friendly gallery garden general global government
governor group guide harmony health heritage high history holiday home homepage hospital hotel house image images
index industry info information inquiry institute international internet invest investment japan
japanese job journal key keyword keywords kids koho lady laboratory language layout library life lifeevent link
link links list local location mail main manager many map market mayor media medical meeting memory message
ministry mobile monthly monday money movie municipality museum music mynumber nature navi navigation
network news newsletter notice nursery office official online open opendata organization page pages park party payment people
photo play player policy portal post prefecture press pressrelease privacy product program project promotion
property public publicity publish quality query race recovery recruit recycle recycling registry release
report research safety school science search secretary security seminar service services shop site sitemap
society special sports staff story style subsidy summary sunday support survey symphony system table tax teacher
technology temporary today topic topics tour tourism town trade transit travel type types typhoon university
update user utility valley value various vegetable video view viewer village virus visa visit visitor
visual volunteer water weather weekly welcome welfare word work world year yearly yen youth
html http https php aspx cgi jpeg index htm default wordpress contents assets uploads
"""

# Words that have a v, and a v in Japanese letters: no y was read as one there.
_WITH_V = """
activities active activate advance advanced advice advisor aviva avatar available bravo canvas carnival casanova
cave conserve conversation convoy coronavirus cov covid cove curve dev dive diversity diva drive driver drivers elevator
environmental eva ever evo eval evaluation evolution favorite favorites favor favour fever five flavor forever
gov governance havana improve inova innova innovation innovate innovator innovative interview invade
invader invasion invoice invoke involve invoking java javascript kosovo larva lava live living love moscow
marvel moravia motivation move nav naval navy never nevada nirvana nova novel novelvirus november nvidia octave olive
over ova oversea overseas pavo parvo previous preview private prevention productivity provide province reserve
reservation reserved revenue reverse review revo revolution river riverside saved savanna save savor savoy servo
server servers seven several silver solve stopcovid suv survive television tvo travelers univ universal
universe vaccine vaccination vacation vacancy vader vague vail vain validation vallery valid van vana vanilla vanish
vapor variable variation variety vast vaud vault vavo vol volcano volley volleyball volt volume vote voter
voting vox voice vous voyage voyager vulnerable wave waves wives vill villa ville
avant avance provan provo nuovo nuova navarro novo novum ovo uva viva vivo vario vaio volvo levo oliva gravure
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
