"""Words that stand in addresses of Japanese public bodies: general vocabulary and official names.

General words of administration and of the web; no address is listed here. Japanese words are
written with all their vowels, and every usual spelling is made from that.
"""

from __future__ import annotations

import re
from functools import cache

from kyoten_extract.text.municipalities import municipalities

_JAPANESE = """
aichi aisatsu akiya annai anshin anzen asia bangou bengoshi bijutsu bijutsukan bika boeki bosai
bosei boshi boshuu boueki bouhan bousai bukyoku bumon bunka bunkazai bunkyou bunrui bunsho bunya
bunyabetsu butsuryuu byoudou byouin byouki byoushou chihou chiiki chiikiiryou chiji chikusan
chikyuu chintai chisui chizu chosa chouju choujuu choukai choumin chounai chounaikai chousa
chousei chousha chukan chuugakkou chuugoku chuumoku chuuou chuusha chuushi chuushou chuushoukigyou
chuuzai chuuzaiin chuuzaisho chuzai daigaku daihyou daijin dainin danchi danjo danjokyoudou dantai
dayori dempa denki densen densha denshi denwa doboku doubutsu douga doujou douro dourobu doushi
doyou eigyou eigyousho eisei enchou engei enjo enkaku enryo fudousan fukkou fukkyuu fukushi fureai
furusato futou fuyou gaikoku gaikokugo gaikokujin gaiyou gakkou gakkyuu gakudou gakusei gakushuu
gappei geijutsu gengo genjou genmen genshi gesui gesuidou getsuyou giin gijiroku gijutsu gikai
ginkou gyogyou gyokou gyouji gyoukai gyoumu gyousei gyouseijouhou gyouseki gyouzaisei haishi
hakkou hakubutsukan hakusho hanbai happyou hasseijoukyou hasshin hatarakikata hataraku hatsubyou
hattatsu heiwa henkou hikkoshi hinan hiroba hisho hishokouhou hitorioya hiyou hoiku hoikuen
hoikujo hoikusho hojo hojokin hoken hokeneisei hokenfukushi hokeniryou hokenjo hokensho hokkyou
honbu honchou houdou houdouhappyou houjin houkago houkatsu houkoku houkokusho houmu houritsu
houshin hyakka hyakushou hyou hyouka hyoushou ianfu ibento ichiran iinkai ijou ijuu ikusei imin
ippan ippanmuke iryou iryoueisei iryouhi iryouhoken iryouhoukatsu iryouseisaku ishikai itaku iyaku
jakunen jakunensha jichi jichikai jidou jidoukan jigyou jigyousha jigyousho jiko jimu jimukyoku
jimusho jinja jinji jinken jinkenkeihatsu jinkou jinmyaku jinzai jiritsu jishin jisseki jitensha
jitsugyou josei jougesui jouhou jouhouka jouhoukoukai jouju joukasou joukyo joukyou jourei jousei
jugyou jukyuu jutaku jutsugyou juumin juuminhyou juuminzei juusho juutaku juuyou juyou kagyou
kaigai kaigan kaigi kaigo kaigohoken kaigyou kaihatsu kaikaku kaikei kaiken kaisai kaisetsu kaisha
kaiyaku kaiyou kakuka kakyou kankei kankou kankoubutsusan kankouji kankouka kankyaku kankyou
kanren kanri kansai kansen kansenjoukyou kansensho kansenshou kansenshouyobou kanshou kantei
kanyuu karada kasen katei katsudou kayou kazoku keiei keieikaikaku keieikikaku keieishien keihatsu
keikaku keikan keisatsu keiyaku keizai keizaibu keizaikouryuu kekkaku kekkon kenchiku kenchou
kengyou kenkou kenkoufukushi kenkouiryou kenkouiryoufukushi kenkouzukuri kenkyo kenkyuu kenkyuujo
kenmin kensa kensei kensetsu kenshin kenshou kenshuu kenzei kigyou kigyoushien kigyouyuuchi kihon
kikaku kikakuseisaku kikakuzaisei kikin kikou kinenbi kinkyuu kinmu kinrou kinrousha kinyou kinyuu
kisha kishahappyou kitei kodomo koho kojin kokudo kokuho kokumei kokumin kokusai kokusaika
kokusaikouryuu kokusaikyouryoku komyuniti korei korona koseki koshou kosodate koteishisan kouan
kouchou kouen kougai kougyou kouhou kouhouka kouhoushi kouiki kouji kouka koukai koukoku koukou
koukyou koukyoukoutsuu koukyoushisetsu koumin kouminkan koumuin kounyuu kourei koureisha
koureishafukushi kouryuu kousei kousha koushin koushinjo koushuu koutsuu kouwan kouyou kouzou
koyou koyoutaisaku kuhou kukaku kumin kunren kurashi kurasu kuse kusei kuseijouhou kuukou
kuyakusho kuyakushou kuyou kyaku kyakusen kyanpu kyasshu kyojuu kyojuusha kyoka kyoku kyori kyoten
kyoudou kyoudoutai kyougi kyougikai kyouiku kyouikuiinkai kyouikuka kyouikushinkou kyouinkai
kyouka kyoukai kyoukashou kyoukyuu kyoumu kyouryoku kyousai kyousei kyoushitsu kyoutei kyouto
kyoutsuu kyouyou kyouyouka kyouzai kyozai kyozon kyuufu kyuufukin kyuugyou kyuujin kyuujitsu
kyuuka kyuukan kyuukyuu kyuukyuuiryou kyuushi kyuushoku kyuushuu kyuuyo kyuuyou machizukuri mado
madoguchi manabi manabu menkyo mimai minato minkan minpaku minsei mokuji mokuteki mokuyou monjo
moyooshi muke muryou myaku myouji nayami nenkin nenpou nichiyou nihon ninka ninshin ninyou nippon
nittei norimono noufu nougyou nougyouiinkai nourin nouringyou nousan nousei nouson nouzei nyuugaku
nyuugan nyuuin nyuukyo nyuusatsu nyuusatsukeiyaku nyuuyokuzai nyuuyouji nyuuzumi okuyami okyaku
ongaku osen oshirase otoshiyori ouentai raiburari renkei rikon ringyou rinji riyou riyouannai
riyousha rodokoyo rodou roudou roudousha roujin ryaku ryohi ryokan ryoken ryokin ryokka ryokou
ryokuchi ryouiku ryoukin ryoumu ryouri ryoushuu ryuugaku ryuugakusei ryuuiki ryuutsuu sagyou
saigai saiji saisei saitaku saiyou saiyoujouhou sangyou sangyouka sangyoukankou sangyouroudou
sangyoushien sangyoushinkou sanka sankaku sankou sanson sayou seibi seido seiji seikatsu
seikatsukankyou seikei seikyou seisaku seishin seishounen seisou seiyaku sekkyou senkyo senmon
senryaku senryakukikaku senshu senta setsubi setsumei shakai shakaifukushi shakaikyouiku shakuyou
shayou shichou shichousha shichouson shidou shien shienkin shigaku shigen shigikai shigoto
shigotosangyou shikaku shikin shikumi shimin shiminbu shiminzei shimyou shinbun shinchaku shingata
shingi shingikai shinkoku shinkou shinkouin shinkouka shinrin shinryou shinryoujo shinsa shinsai
shinsei shinseisho shippei shiryou shiryoukan shisaku shisan shisei shiseijouhou shisetsu shishin
shitei shitsugyou shiyakusho shiyou shiyousho shizei shizen shokuhi shokuhin shokuhineisei
shokuiku shokuin shokuji shokumu shokusan shou shoubou shouboukyoku shouboushou shouene shougai
shougaigakushuu shougaisha shougakkou shougaku shougyou shouhi shouhiseikatsu shouhisha shoukai
shouko shoukokai shoukou shoukougyou shoukoukai shoukoukankou shoukouroudou shoumei shoumu shounen
shoutengai shouyaku shouyou shouyu shuhou shukuhaku shuppan shussan shutchou shutoken shuukai
shuukan shuukei shuukyou shuurou shuuroushien shuushoku shuzei sogyou sonota soshiki souchi soudan
soudanjo sougou sougyou souki soumu soumubu sousei souzoku suidou suii suisan suishin suiyou sumai
taiikukan taiken taiou taisaku taisakuhonbu taiyou tanki tantou tatemono tayori teate teian teiju
teijuu teikyou tekkyo tennyuu tenshutsu tetsuduki tetsugyou tetsuzuki tochi todoke todokede tokkyo
tokubetsu tokusan tokusanhin tokusetsu tokushoku torikumi tosei toshi toshikeikaku toshokan
toshoshitsu touhyou toukei toukou toukyou tounan tounanajia touroku tourokuzumi toushi toushokan
tsuuchi tsuukin tsuushin tyousei uchi uirusu umi undou unyou unyu unyuu wakate yakkan yakkyoku
yakuba yakubutsu yakuin yakuji yakumu yakusho yakusou yasai yobou yobousesshu yohou yosan yoshiki
yotei youbou youchien yougo yougoshisetsu youhou youiku youikuhi youji youken youkoso youkou
youryou yousei youshi youshien youshiki youshoku yoyaku yoyakusha yukari yuuai yuubin yuuchi yuuen
yuugi yuuguu yuuka yuukei yuuki yuukou yuukyuu yuuri yuuryou yuusen yuushi yuushiseido yuushoku
yuusou yuusuke yuuwa yuuyo yuuzuu zaijuu zaikyou zaimu zaisei zangyou zeikin zeimu zeisei zenpan
zukuri
"""

_ENGLISH = """
about academy access accessibility action actions activity admin agency airport alert annual apply
archive article articles asia aspx assembly assets backnumber bank board bridge bureau business
calendar career category center central centre cgi chamber child children citizen city civic
clinic cloud club college comment commerce committee community company conference contact content
contents convention copy corona council country county crisis culture daily data default delivery
department design desk detail development dictionary directory disaster document documents
download economy edit education elementary email emergency employ employee energy english enquiry
entry environment event events exchange exhibition facility family festival field file files
finance flyer foreign format forms forum foundation friendly gallery garden general genre global
government governor group groups guide guideline happy harmony health heritage high history
holiday home homepage hospital hotel hotnews house htm html http https image images important
index industrial industry infection info information inquiry institute international internet
invest investment japan japanese job journal jpeg key keyword keywords kids koho laboratory lady
language layout library life lifeevent link links list local location mail main management manager
many map market mayor media medical meeting memory message metro ministry mobile monday money
monthly movie municipality museum music mynumber nature navi navigation network newpage news
newsletter notice nursery office official online open opendata organization other page pages park
party passport payment people photo php pickup play player plaza point police policy portal post
prefecture press pressrelease privacy procedure product program project promotion property
proposal public publicity publish quality query question race recovery recruit recycle recycling
registry release report research safety scene school science search secretary section security
seminar service services shop sightseeing site sitemap society special sport sports staff story
style subsidy summary sunday support survey symphony system table tax teacher technology templates
temporary today topic topics toppage tour tourism town trade transit travel trend type types
typhoon university update uploads user utility valley value various vegetable video view viewer
village virus visa visit visitor visual volunteer water weather weekly welcome welfare whatsnew
word wordpress work world year yearly yen youth
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
