"""Words found in the addresses of Japanese public bodies: general vocabulary and official names.

The lists have general words of administration and of the web, and no address. Japanese words are
written with all their vowels; the usual spellings are generated from that.
"""

from __future__ import annotations

from functools import cache

from kyoten_extract.text.gazetteer.municipalities import municipalities

_JAPANESE = """
aichi aisatsu akiya annai anshin anzen asia bangou bengoshi bijutsu bijutsukan bika boeki bosai
bosei boshi boshuu boueki bouhan bousai bukken bukyoku bumon bunjou bunka bunkazai bunkyou bunrui
bunsan bunsho bunya bunyabetsu busho butsuryuu buzoku byoudou byouin byouki byoushou chakkou
chihou chiiki chiikiiryou chiji chikusan chikuzou chikyuu chintai chisui chizu chosa choubo chouei
chouju choujuu choukai choukan choukou choumin chounai chounaikai chousa chousei chouseki chousha
choutei chouzei chukan chuugakkou chuugoku chuui chuukai chuumoku chuumon chuuou chuusha chuushi
chuushou chuushoukigyou chuuzai chuuzaiin chuuzaisho chuzai daigaku daihyou daiji daijin daikou
dainin danchi danjo danjokyoudou dantai dayori dempa denki densen densha denshi denwa doboku
doubutsu douga doujou douro dourobu dousei doushi doyou eigyou eigyousho eisei eisha eiyou enchou
engan engei enjo enkaku enryo fudousan fujin fukkou fukkyuu fukushi fukusuu fukyuu fureai furusato
futou fuyou fuyouhin gaikoku gaikokugo gaikokujin gaiyou gakkou gakkyuu gakudou gakusei gakushuu
gappei geijutsu genchi gengo genjou genkin genkou genmen genshi gesui gesuidou getsuyou giin
gijiroku gijutsu gikai ginkou ginou goudou goukaku goukei gouu gyogyou gyokou gyouji gyoukai
gyoumu gyousei gyouseijouhou gyouseki gyouzaisei haikan haikibutsu haishi haisui hakken hakkou
hakubutsukan hakusho hanbai hanei hanzai happyou hasseijoukyou hasshin hatarakikata hataraku
hatsubyou hatsumei hattatsu heiwa henkou hensei hikitsugi hikkoshi hinan hinkon hiroba hisho
hishokouhou hitorioya hiyou hogo hogosha hoiku hoikuen hoikujo hoikusho hojo hojokin hokan hoken
hokeneisei hokenfukushi hokeniryou hokenjo hokensho hokkyou honbu honchou honnin houdou
houdouhappyou houhou houjin houkago houkatsu houkatsushien houkoku houkokusho houkou houmu
houritsu houshin hyakka hyakushou hyou hyoujun hyouka hyoushou ianfu ibento ichiba ichiji ichiran
idou igai iinkai ijou ijuu ijuusha ikkatsu ikusei imin inkan inshoku inzai ippan ippanmuke iryou
iryoueisei iryouhi iryouhoken iryouhoukatsu iryouseisaku ishikai itaku iyaku jakunen jakunensha
jichi jichikai jidou jidoukan jigyou jigyousha jigyousho jikan jikken jiko jikou jimu jimukyoku
jimusho jinja jinji jinkaku jinken jinkenkeihatsu jinkou jinmyaku jinzai jirei jiritsu jishin
jisseki jisshi jitensha jitsugyou jitsumu jizen josei josetsu jougesui jouhou jouhouka
jouhoukoukai jouju joukasou jouken joukyo joukyou jourei jousei jouyaku jugyou juken jukyuu jushou
jutaku jutsugyou juudou juuji juumin juuminhyou juuminzei juusho juutaku juuten juuyou juyou
kagyou kaigai kaigan kaigi kaigo kaigohoken kaigyou kaihatsu kaiin kaikaku kaikan kaikei kaiken
kaikin kaisai kaisei kaisetsu kaisha kaiyaku kaiyou kakudai kakuka kakunin kakutei kakyou kanji
kankatsu kankei kankou kankoubutsusan kankouji kankouka kankyaku kankyou kanpu kanren kanri kansa
kansai kansei kansen kansenjoukyou kansensho kansenshou kansenshouyobou kanshou kansoku kantei
kanyuu karada kasen katei katsudou kayou kazoku keibi keiei keieikaikaku keieikikaku keieishien
keihatsu keiji keikaku keikan keikoku keisan keisatsu keitai keiyaku keizai keizaibu keizaikouryuu
kekkaku kekkon kenchiku kenchou kengyou kenkou kenkoufukushi kenkouiryou kenkouiryoufukushi
kenkouzukuri kenkyo kenkyuu kenkyuujo kenmin kensa kensaku kensei kensetsu kenshi kenshin kenshou
kenshuu kentei kenzei kesshou kigyou kigyoushien kigyouyuuchi kihon kijun kikai kikaku
kikakuseisaku kikakuzaisei kikan kikin kikou kinen kinenbi kinkyuu kinmu kinrou kinrousha kinshi
kinyou kinyuu kisei kisha kishahappyou kisho kishou kisoku kisuu kitei kiyaku kodomo koho kojin
kokudo kokuho kokumei kokumin kokusai kokusaika kokusaikouryuu kokusaikyouryoku komyuniti korei
korona koseki koshou kosodate kotei koteishisan kotoba kouan kouchou kouen koufu kougai kougyou
kouho kouhou kouhouka kouhoushi kouhyou kouiki kouji kouka koukai koukoku koukou koukyou
koukyoukoutsuu koukyoushisetsu koukyuu koumin kouminkan koumu koumuin kounyuu kourei koureisha
koureishafukushi kouryuu kousaten kousei kousha koushi koushin koushinjo koushuu koutei koutsuu
kouwan kouyou kouzou koyou koyoutaisaku kubun kuhou kuiki kukaku kumiai kumin kunren kurabu
kurashi kurasu kuse kusei kuseijouhou kuukou kuyakusho kuyakushou kuyou kyaku kyakusen kyanpu
kyasshu kyojuu kyojuusha kyoka kyoku kyori kyoten kyouchou kyoudou kyoudoutai kyougi kyougikai
kyouiku kyouikuiinkai kyouikuka kyouikushinkou kyouinkai kyouka kyoukai kyoukashou kyoukyuu kyoumu
kyouryoku kyousai kyousei kyoushitsu kyousou kyoutei kyouto kyoutsuu kyouyou kyouyouka kyouzai
kyozai kyozon kyuufu kyuufukin kyuugaku kyuugyou kyuujin kyuujitsu kyuuka kyuukan kyuukou kyuukyuu
kyuukyuuiryou kyuusai kyuushi kyuushoku kyuushuu kyuusui kyuuyo kyuuyou machi machidukuri
machizukuri mado madoguchi manabi manabu meibo meishou menjo menkyo menseki mensetsu mimai minato
minkan minpaku minsei mokuji mokuteki mokuyou mondai monjo mousou moyooshi muke muryou myaku
myouji nayami nenkin nenpou nichiyou nihon ninka ninshin nintei ninyou nippon nittei norimono
nouchi noufu nougyou nougyouiinkai noukyou nourin nouringyou nousan nousei nouson noutou nouzei
nyuugaku nyuugan nyuuin nyuukai nyuukyo nyuusatsu nyuusatsukeiyaku nyuusho nyuuyokuzai nyuuyouji
nyuuzumi okuyami okyaku ongaku osen oshirase otoshiyori ouentai raiburari renkei rikon ringyou
rinji riyou riyouannai riyousha rodokoyo rodou rokuon roudou roudousha roujin ryaku ryohi ryokan
ryoken ryokin ryokka ryokou ryokuchi ryouiku ryoukin ryoumu ryouri ryoushuu ryuugaku ryuugakusei
ryuuiki ryuutsuu sagyou saigai saiji saisei saitaku saiyou saiyoujouhou sangyou sangyouka
sangyoukankou sangyouroudou sangyoushien sangyoushinkou sanka sankaku sankou sanpo sanson sayou
seibi seido seifu seigen seiji seikatsu seikatsukankyou seikei seikyou seikyuu seimei seinen seiri
seisaku seiseki seishin seishounen seisou seitai seiyaku sekinin sekkei sekkyou senkyo senmon
senmu senryaku senryakukikaku senshu senta sentaku setsubi setsumei shakai shakaifukushi
shakaikyouiku shakuyou shayou shichou shichousha shichouson shidou shiei shien shienkin shigai
shigaku shigen shigikai shigoto shigotosangyou shihon shiji shikai shikaku shikin shikou shikumi
shimei shimin shiminbu shiminzei shimyou shinai shinbun shinchaku shinchiku shingata shingi
shingikai shinkoku shinkou shinkouin shinkouka shinpo shinrin shinro shinryou shinryoujo shinsa
shinsai shinsei shinseisho shippei shiryou shiryoukan shisaku shisan shisei shiseijouhou shisetsu
shishin shishou shitei shitsugyou shiyakusho shiyakusyo shiyou shiyousho shizai shizei shizen
shokuhi shokuhin shokuhineisei shokuiku shokuin shokuji shokumu shokusan shou shoubou shouboukyoku
shouboushou shoudoku shouene shougai shougaigakushuu shougaisha shougakkou shougaku shougyou
shouhi shouhiseikatsu shouhisha shouka shoukai shouko shoukokai shoukou shoukougyou shoukoukai
shoukoukankou shoukouroudou shoumei shoumu shounen shoushi shoutai shoutengai shouyaku shouyou
shouyu shugaku shuhou shukuhaku shuppan shussan shutchou shutoken shutoku shuugaku shuukai
shuukaku shuukan shuukei shuukyou shuunyuu shuuri shuurou shuuroushien shuusei shuushi shuushoku
shuzei sogyou sonota soshiki soshou souchi soudan soudanjo souei sougi sougou sougyou soukai
soukei souki soumu soumubu souryou sousei soushiki souzoku suidou suiei suigai suii suisan suisha
suishin suiyou sumai taiikukan taiin taikai taiken taiki taikin taiou taisaku taisakuhonbu taiyou
takken tanki tankyuu tantou tatemono tayori teate teian teichi teiin teiju teijuu teikei teiki
teikyou teishutsu tekkyo tenji tenjikai tenken tenkin tennyuu tenshutsu tetsuduki tetsugyou
tetsuzuki tochi todoke todokede tokkyo tokubetsu tokusan tokusanhin tokusetsu tokushoku torikumi
tosei toshi toshikeikaku toshokan toshoshitsu touhyou toujitsu toukan toukei toukoku toukou
toukyou tounan tounanajia tounyuu touroku tourokuzumi tousen toushi toushin toushokan tsuuchi
tsuuka tsuukin tsuuri tsuushin tyousei uchi uirusu ukeire ukeoi umi undou unei uneikyougikai unten
unyou unyu unyuu wakate yakkan yakkyoku yakuba yakubutsu yakuin yakuji yakumu yakusho yakusou
yasai yobou yobousesshu yohou yosan yoshiki yotei youbou youchien yougo yougoshisetsu youhou
youiku youikuhi youji youken youkoso youkou youryou yousai yousei youshi youshien youshiki
youshoku yoyaku yoyakusha yukari yuuai yuubin yuuchi yuuen yuugi yuuguu yuuin yuuka yuukei yuuki
yuukou yuukyuu yuuri yuuryo yuuryou yuusen yuushi yuushiseido yuushoku yuusou yuusuke yuuwa yuuyo
yuuzuu zaidan zaijuu zaikyou zaimu zaisan zaisei zangyou zeikin zeimu zeisei zengo zenkoku zenpan
zoukei zouyo zukuri
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

# Words with a v of their own, which was not misread from y.
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

# Countries and cities abroad, as addresses spell them.
_ABROAD = """
america amsterdam anhui aomen atlanta australia austria bangalore bangkok barcelona beijing belgium
berlin boston brazil brussels busan california cambodia canada changchun changsha chengdu chennai
chicago chile china chongqing dalian danang daegu daejeon delhi denmark dubai dusseldorf england
europe finland france frankfurt fujian fuzhou germany guangdong guangxi guangzhou guiyang hainan
haiphong hangzhou hanoi harbin hawaii hefei hochiminh hongkong honolulu houston hunan hungary
incheon india indonesia ireland italy jakarta jeju jiangsu jilin jinan kaohsiung kazakhstan
khabarovsk korea kualalumpur kunming kwangju laos losangeles london macau madrid malaysia manila
melbourne mexico milan mongolia moscow mumbai munich myanmar nanchang nanjing netherlands newyork
newzealand ningbo norway oregon paris peking penang peru philippines poland portugal pusan
qingdao rome russia sanfrancisco  saopaulo seattle  seoul shandong shanghai shenyang
shenzhen sichuan singapore spain sweden sydney switzerland taichung tainan taipei taiwan texas
thailand tianjin toronto turkey ulaanbaatar ulsan usa vietnam vladivostok washington wuhan wuxi
xiamen xian yangon yantai zhejiang zhengzhou
"""

# The most frequent names of directories, of pages about offices abroad too: preferred among several
# candidates.
_FREQUENT = """
soshiki shisei kurashi kenko kenkou fukushi kankou kankyou kyouiku bunka sangyou sangyo shigoto
kokusai kouryu koryu keizai bousai kosodate shisetsu seisaku kikaku jouhou jimusho jimusyo kaigai
tounan shanhai chuuzai chuzai
"""

# Letters: shorter words and names are found inside too many others.
_MIN_WORD = 4
_MIN_NAME = 4


def _spellings(words: str) -> set[str]:
    """The usual spellings of Japanese words that are given with all their vowels.

    All words are spelled at once, as each rule is one pass over the text.
    """
    found = {words, words.replace("ou", "o").replace("uu", "u")}
    for base in tuple(found):
        with_sy = _replaced(base, "sh", "sy", "auo")
        kunrei = _replaced(with_sy, "ch", "ty", "auo")
        found |= {
            kunrei,
            with_sy,
            _replaced(base, "j", "jy", "auo"),
            _replaced(kunrei, "j", "jy", "auo"),
            _replaced(kunrei, "j", "zy", "auo"),
            _replaced(base, "n", "m", "mbp"),
        }
        found.add(kunrei.replace("shi", "si").replace("chi", "ti").replace("tsu", "tu"))
    return {word for form in found for word in form.split()}


def _replaced(text: str, old: str, new: str, before: str) -> str:
    """``text`` with ``old`` replaced before each of the letters ``before``, first to last."""
    for letter in before:
        text = text.replace(old + letter, new + letter)
    return text


@cache
def words() -> frozenset[str]:
    """The vocabulary in lower case, words with a v of ``_WITH_V`` left out."""
    return frozenset(
        word
        for word in {*_spellings(_JAPANESE), *_ENGLISH.split(), *_ABROAD.split(), *names()}
        if len(word) >= _MIN_WORD
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
    return frozenset((*_ENGLISH.split(), *_ABROAD.split())) | words_with_v()


@cache
def words_with_v() -> frozenset[str]:
    """The words that are spelled with a v."""
    others = (*_ENGLISH.split(), *_ABROAD.split())
    listed = {*_WITH_V.split(), *(word for word in others if "v" in word)}
    return frozenset(listed)


@cache
def vocabulary() -> frozenset[str]:
    """All known words."""
    return words() | english()


@cache
def frequent() -> frozenset[str]:
    """The most frequent names of directories."""
    return frozenset(_FREQUENT.split())


@cache
def cities() -> frozenset[str]:
    """The Latin spellings of prefectures and cities, which most addresses name."""
    return frozenset(
        spelling
        for one in municipalities()
        if one.kind == "prefecture" or one.name.endswith("市")
        for spelling in one.romaji
        if len(spelling) >= _MIN_NAME
    )
