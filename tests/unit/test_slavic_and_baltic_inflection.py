"""Names on every kind of ending are found in their cases, and their neighbours are not."""

from __future__ import annotations

import pytest

from streams.matching.concept import read_concept
from streams.matching.explain import match_of
from streams.matching.watchlist import Watchlist, read_watch
from streams.records import Language

FORMS = [
    ("ru", "Украина", "Украины Украине Украину Украиной", "Украинцев украина"),
    ("ru", "Ницца", "Ниццы Ницце Ниццей НИЦЦУ", ""),
    ("ru", "Молдова", "Молдовы Молдовой", "Молдован"),
    ("ru", "Россия", "России Россию Россией", "Российск"),
    ("ru", "Парагвай", "Парагвая Парагваю Парагваем Парагвае", "Парагваев"),
    ("ru", "Маврикий", "Маврикия Маврикием Маврикии", ""),
    ("ru", "Зеленский", "Зеленского Зеленскому Зеленским Зеленском Зеленская", "Зеленск"),
    ("ru", "Толстой", "Толстого Толстым", "Толстопуз"),
    ("ru", "Казань", "Казани Казанью", "Казанова"),
    ("ru", "Израиль", "Израиля Израилем", "Израильтян"),
    ("ru", "Путин", "Путина Путину Путиным Путине", "Путиниана"),
    ("ru", "Ростов", "Ростова Ростовом Ростове", "Ростовщик"),
    ("ru", "Египет", "Египта Египтом Египте", "Египтян"),
    ("ru", "Владивосток", "Владивостока Владивостоком", ""),
    ("ru", "Бородино", "Бородина Бородине", ""),
    ("ru", "Филиппины", "Филиппин Филиппинам Филиппинами Филиппинах", "Филиппинский"),
    ("ru", "Мальдивы", "Мальдив Мальдивах", ""),
    ("ru", "Иран", "Ирана Ирану Ираном Иране", "Иранский"),
    ("ru", "Перу", "Перу", "Перун Перуана"),
    ("ru", "португалец", "португальца португальцев португальцами", "португалка"),
    ("ru", "россиянин", "россияне россиян россиянам", "россия"),
    ("ru", "Соединённое Королевство", "Соединённого~Королевства Соединённом~Королевстве", ""),
    ("ru", "Саудовская Аравия", "Саудовской~Аравии Саудовскую~Аравию", "Саудовский~арабист"),
    ("uk", "Рига", "Риги Ризі Ригою", "Ригель"),
    ("uk", "Америка", "Америки Америці", "Американ"),
    ("uk", "Україна", "України Україні Україною", "Українець"),
    ("uk", "Польща", "Польщі Польщею", ""),
    ("uk", "Запоріжжя", "Запоріжжю Запоріжжям Запоріжжі", "Запорожець"),
    ("uk", "Київ", "Києва Києву Києвом Києві", "Київський"),
    ("uk", "Харків", "Харкова Харковом Харкові", ""),
    ("uk", "Єгипет", "Єгипту Єгиптом Єгипті", "Єгиптянин"),
    ("uk", "Білорусь", "Білорусі Білоруссю", "Білоруський"),
    ("uk", "Ізраїль", "Ізраїлю Ізраїлем Ізраїлі", ""),
    ("uk", "Зеленський", "Зеленського Зеленському Зеленським", ""),
    ("uk", "Шевченко", "Шевченка Шевченкові Шевченком", ""),
    ("uk", "Чернівці", "Чернівців Чернівцях", ""),
    ("be", "Расія", "Расіі Расію Расіяй", "Расіянін"),
    ("be", "Канада", "Канады Канадзе Канадай", ""),
    ("be", "Беларусь", "Беларусі Беларуссю", "Беларускі"),
    ("be", "Кувейт", "Кувейта Кувейце Кувейтам", ""),
    ("bg", "президент", "президентът президента президенти президентите", "президентство"),
    ("bg", "Русия", "Русия", "Русин"),
    ("bg", "българин", "българинът българина българи българите", "българка"),
    ("mk", "војска", "војската војски војските", "војсководец"),
    ("mk", "Трамп", "Трамповата", "Трампет"),
    ("sr", "Америка", "Америке Америци Америком", "Американац"),
    ("sr", "Токио", "Токија Токију", ""),
    ("sr-Latn", "Putin", "Putina Putinu Putinom Putinove", "Putinizam"),
    ("hr", "Rusija", "Rusije Rusiji Rusijom", "Rusin"),
    ("hr", "Amerikanac", "Amerikanca Amerikanci Amerikanaca Amerikancima", "Amerikanka"),
    ("hr", "Cipar", "Cipra Cipru Ciprom", "Cipal"),
    ("hr", "Egipat", "Egipta Egiptu", "Egipćanin"),
    ("hr", "Irak", "Iraka Iraku Irakom", "Iračanin"),
    ("hr", "Trump", "Trumpa Trumpov Trumpova Trumpove Trumpovih", "Trumpet"),
    ("hr", "Filipini", "Filipina Filipinima Filipine", "Filipinac"),
    ("hr", "Sjedinjene Države", "Sjedinjenih~Država Sjedinjenim~Državama", "Sjedinjeno"),
    ("bs", "Kosovo", "Kosova Kosovu Kosovom", "Kosovski"),
    ("sl", "Madžar", "Madžarja Madžarju", ""),
    ("sl", "Slovenija", "Slovenije Sloveniji Slovenijo", "Slovenec"),
    ("sl", "Hrvaška", "Hrvaške Hrvaški Hrvaško Hrvaškem", "Hrvat"),
    ("sl", "Francoz", "Francoza Francozi Francozov", "Francozinja"),
    ("sl", "Trump", "Trumpa Trumpov Trumpove Trumpovega", ""),
    ("sl", "Združene države", "Združenih~držav Združenim~državam", ""),
    ("cs", "Praha", "Prahy Praze Prahu Prahou", "Pražan"),
    ("cs", "Amerika", "Ameriky Americe", "Američan"),
    ("cs", "Sahara", "Sahary Sahaře Saharu", "Saharský"),
    ("cs", "Francie", "Francii Francií", "Francouz"),
    ("cs", "Německo", "Německa Německu Německem", ""),
    ("cs", "Korea", "Koreje Koreji Koreou", "Korejec"),
    ("cs", "Plzeň", "Plzně Plzni Plzní", "Plzák"),
    ("cs", "Havel", "Havla Havlovi Havlem Havlova", ""),
    ("cs", "Merkelová", "Merkelové Merkelovou", ""),
    ("cs", "Trump", "Trumpa Trumpovi Trumpův Trumpovy", ""),
    ("cs", "Filipíny", "Filipín Filipínám Filipínách", "Filipínec"),
    ("sk", "Poliak", "Poliaka Poliakom Poliaci", ""),
    ("sk", "Dánia", "Dánie Dánii Dániou", ""),
    ("sk", "Nemecko", "Nemecka Nemecku Nemeckom", "Nemec"),
    ("sk", "Cyprus", "Cypru Cypre Cyprom", ""),
    ("sk", "Spojené štáty", "Spojených~štátov Spojeným~štátom", ""),
    ("pl", "Polska", "Polski Polsce Polskę Polską", "Polskość"),
    ("pl", "Andora", "Andory Andorze Andorę", ""),
    ("pl", "Japonia", "Japonii Japonię Japonią", ""),
    ("pl", "Kanada", "Kanadzie", ""),
    ("pl", "Zełenski", "Zełenskiego Zełenskiemu Zełenskim", ""),
    ("pl", "Filipiny", "Filipin Filipinom Filipinami", "Filipińczyk"),
    ("pl", "Niemcy", "Niemiec Niemcom Niemczech", "Niemka"),
    ("pl", "Węgry", "Węgier Węgrom Węgrzech", ""),
    ("pl", "Włochy", "Włoch Włoszech", ""),
    ("pl", "Katowice", "Katowic Katowicach", "Katowiczanin"),
    ("pl", "Egipt", "Egiptu Egipcie Egiptem", ""),
    ("pl", "Irak", "Iraku Irakiem", "Irakijczyk"),
    ("pl", "Poznań", "Poznania Poznaniu", "Poznański"),
    ("pl", "Kraków", "Krakowa Krakowie", "Krakowiak"),
    ("pl", "Włoch", "Włosi Włochów", ""),
    ("pl", "Stany Zjednoczone", "Stanów~Zjednoczonych Stanami~Zjednoczonymi", ""),
    ("hsb", "Ruska", "Ruskeje", ""),
    ("lt", "Lietuva", "Lietuvos Lietuvai Lietuvą Lietuvoje", "Lietuvis"),
    ("lt", "Iranas", "Irano Iranui Iraną Irane", ""),
    ("lt", "Vilnius", "Vilniaus Vilniui Vilnių Vilniuje", ""),
    ("lt", "Paryžius", "Paryžiaus Paryžiuje", ""),
    ("lt", "Filipinai", "Filipinų Filipinuose", ""),
    ("lt", "Maldyvos", "Maldyvų Maldyvose", ""),
    ("lt", "taivanietis", "taivaniečio taivaniečių taivaniečiams", "taivanas"),
    ("lt", "Ukraina", "Ukrainos Ukrainą", "Ukrainietis"),
    ("lv", "Latvija", "Latvijas Latvijai Latviju Latvijā", "Latvietis"),
    ("lv", "Irāna", "Irānas Irānā", ""),
    ("lv", "Ēģipte", "Ēģiptes Ēģiptē", "Ēģiptietis"),
    ("lv", "igaunis", "igauņa igaunim igauņi igauņu", ""),
    ("lv", "Filipīnas", "Filipīnu Filipīnām Filipīnās", ""),
    ("lv", "Savienotās Valstis", "Savienoto~Valstu Savienotajās~Valstīs", ""),
    ("lv", "Bidens", "Bidena Bidenam Bidenu", ""),
]


def watchlist_of(language: str, name: str) -> Watchlist:
    document = {"id": "names", "languages": {language: {"names": [name]}}}
    watch = read_watch({"id": "names", "concepts": ["names"]}, {"names": document})
    return Watchlist([watch], [read_concept(document)])


@pytest.mark.parametrize(
    ("code", "name", "forms", "others"), FORMS, ids=[f"{code}-{name}" for code, name, *_ in FORMS]
)
def test_a_name_is_found_in_its_cases(code: str, name: str, forms: str, others: str) -> None:
    words = [word.replace("~", " ") for word in [name, *forms.split()]]
    text = " | ".join([*words, *others.replace("~", " ").split("  ")])
    language = Language(code=code, confidence=1.0)
    matcher = watchlist_of(code, name).matcher
    verdicts = matcher.decide(
        matcher.find([("body", text)]), language, None, lambda field, position: language
    )
    assert [match_of(verdict).surface for verdict in verdicts if not verdict.by] == words
