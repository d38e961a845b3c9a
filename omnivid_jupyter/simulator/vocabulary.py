"""The words that the simulator follows, English and Japanese: the one table that parser, list and page read.

Each entry has a name, which is what the painter and the sound know, and the words that mean it. English is written in
its base form: nouns are also found in the plural, verbs (marked `~`) in all their forms. A word may bring along what
a viewer expects with it (`also`), unless the prompt says otherwise: "moonlit" means night.

`NOTHING` holds expressions that contain a word of the table and mean another thing: a train station is no train.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

__all__ = ["KINDS", "NOTHING", "VOCABULARY", "Entry", "listed", "picture_of"]

#: The kinds of entries, each with its title.
KINDS = {
    "setting": "Setting",
    "subject": "Subject",
    "action": "What it does",
    "pose": "How it rests",
    "place": "What it is on",
    "feature": "What is there",
    "colour": "Colour",
    "time": "Time of day",
    "season": "Season",
    "weather": "Weather",
    "light": "Light",
    "palette": "Palette",
    "style": "Style",
    "camera": "Camera",
    "framing": "Framing",
    "angle": "Angle",
    "speed": "Speed",
    "tempo": "Tempo of the film",
    "sound": "Sound",
    "without": "What is not there",
}


class Entry(msgspec.Struct, frozen=True):
    """One meaning and its words.

    `kind` is one of `KINDS`; `english` and `japanese` are the words, the commonest first; `also` are further meanings
    as pairs of kind and name, which hold where the prompt says nothing else. A `weak` entry gives way to every other
    one of its kind: a table stands in a room, but not in "a table in a garden".
    """

    kind: str
    name: str
    english: tuple[str, ...]
    japanese: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    weak: bool = False


def _entry(kind: str, name: str, english: str, japanese: str, *, weak: bool = False, **also: str) -> Entry:
    return Entry(
        kind,
        name,
        tuple(word.strip() for word in english.split(",") if word.strip()),
        tuple(word.strip() for word in japanese.split("、") if word.strip()),
        tuple(also.items()),
        weak,
    )


_SETTINGS = (
    _entry(
        "setting",
        "sea",
        "sea, ocean, coast, coastline, harbour, harbor, port, bay, cove, lagoon, marina, pier, jetty, "
        "wharf, dock, quay, sea open water, high seas, pacific, atlantic, mediterranean, seascape, "
        "fishing fishing port, seaside town, coastal town, harbour town, harbor town, coastal village, "
        "gulf, fjord, seafront, waterfront, inlet, strait, sandbar, atoll, archipelago, regatta, whitecaps, "
        "harbourside, harborside, ",
        "海、うみ、海岸、海岸線、沿岸、海上、海面、大海、大海原、外海、沖、港、港町、漁港、湾、入り江、"
        "入江、磯、岸壁、波止場、埠頭、桟橋、防波堤、離島、孤島、南の島、海原、オーシャン、太平洋、"
        "大西洋、日本海、地中海、瀬戸内海、漁村、海沿いの町、マリーナ、海峡、荒海、沖合、磯辺、湾岸、湾内、"
        "ふ頭、船着き場、干潟、灘",
    ),
    _entry(
        "setting",
        "sea",
        "beach, seaside, seashore, shore, shoreline, beachfront, sandy beach, coastal road, "
        "tropical island, boardwalk, seaside promenade, sandy shore",
        "浜辺、海辺、波打際、サーフィン、浜、砂浜、ビーチ、波打ち際、渚、なぎさ、海沿い、海沿いの道、"
        "砂浜の海岸、海水浴場",
        shore="yes",
    ),
    _entry(
        "setting",
        "river",
        "river, stream, creek, brook, riverbank, riverside, canal, rapids, waterfall, cascade, estuary, "
        "mountain stream, rivulet, tributary, riverbed, weir, watercourse, torrent, river delta, floodplain, "
        "millstream, babbling brook, river waterway, brooklet",
        "川、河、かわ、川辺、川岸、河原、川原、小川、清流、渓流、せせらぎ、運河、滝、川沿い、河畔、大河、"
        "急流、渓谷の川、河口、渡し場、滝つぼ、滝壺、水路、沢、川べり、川縁、川面、川下り、川底、土手、河川敷",
    ),
    _entry("setting", "river", "downstream, upstream", "川上、川下、上流、下流", weak=True),
    _entry(
        "setting",
        "lake",
        "lake, pond, lakeside, lakeshore, mountain lake, reservoir, loch, tarn, koi pond, lily pond, "
        "wetland, marsh, swamp, mountain tarn, mere, lakefront, oxbow lake",
        "湖、みずうみ、湖畔、湖面、湖水、池、いけ、池のほとり、湖のほとり、沼、貯水池、湖岸、沼地、ため池、"
        "湖上、山上湖、湖の上、山の湖、湿原、湿地",
    ),
    _entry(
        "setting",
        "mountains",
        "mountain, mountains, mountain range, mountainside, mountaintop, mountain top, alps, himalaya, "
        "rockies, andes, volcano, mount fuji, mt fuji, fuji, highland, valley, gorge, mountain pass, "
        "mountain road, mountain path, mountain village, foothill, alpine, alpine landscape, "
        "mount everest, crag, sierra, massif, plateau, crater, snowcapped mountains, mountain slope, "
        "mountain ridge, caldera",
        "山、やま、山々、山脈、山岳、山頂、尾根、山並み、山なみ、山道、山奥、山里、高山、高原、高地、"
        "アルプス、ヒマラヤ、富士山、富士、火山、渓谷、峡谷、峠、稜線、登山道、連峰、岩山、断崖、山地、山腹、"
        "山麓、連山、岩場、山あい、山間、絶壁、雪渓、カルデラ、登山、山肌",
    ),
    _entry(
        "setting",
        "forest",
        "forest, woods, woodland, jungle, rainforest, rain forest, bamboo grove, bamboo forest, grove, "
        "thicket, pine forest, birch forest, taiga, undergrowth, forest path, forest clearing, "
        "cedar forest, copse, glade, timberland, spinney, backwoods, mangrove, wooded path, mossy woods, "
        "wood of birches, cloud forest, treetops, canopy, enchanted forest, deep forest, "
        "beech forest, redwoods",
        "森、もり、森林、林、はやし、ジャングル、密林、竹林、竹やぶ、竹藪、雑木林、松林、杉林、白樺林、"
        "樹海、熱帯雨林、原生林、木立、木々の間、森の中、森の奥、林道、森の小道、フォレスト、針葉樹林、"
        "広葉樹林、マングローブ、樹林、木々の奥、森林地帯",
    ),
    _entry(
        "setting",
        "garden",
        "garden, zen garden, rock garden, moss garden, japanese garden, rose garden, botanical garden, "
        "flower garden, tea garden, backyard, back yard, courtyard, flower flowerbed, park, city park, "
        "orchard, vineyard, terrace, lawn, greenhouse, playground, picnic, temple garden, patio, rockery, "
        "arboretum, hedge maze, flower bed, kitchen garden, herb garden, vegetable garden, allotment, topiary, "
        "pergola, gazebo, botanical conservatory, front yard",
        "庭、にわ、庭園、苔庭、苔の庭、石庭、枯山水、枯山水の庭、日本庭園、禅庭、禅の庭、禅寺の庭、花園、"
        "植物園、バラ園、庭先、前庭、菜園、箱庭、植え込み、薔薇園、家庭菜園、裏庭、中庭、坪庭、花壇、公園、"
        "果樹園、ぶどう畑、ガーデン、芝生、温室、遊園、"
        "ピクニック、茶庭",
    ),
    _entry(
        "setting",
        "garden",
        "veranda, porch, engawa, balcony",
        "縁側、濡れ縁、縁台、ベランダ、ポーチ",
        weak=True,
    ),
    _entry(
        "setting",
        "garden",
        "hot spring, hot springs, onsen, outdoor bath, open air bath",
        "露天風呂、温泉、野天風呂、足湯",
        weak=True,
    ),
    _entry("setting", "garden", "bench, park bench", "ベンチ", weak=True),
    _entry(
        "setting",
        "meadow",
        "meadow, field, grassland, prairie, pasture, savanna, savannah, steppe, wheat field, cornfield, "
        "corn field, barley field, rice field, rice paddy, paddy, paddy field, lavender field, "
        "flower field, field of flowers, wildflower, wildflower meadow, farm, farmland, countryside, "
        "country road, country lane, dirt road, moor, moorland, field of wheat, field of grass, "
        "tea field, tea plantation, paddock, heath, heathland, ranch, hayfield, pampas, clover field, "
        "flowery field, plains, grassy plain, open plain, vast plain, green plain, endless plain, wide plain, "
        "windswept plain, across the plain, over the plain, on the plain, "
        "rural landscape, grass, rice terrace, terraced field, "
        "terraced rice field",
        "草原、野原、のはら、原っぱ、草むら、花畑、お花畑、菜の花畑、麦畑、小麦畑、とうもろこし畑、"
        "ひまわり畑、ヒマワリ畑、向日葵畑、ラベンダー畑、畑、田んぼ、たんぼ、水田、田園、田畑、稲田、"
        "牧場、牧草地、野、野山、平原、サバンナ、田舎、いなか、田舎道、農場、農村、茶畑、里山、棚田、"
        "荒野、原野、草地、野辺、ステップ地帯、パンパ、休耕田、青田、田園地帯、花野、すすき野原、ススキの原",
    ),
    _entry(
        "setting",
        "desert",
        "desert, sand dune, dune, sahara, gobi, wasteland, badlands, oasis, canyon, sandy desert, "
        "desert road, sand sea, barren land, salt flat, salt flats, mojave, arid plain, sandscape, cactus, "
        "cacti, sands of arabia, sandstorm, mesa, arid land, grand canyon, outback",
        "砂漠、さばく、砂丘、サハラ、サハラ砂漠、ゴビ砂漠、鳥取砂丘、オアシス、荒れ地、荒地、砂の海、"
        "デザート砂漠、砂漠地帯、砂原、砂地、サボテン、塩湖、砂の丘、砂嵐、グランドキャニオン、砂の大地、乾いた大地、不毛の大地",
    ),
    _entry(
        "setting",
        "city",
        "city, cityscape, town, townscape, skyline, downtown, metropolis, megacity, urban, "
        "urban landscape, skyscraper, high rise, tower block, office tower, city centre, city center, "
        "financial district, business district, office district, high rise tower, glass tower, "
        "residential tower, inner city, megalopolis, apartment block, apartment building, office building, "
        "high rise apartments, city block, capital city, urban jungle, housing estate, old town, cyberpunk city, "
        "futuristic city",
        "都市、都会、街、まち、町、街並み、町並み、街なみ、市街、市街地、シティ、ビル街、ビル群、"
        "高層ビル、摩天楼、高層ビル群、スカイライン、都心、大都市、大都会、下町、繁華街、旧市街、"
        "未来都市、街並、都内、首都、団地、高層マンション、オフィスビル、高層住宅、オフィス街、タウン、建物",
    ),
    _entry(
        "setting",
        "city",
        "city lights, night city, city night, night skyline, city at night, night view of the city, "
        "nightscape, cyberpunk city at night",
        "夜景、街の灯り、街の明かり、街明かり、街灯り、夜の街、夜の町、夜の都市、夜の東京、都会の夜、"
        "百万ドルの夜景、夜の都会",
        time="night",
    ),
    _entry(
        "setting",
        "street",
        "street, road, alley, alleyway, lane, avenue, boulevard, highway, motorway, freeway, sidewalk, "
        "pavement, crosswalk, zebra crossing, intersection, crossroads, city street, side street, "
        "back street, backstreet, high street, main street, shopping street, street corner, "
        "street market, street scene, roadside, cobblestone, cobbled street, shibuya crossing, "
        "traffic light, pedestrian crossing, railway crossing, level crossing, at a crossing, at the crossing, "
        "market, arcade, promenade, bazaar, souk, shopfront, storefront, thoroughfare, cul de sac, gas station, "
        "petrol station, pedestrian zone, subway entrance, at the bus stop, roadway, car park, parking lot",
        "通り、道、みち、路地、路地裏、裏路地、裏通り、横丁、小道、小路、道路、街道、街角、街路、"
        "歩道、横断歩道、交差点、十字路、大通り、並木道、商店街、アーケード、高速道路、ハイウェイ、"
        "ストリート、石畳、石畳の道、参道、坂道、スクランブル交差点、渋谷のスクランブル交差点、"
        "渋谷スクランブル交差点、小径、裏道、横町、国道、歩行者天国、飲み屋街、屋台村、高架下、"
        "ガソリンスタンド、県道、遊歩道、市場、駐車場、目抜き通り、車道、細道",
    ),
    _entry("setting", "city", "neon city, neon metropolis", "ネオン街、ネオンの街、ネオン都市", light="neon"),
    _entry("setting", "forest", "fall forest, fall woods", "", season="autumn"),
    _entry("setting", "sea", "sea fog", "海霧", weather="fog"),
    _entry("setting", "sea", "sea breeze", "海風、潮風", weak=True, weather="wind"),
    _entry("setting", "river", "river fog, river mist", "川霧", weather="fog"),
    _entry(
        "setting",
        "meadow",
        "golden field, golden meadow, field of gold, yellow field, ripe field",
        "黄金の畑、黄金色の畑、金色の畑、黄金の草原、金色の草原、黄金色の草原",
    ),
    _entry("setting", "street", "night market", "夜市、ナイトマーケット", time="night"),
    _entry(
        "setting",
        "room",
        "room, living room, bedroom, kitchen, dining room, bathroom, office, library, classroom, attic, "
        "cellar, basement, workshop, cafe, coffee shop, tea room, restaurant, bar, hall, hallway, "
        "corridor, interior, indoors, indoor, inside a house, studio, hotel room, tatami room, "
        "tea house interior, fireside, parlour, parlor, in the study, in a study, cosy study, cozy study, "
        "chamber, nursery, pantry, loft, apartment, hotel lobby, lobby, hospital ward, barber shop, bakery, "
        "bookshop, bookstore, pub, ballroom, garage, cosy den, cozy den, waiting room, gym, gymnasium, "
        "classroom interior, conservatory, lounge, museum, gallery, theatre, theater, stage, laboratory, "
        "lab, kitchen counter, tea ceremony, bed, chair",
        "部屋、へや、室内、屋内、居間、リビング、リビングルーム、寝室、ベッドルーム、台所、キッチン、"
        "食堂、ダイニング、浴室、書斎、図書館、図書室、教室、事務所、オフィス、屋根裏、屋根裏部屋、"
        "地下室、工房、アトリエ、スタジオ、カフェ、喫茶店、レストラン、バー、廊下、広間、ホール、和室、"
        "茶室、座敷、畳の部屋、ルーム、インテリア、美術館、博物館、劇場、舞台、研究室、実験室、茶道、"
        "お茶会、客間、応接間、玄関、病室、アパートの一室、ロビー、囲炉裏端、古本屋、本屋、書店、体育館、"
        "ガレージ、音楽室、待合室、パン屋さん",
    ),
    _entry(
        "setting",
        "underwater",
        "underwater, under water, under the sea, under the ocean, under the waves, beneath the waves, "
        "beneath the sea, beneath the surface, below the surface, below the waves, undersea, deep sea, "
        "deep ocean, seabed, sea bed, sea floor, seafloor, ocean floor, bottom of the sea, "
        "bottom of the ocean, coral, coral reef, reef, aquarium, kelp forest, submarine, submerged, "
        "deep underwater, inside the ocean, abyss, kelp, beneath the ocean, below the ocean, subaquatic, scuba, "
        "scuba diving, sunken ship, shipwreck, sunken city, in the depths, ocean depths, fish tank",
        "水中、海中、海底、深海、海の中、海の底、海のなか、水の中、水面下、サンゴ礁、珊瑚礁、サンゴ、"
        "珊瑚、水族館、竜宮城、沈没船、ダイビング、スキューバダイビング、海藻の森、海底都市、水槽、"
        "アクアリウム、湖底、海中世界、水底",
    ),
    _entry(
        "setting",
        "sea",
        "wave, tide, surf, breaker, swell, island, horizon, breaches, breaching, breached, out of the water",
        "波、なみ、潮、島、荒波、さざ波、水平線、岬、高波、波しぶき、海面から、水面から",
        weak=True,
    ),
    _entry(
        "setting",
        "mountains",
        "snowy peak, snow peak, snowy summit, snowy mountain peak, snowy mountain top, snowy ridge",
        "雪山、雪の峰、雪の山頂、冠雪の山",
        season="winter",
    ),
    _entry("setting", "lake", "shallow water, shallows, water's edge", "浅瀬、水辺", weak=True),
    _entry(
        "setting",
        "river",
        "flowing water, running water, water flows, water flowing",
        "流れる水、水が流れ、小川のせせらぎ、川のせせらぎ",
        weak=True,
    ),
    _entry(
        "setting",
        "mountains",
        "peak, ridge, summit, valley",
        "頂上、峰、谷、崖",
        weak=True,
    ),
    _entry(
        "setting",
        "meadow",
        "hill, hillside, rolling hills, grassy hill, village, grass, tall grass, pastoral, hamlet, campsite, "
        "campground, camping",
        "丘、丘陵、村、草、丘の上、集落、キャンプ場、キャンプ",
        weak=True,
    ),
    _entry(
        "setting",
        "meadow",
        "wheat, barley, sunflower field, field of sunflowers, rapeseed field, canola field, daffodil field, "
        "tulip field, field of tulips, poppy field, field of poppies, flower meadow, field of wildflowers, "
        "field of lavender, rye field, field of barley, pampas grass, small town, little town, rainbow",
        "麦、稲穂、すすき、ススキ、チューリップ畑、ポピー畑、虹",
        weak=True,
    ),
    _entry(
        "setting",
        "city",
        "tokyo, osaka, kyoto, new york, manhattan, london, paris, hong kong, shanghai, seoul, singapore, "
        "berlin, chicago, shinjuku, shibuya, harajuku, ginza, akihabara, barcelona, amsterdam, istanbul, "
        "dubai, sydney, mumbai, moscow, vienna, lisbon, rome, san francisco, venice, los angeles, "
        "beijing, taipei",
        "東京、大阪、京都、名古屋、新宿、渋谷、銀座、横浜、札幌、ニューヨーク、マンハッタン、ロンドン、"
        "パリ、香港、上海、ソウル、シンガポール、ローマ、ベルリン、台北",
        weak=True,
    ),
    _entry(
        "setting",
        "city",
        "rooftop, building, roofs, chimney, housetops",
        "屋上、ビル、屋根、煙突、屋根の上",
        weak=True,
    ),
    _entry(
        "setting",
        "street",
        "puddle, pavement, doorway, kerb, curb, kerbside, curbside, plaza, piazza, town square, market square, "
        "city square, busy crossing",
        "水たまり、水溜り、軒先、店先、店の前、踏切、広場、駅前",
        weak=True,
    ),
    _entry(
        "setting",
        "room",
        "table, wooden table, kitchen table, desk, shelf, bookshelf, window sill, windowsill, "
        "by the window, at the window, window, sofa, couch, bed, armchair, chair, carpet, curtain, mirror, "
        "rug, window ledge, coffee table, dining table, counter, sideboard, mantelpiece, rocking chair, mattress",
        "机、机の上、木の机、木のテーブル、ちゃぶ台、じゅうたん、絨毯、カーペット、ラグ、布団、テーブル、"
        "テーブルの上、食卓、本棚、窓辺、窓際、窓、棚、ソファ、ベッド、椅子、"
        "カーテン、鏡、畳",
        weak=True,
    ),
    _entry(
        "setting",
        "sky",
        "sky, skies, in the sky, in the air, above the clouds, sea of clouds, heavens, heaven, "
        "through the clouds, among the clouds, cloudscape, midair, mid air, in the clouds, "
        "high in the sky, cloud sea, firmament, high above the ground, clouds from above, airspace, upper air, "
        "stratosphere",
        "空、そら、大空、成層圏、天高く、青空の中、高空、上空、天空、空中、空の上、雲の上、雲海、雲の中、"
        "雲の間、雲上、天上、スカイ、空高く",
        weak=True,
    ),
    _entry(
        "setting",
        "space",
        "space, outer space, on the moon, on mars, mars, venus, neptune, uranus, martian, pluto, "
        "deep space, cosmos, cosmic, universe, galaxy, nebula, "
        "planet, starfield, star field, moon base, star system, orbiting the earth, orbit of, solar system, "
        "asteroid, asteroid belt, black hole, earth orbit, "
        "in orbit, interstellar, moon surface, surface of the moon, lunar surface, lunar landscape, "
        "space station, zero gravity, planet earth, earth from space, earth from orbit, above the earth, saturn, "
        "jupiter, supernova, comet",
        "宇宙、宇宙空間、軌道上、大気圏外、衛星軌道、宇宙の果て、月面基地、うちゅう、銀河、銀河系、星雲、惑星、"
        "太陽系、小惑星、ブラックホール、月面、"
        "月の上、火星、金星、水星、天王星、海王星、冥王星、宇宙ステーション、無重力、土星、木星、コスモス宇宙、"
        "スペース、星間、彗星、大宇宙、"
        "地球を背に、深宇宙、地球",
    ),
    _entry(
        "setting",
        "snowfield",
        "snowfield, snow field, snowy field, snowscape, snowy landscape, snowy plain, "
        "snow covered field, snow plain, snow covered landscape, tundra, arctic, antarctic, antarctica, "
        "north pole, south pole, glacier, ice field, ski slope, polar landscape, frozen wasteland, "
        "frozen lake, winter wonderland, polar region, permafrost, ice shelf, ski resort, lapland, siberia, "
        "icy tundra, ice sheet, snowdrift, frozen tundra, field of snow, "
        "snowy meadow, snowbank, ice floe, icy plain, ice plain, frozen plain, frozen sea, ice cap, icefield, "
        "snow covered plain, snow covered meadow, snowy slope, snow slope, snowy hill, snowy hillside, "
        "icy landscape, icy wasteland, snowy wasteland",
        "雪原、雪景色、銀世界、一面の雪、雪の平原、雪野原、雪の野原、氷原、氷河、北極、南極、ツンドラ、"
        "凍った湖、凍った平原、シベリア、凍土、雪野、極地、永久凍土、凍てつく平原、凍った海、雪国、ゲレンデ、"
        "スキー場、流氷、白銀の世界、積雪、"
        "雪の大地",
        season="winter",
    ),
    _entry("setting", "snowfield", "iceberg", "氷山", weak=True, season="winter"),
)

_SUBJECTS = (
    _entry(
        "subject",
        "boat",
        "boat, sailboat, sailing boat, yacht, rowboat, rowing boat, fishing boat, canoe, kayak, gondola, "
        "sailing ship, tall ship, dinghy, raft, trawler, schooner, motorboat, speedboat, barge, tugboat, "
        "galleon, junk boat, skiff, sloop, ketch, sampan, houseboat, longboat, clipper ship, toy boat, catamaran, ",
        "船、舟、ふね、ボート、ヨット、帆船、漁船、小舟、小船、渡し舟、屋形船、手漕ぎボート、伝馬船、水上バス、"
        "カヌー、"
        "カヤック、ゴンドラ、帆掛け船、釣り船、いかだ、筏、木の舟、木の船、木のボート、木造船、帆かけ舟",
        setting="sea",
    ),
    _entry(
        "subject",
        "ship",
        "ship, ferry, pirate ship, vessel, steamer, steamship, steamboat, cruise ship, cargo ship, container ship, "
        "ocean liner, freighter, liner, frigate, battleship, sailing frigate, tanker, warship",
        "客船、大型船、遊覧船、観光船、豪華客船、貨物船、フェリー、汽船、船舶、タンカー、クルーズ船、軍艦、連絡船",
        setting="sea",
    ),
    _entry(
        "subject",
        "paper boat",
        "paper boat, folded boat, origami boat, paper ship, little paper boat, newspaper boat, boat made of paper, "
        "boat of paper, boat folded from paper, boat folded from newspaper, folded paper boat, boat made from paper, "
        "paper sailboat, paper sailing boat",
        "紙の舟、紙の船、紙のボート、紙舟、折り紙の舟、折り紙の船、折り紙のボート、笹舟、ペーパーボート、"
        "紙の小舟、紙でできた舟、紙でできた船、紙でできた小舟、紙でできたボート、紙で作った舟、紙で作った船、"
        "紙で折った舟、紙で折った船、紙の小船、新聞紙の舟、新聞紙の船、折り紙の小舟",
        setting="river",
    ),
    _entry(
        "subject",
        "train",
        "train, bullet train, express train, tram, streetcar, "
        "subway, subway train, railcar, freight train, shinkansen, metro, monorail, passenger train, "
        "commuter train, railway carriage",
        "電車、列車、満員電車、通勤電車、新幹線、特急、路面電車、地下鉄、トレイン、貨物列車、"
        "ローカル線、モノレール、ローカル列車、トラム",
    ),
    _entry(
        "subject",
        "steam train",
        "steam train, locomotive, steam locomotive, steam engine, old train, vintage train, toy train",
        "蒸気機関車、汽車、機関車、SL、おもちゃの汽車",
    ),
    _entry(
        "subject",
        "train",
        "night train, sleeper train",
        "夜行列車、寝台列車、夜汽車",
        time="night",
    ),
    _entry(
        "subject",
        "car",
        "car, automobile, sports car, race car, racing car, taxi, cab, truck, lorry, bus, van, pickup, "
        "pickup truck, sedan, convertible, vintage car, motorcar, vehicle, suv, limousine, police car, "
        "ambulance, fire engine, jeep, toy car, hatchback, double decker, minivan, roadster, coupe, "
        "station wagon, fire truck, double decker bus, camper van",
        "車、くるま、ワゴン、自動車、乗用車、スポーツカー、レーシングカー、タクシー、トラック、バス、"
        "クラシックカー、オープンカー、レースカー、ミニカー、軽トラ、軽自動車、救急車、消防車、パトカー、"
        "マイカー、ワゴン車、カー、キャンピングカー",
    ),
    _entry(
        "subject",
        "bicycle",
        "bicycle, bike, cyclist, cycle, motorbike, motorcycle, scooter, moped, tricycle, mountain bike",
        "自転車、バイク、オートバイ、サイクリスト、スクーター、ママチャリ、三輪車、ロードバイク、"
        "マウンテンバイク、チャリ、自転車で、自転車に乗",
    ),
    _entry(
        "subject",
        "plane",
        "plane, airplane, aeroplane, aircraft, jet, airliner, biplane, jet plane, propeller plane, "
        "glider, paper plane, paper airplane, helicopter, seaplane, fighter jet, passenger plane",
        "飛行機、旅客機、ジェット機、航空機、複葉機、プロペラ機、グライダー、紙飛行機、ヘリコプター、"
        "ヘリ、水上機、ジャンボジェット",
        setting="sky",
    ),
    _entry(
        "subject",
        "rocket",
        "rocket, spaceship, spacecraft, space ship, space shuttle, starship, satellite, space probe, "
        "ufo, rocket ship, flying saucer, space capsule, spaceplane",
        "ロケット、宇宙船、スペースシャトル、人工衛星、衛星、探査機、宇宙探査機、空飛ぶ円盤、スターシップ",
        setting="space",
    ),
    _entry(
        "subject",
        "balloon",
        "balloon, hot air balloon, air balloon, airship, blimp, party balloon, zeppelin, toy balloon",
        "風船、ふうせん、気球、熱気球、バルーン、飛行船、アドバルーン",
        setting="sky",
    ),
    _entry(
        "subject",
        "kite",
        "kite, paper kite",
        "凧、たこ揚げ、凧揚げ、カイト、連凧、和凧",
        setting="sky",
    ),
    _entry(
        "subject",
        "bird",
        "bird, seagull, gull, swallow, sparrow, dove, pigeon, "
        "hummingbird, robin, seabird, songbird, "
        "songbirds, peacock, albatross, kingfisher, finch, canary, "
        "pelican, nightingale, woodpecker, starling, magpie, toucan, cormorant",
        "鳥、とり、小鳥、海鳥、渡り鳥、カモメ、かもめ、鴎、ツバメ、つばめ、燕、スズメ、すずめ、雀、"
        "鳩、ハト、"
        "ハチドリ、孔雀、クジャク、カワセミ、"
        "ウグイス、文鳥、メジロ、バード、野鳥、雁",
    ),
    _entry(
        "subject",
        "bird",
        "eagle, hawk, falcon, kestrel, vulture",
        "鷹、タカ、ハヤブサ、鷲、ワシ、トンビ、鳶、隼",
        colour="brown",
    ),
    _entry("subject", "bird", "crow, raven, blackbird", "カラス、からす、烏", colour="black"),
    _entry("subject", "bird", "parrot, budgie", "オウム、インコ", colour="green"),
    _entry("subject", "bird", "bluebird", "青い鳥", colour="blue"),
    _entry(
        "subject",
        "duck",
        "duck, duckling, goose, geese, mallard, gosling",
        "鴨、カモ、アヒル、あひる、ガチョウ、カルガモ、オシドリ",
        setting="lake",
    ),
    _entry("subject", "swan", "swan, cygnet", "白鳥、スワン", setting="lake"),
    _entry(
        "subject",
        "hen",
        "hen, rooster, chicken, chick, turkey, cockerel",
        "鶏、にわとり、ニワトリ、ひよこ、ヒヨコ、雄鶏、七面鳥",
    ),
    _entry(
        "subject",
        "crane",
        "crane, heron, egret, stork, ostrich, ibis",
        "鶴、ツル、サギ、鷺、白鷺、丹頂、コウノトリ、ダチョウ、アオサギ、青鷺",
    ),
    _entry("subject", "crane", "flamingo", "フラミンゴ", colour="pink"),
    _entry(
        "subject", "owl", "owl, barn owl, snowy owl", "フクロウ、ふくろう、梟、ミミズク", setting="forest"
    ),
    _entry(
        "subject",
        "penguin",
        "penguin, emperor penguin",
        "ペンギン、皇帝ペンギン",
        setting="snowfield",
    ),
    _entry(
        "subject",
        "paper crane",
        "paper crane, origami crane, folded crane, origami bird, paper bird, origami",
        "折り鶴、折鶴、おりづる、折り紙の鶴、紙の鶴、千羽鶴、折り紙の鳥、折り紙、おりがみ",
    ),
    _entry(
        "subject",
        "butterfly",
        "butterfly, moth, dragonfly, bee, bumblebee, ladybug, ladybird, monarch butterfly",
        "蝶、ちょう、チョウ、蝶々、ちょうちょ、チョウチョ、アゲハ蝶、アゲハチョウ、蛾、トンボ、とんぼ、"
        "蜂、ミツバチ、バタフライ、てんとう虫、蜻蛉、アゲハ",
    ),
    _entry(
        "subject",
        "firefly",
        "firefly, glow worm, glowworm, lightning bug",
        "蛍、ホタル、ほたる、螢",
        time="night",
    ),
    _entry(
        "subject",
        "cat",
        "cat, kitten, kitty, siamese, siamese cat, calico, calico cat, moggy, persian cat, tabby, "
        "tomcat, house cat, lynx, feline",
        "猫、ねこ、ネコ、子ねこ、三毛、ニャンコ、シャム猫、トラ猫、子猫、仔猫、野良猫、飼い猫、三毛猫、"
        "キャット、にゃんこ",
    ),
    _entry("subject", "lion", "lion, lioness, lion cub", "ライオン、獅子"),
    _entry(
        "subject",
        "tiger",
        "tiger, leopard, cheetah, jaguar, panther, snow leopard, bengal tiger",
        "虎、トラ、ヒョウ、豹、チーター、雪豹、ジャガー",
    ),
    _entry("subject", "tiger", "black panther", "黒豹", colour="black"),
    _entry(
        "subject",
        "dog",
        "dog, puppy, hound, corgi, shiba inu, poodle, sheepdog, dachshund, "
        "terrier, doggy, beagle, spaniel, greyhound, collie, mutt, pug, dalmatian, german shepherd, st bernard, "
        "pup, chihuahua, mongrel, whippet, bulldog, canine",
        "犬、いぬ、イヌ、子犬、仔犬、柴犬、秋田犬、コーギー、プードル、ダックスフント、チワワ、"
        "わんこ、ワンコ、子いぬ、パグ、ダルメシアン、シェパード、ビーグル、ワンちゃん、ドッグ、番犬",
    ),
    _entry(
        "subject",
        "dog",
        "golden retriever, retriever, labrador",
        "ゴールデンレトリバー、ゴールデンレトリーバー、レトリバー、ラブラドール",
        colour="fawn",
    ),
    _entry("subject", "dog", "wolf, husky, coyote", "狼、オオカミ、ハスキー", colour="grey"),
    _entry(
        "subject",
        "fox",
        "fox, red fox, vixen, fox cub, raccoon",
        "狐、キツネ、きつね、子狐、アライグマ、たぬき、タヌキ",
    ),
    _entry("subject", "fox", "arctic fox, white fox", "白狐、ホッキョクギツネ", colour="white"),
    _entry(
        "subject",
        "horse",
        "horse, pony, stallion, mare, foal, horseman, donkey, mule, mustang",
        "馬、うま、ウマ、子馬、仔馬、ポニー、ロバ、野生馬、馬に乗",
    ),
    _entry("subject", "horse", "unicorn, white horse", "白馬、ユニコーン", colour="white"),
    _entry("subject", "horse", "black horse", "黒馬", colour="black"),
    _entry("subject", "zebra", "zebra", "シマウマ、しまうま"),
    _entry(
        "subject",
        "deer",
        "deer, stag, reindeer, fawn, elk, moose, antelope, gazelle, doe, roe deer",
        "鹿、シカ、トナカイ、子鹿、小鹿、牡鹿、雄鹿、雌鹿、牝鹿、ヘラジカ、カモシカ、ガゼル",
    ),
    _entry(
        "subject",
        "camel",
        "camel, dromedary, camel caravan, llama, alpaca",
        "ラクダ、らくだ、駱駝、アルパカ、ラマ",
        setting="desert",
    ),
    _entry(
        "subject",
        "cow",
        "cow, bull, cattle, calf, ox, buffalo, bison, dairy cow",
        "牛、ウシ、子牛、乳牛、水牛、バイソン",
    ),
    _entry(
        "subject",
        "sheep",
        "sheep, lamb, goat, flock of sheep, ram, ewe",
        "羊、ひつじ、ヒツジ、子羊、山羊、ヤギ、やぎ",
    ),
    _entry("subject", "pig", "pig, piglet, boar, wild boar", "豚、ブタ、ぶた、子豚、猪、イノシシ"),
    _entry("subject", "giraffe", "giraffe", "キリン、麒麟"),
    _entry(
        "subject",
        "rabbit",
        "rabbit, bunny, hare, mouse, hamster, hedgehog, guinea pig",
        "兎、うさぎ、ウサギ、野うさぎ、白うさぎ、ネズミ、ねずみ、ハムスター、ハリネズミ、バニー",
    ),
    _entry("subject", "squirrel", "squirrel, chipmunk", "リス、シマリス", setting="forest"),
    _entry(
        "subject",
        "fish",
        "fish, koi, carp, salmon, tuna, clownfish, tropical fish, trout, "
        "goldfish, whale shark, angelfish, minnow, eel, pufferfish, swordfish, piranha, cod, herring, mackerel, "
        "sea bass, "
        "seahorse, sea horse, stingray, manta ray, manta, shark, sardine, betta, "
        "flying fish",
        "魚、さかな、サカナ、鯉、コイ、錦鯉、熱帯魚、クマノミ、鮭、サケ、マグロ、金魚、小魚、"
        "ジンベエザメ、ジンベイザメ、エイ、マンタ、うなぎ、ウナギ、鰻、フグ、カジキ、鯛、アジ、ピラニア、サメ、"
        "鮫、タツノオトシゴ、"
        "フィッシュ、イワシ、トビウオ、鮎、メダカ、"
        "深海魚、エンゼルフィッシュ",
        setting="underwater",
    ),
    _entry(
        "subject",
        "fish",
        "school of fish, shoal of fish, schooling fish",
        "魚群、魚の群れ",
        setting="underwater",
        count="3",
    ),
    _entry(
        "subject",
        "whale",
        "whale, humpback, humpback whale, blue whale, orca, killer whale, dolphin, porpoise, "
        "sperm whale, narwhal, beluga",
        "鯨、くじら、クジラ、ザトウクジラ、シロナガスクジラ、シャチ、イルカ、いるか、海豚、"
        "マッコウクジラ、ホエール、ドルフィン、イッカク、シロイルカ",
        setting="underwater",
    ),
    _entry(
        "subject",
        "jellyfish",
        "jellyfish, medusa, jelly fish, octopus, squid, cuttlefish",
        "クラゲ、くらげ、海月、タコ、イカ、水母、オクトパス",
        setting="underwater",
    ),
    _entry(
        "subject",
        "turtle",
        "turtle, sea turtle, tortoise",
        "亀、カメ、かめ、ウミガメ、海亀、リクガメ、タートル",
        setting="underwater",
    ),
    _entry(
        "subject",
        "person",
        "person, anyone, anybody, human, figure, character, hero, traveller, traveler, wanderer, walker, "
        "hiker, runner, jogger, dancer, skater, surfer, swimmer, skier, samurai, ninja, knight, wizard, "
        "pirate, farmer, fisherman, sailor, soldier, student, teacher, doctor, nurse, chef, cook, baker, "
        "barista, artist, painter, musician, pianist, singer, guitarist, violinist, drummer, pedestrian, "
        "tourist, detective, photographer, scientist, engineer, pilot, someone, somebody, stranger, "
        "actor, warrior, shepherd, gardener, worker, teenager, explorer, diver, "
        "climber, rider, driver, passenger, player, passer by, passerby, craftsman, potter, clown, "
        "astronomer, lighthouse keeper, waiter, postman, mail carrier, policeman, firefighter, beggar, "
        "skateboarder, snowboarder, passersby, vendor, shopkeeper, fashion model, cameraman, police officer, "
        "courier, mountaineer, mountain climber, magician, conductor, acrobat, bartender, librarian, beekeeper, "
        "miner, "
        "hunter, juggler, street sweeper",
        "人、ひと、人物、若者、青年、旅人、侍、サムライ、忍者、騎士、魔法使い、海賊、漁師、農夫、兵士、学生、"
        "生徒、先生、教師、医者、看護師、料理人、シェフ、画家、音楽家、ピアニスト、歌手、踊り子、ダンサー、"
        "ランナー、サーファー、スケーター、歩行者、通行人、観光客、主人公、キャラクター、登場人物、大人、"
        "恋人、職人、旅行者、警察官、カメラマン、配達員、手品師、店員、選手、農家の人、登山者、ダイバー、"
        "カウボーイ、人間、人影、探偵、ハイカー、スキーヤー、武士、会社員、"
        "サラリーマン、男子高校生、高校生、作業員、乗客、運転手、親子",
    ),
    _entry(
        "subject",
        "person",
        "man, gentleman, fellow, lad, guy, king, prince, monk, father, brother, businessman, groom, "
        "cowboy, husband, young man",
        "男、男性、紳士、おじさま、男の人、僧侶、僧、王様、王、王子、父、おじさん、彼、お父さん、若い男、男子",
        figure="man",
    ),
    _entry(
        "subject",
        "person",
        "woman, lady, ballerina, geisha, queen, princess, witch, mother, sister, businesswoman, actress, "
        "bride, waitress, heroine, young woman, housewife, ballet dancer, mermaid",
        "女、女性、女の人、芸者、舞妓、母、女王、姫、お姫様、魔女、バレリーナ、巫女、彼女、花嫁、おばさん、"
        "お母さん、主婦、女優、貴婦人、若い女性",
        figure="woman",
    ),
    _entry(
        "subject",
        "person",
        "silhouette of a person, silhouette of people",
        "人のシルエット、人影のシルエット",
        colour="black",
        light="backlit",
    ),
    _entry(
        "subject",
        "person",
        "silhouette of a man",
        "男のシルエット、男性のシルエット",
        figure="man",
        colour="black",
        light="backlit",
    ),
    _entry(
        "subject",
        "person",
        "silhouette of a woman",
        "女性のシルエット、女のシルエット",
        figure="woman",
        colour="black",
        light="backlit",
    ),
    _entry(
        "subject",
        "person",
        "girl, 1girl, lass, barefoot girl, schoolgirl, daughter, little girl, young girl",
        "少女、女の子、娘、女子高生、お嬢さん、女学生",
        figure="girl",
    ),
    _entry(
        "subject",
        "person",
        "boy, 1boy, child, kid, toddler, schoolboy, son, baby, little boy, young boy, infant",
        "少年、男の子、子供、子ども、こども、赤ちゃん、息子、坊や、男児、幼児、園児",
        figure="child",
    ),
    _entry(
        "subject",
        "person",
        "old man, old woman, granny, grandma, grandpa, grandad, granddad, grandmother, grandfather, elderly man, "
        "elderly woman, old lady, "
        "old gentleman, old sailor, old fisherman, old monk, old farmer, pensioner",
        "老人、お年寄り、おばあちゃん、おじいちゃん、おじいさん、おばあさん、祖父、祖母、老婆、老女、老紳士、"
        "老漁師、老僧、お爺さん、"
        "お婆さん",
        figure="elder",
    ),
    _entry("subject", "person", "old couple, elderly couple", "老夫婦", figure="elder", count="2"),
    _entry(
        "subject", "person", "children, kids", "子供たち、子どもたち、こどもたち", figure="child", count="3"
    ),
    _entry(
        "subject",
        "astronaut",
        "astronaut, cosmonaut, spaceman, space traveller, space traveler, space suit, spacesuit",
        "宇宙飛行士、アストロノート、船外活動",
        setting="space",
    ),
    _entry(
        "subject",
        "person",
        "crowd, people, pedestrians, men, women, families, family, passers by, "
        "passersby, audience, commuters, humans, folk, shoppers, crowds, tourists, "
        "students, friends, dancers",
        "人々、人びと、人たち、群衆、人混み、人ごみ、人だかり、群集、家族、みんな、観客、雑踏、大勢の人、"
        "たくさんの人、人通り、人気のある場所、"
        "友達、仲間、通勤客、人波",
        count="3",
    ),
    _entry(
        "subject",
        "person",
        "couple, lovers, twins, newlyweds, bride and groom, two people",
        "カップル、二人、ふたり、恋人たち、恋人同士、双子、夫婦、新郎新婦",
        count="2",
    ),
    _entry(
        "subject",
        "robot",
        "robot, android, droid, cyborg, mech, mecha, automaton, humanoid robot, robots, tin robot, "
        "toy robot, humanoid",
        "ロボット、アンドロイド、サイボーグ、メカ、機械人形、人型ロボット、ブリキのロボット、ヒューマノイド",
    ),
    _entry(
        "subject",
        "dragon",
        "dragon, sea serpent, dinosaur, wyvern, tyrannosaurus, t rex, godzilla",
        "龍、竜、ドラゴン、恐竜、りゅう、ティラノサウルス、ゴジラ、大蛇",
    ),
    _entry(
        "subject",
        "bear",
        "bear, teddy bear, teddy, koala, grizzly, brown bear, monkey, gorilla, ape",
        "熊、クマ、くま、テディベア、ぬいぐるみ、コアラ、猿、サル、ゴリラ、くまのぬいぐるみ",
    ),
    _entry(
        "subject",
        "bear",
        "polar bear",
        "シロクマ、白熊、ホッキョクグマ、しろくま",
        colour="white",
        setting="snowfield",
    ),
    _entry("subject", "panda", "panda, giant panda, panda bear", "パンダ、ジャイアントパンダ"),
    _entry("subject", "panda", "red panda", "レッサーパンダ", colour="orange"),
    _entry(
        "subject",
        "elephant",
        "elephant, mammoth, rhinoceros, rhino, hippo, hippopotamus",
        "象、ゾウ、ぞう、マンモス、サイ、カバ",
    ),
    _entry(
        "subject",
        "tree",
        "tree, oak, elm, beech tree, sycamore, acacia, poplar, linden tree, chestnut tree, ash tree, plane tree, "
        "oak tree, maple, maple tree, willow, birch, "
        "lone tree, bonsai, olive tree, apple tree, ginkgo, baobab, sapling",
        "木、樹、ケヤキ、欅、楠、クスノキ、ブナ、古木、枯れ木、樹木、木々、樫、楓、カエデ、もみじ、モミジ、柳、"
        "白樺、銀杏、イチョウ、盆栽、大木、一本の木、一本木、並木、街路樹、"
        "大樹、巨木、りんごの木、ツリー",
    ),
    _entry(
        "subject",
        "palm tree",
        "palm, palm tree, coconut palm, coconut tree, date palm",
        "椰子、ヤシ、ヤシの木、椰子の木、ソテツ",
    ),
    _entry(
        "subject",
        "pine tree",
        "pine, pine tree, redwood, redwood tree, sequoia, fir, fir tree, spruce, cedar, cypress, christmas tree, "
        "conifer, evergreen",
        "松、松の木、杉、杉の木、もみの木、モミの木、クリスマスツリー、ヒノキ、針葉樹",
    ),
    _entry("subject", "bamboo", "bamboo", "竹、たけ"),
    _entry(
        "subject",
        "tree",
        "cherry blossom, cherry tree, sakura, cherry blossoms, blossoming cherry tree, plum blossom",
        "桜、さくら、サクラ、桜の木、満開の桜、夜桜、しだれ桜、梅の花、花見",
        season="spring",
        colour="pink",
    ),
    _entry("subject", "tree", "", "桜並木", season="spring", colour="pink", count="3"),
    _entry(
        "subject",
        "flower",
        "flower, rose, marigold, pansy, dahlia, jasmine, hibiscus, bluebell, anemone flower, azalea, snowdrop, "
        "crocus, buttercup, tulip, lily, lotus, daisy, dandelion, poppy, orchid, iris, peony, blossom, "
        "bouquet, bloom, hydrangea, camellia, magnolia, lilac bush, chrysanthemum, carnation, "
        "water lily, morning glory, wisteria, cosmos flower",
        "花、バラ、ツツジ、つつじ、ダリア、パンジー、ハイビスカス、金木犀、シャクヤク、芍薬、ジャスミン、"
        "すずらん、スズラン、薔薇、ばら、チューリップ、百合、ユリ、蓮、ハス、睡蓮、たんぽぽ、タンポポ、ポピー、蘭、"
        "牡丹、花束、紫陽花、アジサイ、あじさい、菊、椿、朝顔、藤の花、コスモス、水仙、菖蒲、"
        "彼岸花、菜の花、スミレ、カーネーション、フラワー、一輪の花、お花、野花",
        setting="garden",
    ),
    _entry(
        "subject",
        "flower",
        "sunflower, daffodil, rapeseed blossom",
        "ひまわり、ヒマワリ、向日葵",
        colour="yellow",
    ),
    _entry(
        "subject",
        "flower",
        "lavender flower, lavender bush, violet flower",
        "ラベンダー、すみれの花",
        colour="purple",
    ),
    _entry(
        "subject",
        "leaf",
        "leaf, maple leaf",
        "葉、葉っぱ、リーフ",
    ),
    _entry(
        "subject",
        "leaf",
        "leaves, fallen leaves, falling leaves, maple leaves, foliage",
        "木の葉、落ち葉、落葉、枯葉、枯れ葉、舞い落ちる葉",
        count="3",
    ),
    _entry(
        "subject",
        "leaf",
        "petal, flower petal",
        "花びら、花吹雪、はなびら",
        setting="garden",
        colour="pink",
        count="3",
    ),
    _entry(
        "subject",
        "leaf",
        "cherry petal, cherry blossom petal, sakura petal",
        "桜の花びら、さくらの花びら、サクラの花びら、桜吹雪",
        setting="garden",
        season="spring",
        colour="pink",
        count="3",
    ),
    _entry(
        "subject",
        "leaf",
        "autumn leaves, autumn foliage, fall leaves, fall foliage, autumn colours, autumn colors, "
        "fall colors, fall colours",
        "紅葉、もみじ狩り、紅葉した木々、黄葉",
        season="autumn",
        colour="orange",
        count="3",
    ),
    _entry("subject", "leaf", "autumn leaf", "", season="autumn", colour="orange"),
    _entry("subject", "leaf", "red leaves", "赤い葉", season="autumn", colour="red", count="3"),
    _entry(
        "subject",
        "lighthouse",
        "lighthouse, light house, beacon tower",
        "灯台、とうだい、燈台、ライトハウス",
        setting="sea",
    ),
    _entry(
        "subject",
        "house",
        "house, cottage, manor, manor house, townhouse, cabin, hut, log cabin, farmhouse, villa, mansion, home, "
        "barn, shack, chalet, "
        "tree house, treehouse, thatched house, wooden house, little house, bungalow, inn, igloo, "
        "church, chapel, tent, cabin in the woods, tea house, teahouse",
        "家、いえ、洋館、山荘、平屋、民家、古民家、一軒家、小屋、丸太小屋、山小屋、コテージ、別荘、屋敷、農家、"
        "茅葺き屋根の家、ログハウス、ハウス、納屋、旅館、教会、テント、ツリーハウス、茶屋、イグルー、"
        "合掌造りの家、住宅、木の家、木の小屋",
    ),
    _entry(
        "subject",
        "temple",
        "temple, shrine, pagoda, torii, torii gate, shinto shrine, monastery, buddhist temple",
        "寺、お寺、神社、寺院、鳥居、五重塔、社、お宮、仏閣、金閣寺、伏見稲荷、仏塔",
    ),
    _entry(
        "subject",
        "castle",
        "castle, palace, fortress, tower, ruins, ruin, clock tower, citadel, fort, eiffel tower, "
        "tokyo tower, japanese castle",
        "城、お城、宮殿、要塞、塔、タワー、遺跡、廃墟、時計台、時計塔、天守閣、姫路城、キャッスル、"
        "エッフェル塔、東京タワー、古城",
    ),
    _entry(
        "subject",
        "bridge",
        "bridge, footbridge, suspension bridge, stone bridge, golden gate bridge, viaduct, wooden bridge",
        "橋、吊り橋、石橋、鉄橋、太鼓橋、ブリッジ、歩道橋、木の橋、つり橋",
    ),
    _entry(
        "subject",
        "windmill",
        "windmill, wind turbine, wind mill, wind farm, pinwheel, ferris wheel",
        "風車、風力発電、ウィンドミル、風力発電機、観覧車、かざぐるま",
    ),
    _entry(
        "subject",
        "lantern",
        "lantern, paper lantern, lanterns, sky lantern, floating lantern, lamp, street lamp, streetlamp, "
        "street light, streetlight, chinese lantern, stone lantern, lamppost, lamp post, desk lamp, "
        "oil lamp, light bulb, lightbulb",
        "提灯、ちょうちん、灯籠、とうろう、石灯籠、ランタン、ランプ、街灯、行灯、あんどん、灯篭、"
        "スカイランタン、赤提灯、灯籠流し、電球、電灯",
    ),
    _entry(
        "subject",
        "candle",
        "candle, tealight, candlestick, burning candle, candle flame, flame of a candle",
        "蝋燭、ろうそく、ロウソク、キャンドル、ローソク、灯火、蝋燭の炎、ろうそくの炎、ロウソクの炎、キャンドルの炎、"
        "蝋燭の火、ろうそくの火、ロウソクの火",
        setting="room",
    ),
    _entry(
        "subject",
        "fire",
        "fire, campfire, bonfire, flame, fireplace, torch, camp fire, open fire, burning log, ember, hearth",
        "焚き火、たき火、焚火、炎、火、暖炉、かがり火、松明、キャンプファイヤー、囲炉裏、ほのお",
    ),
    _entry(
        "subject",
        "fireworks",
        "fireworks, firework, firework display, sparkler",
        "花火、打ち上げ花火、はなび、花火大会、線香花火",
        time="night",
        setting="river",
    ),
    _entry(
        "subject",
        "umbrella",
        "umbrella, parasol",
        "傘、雨傘、日傘、パラソル、和傘、番傘、アンブレラ",
    ),
    _entry(
        "subject",
        "ball",
        "ball, marble, glass marble, sphere, orb, beach ball, glass ball, soccer ball, football, "
        "basketball, rubber ball, balls, bubble, soap bubble, bead, crystal ball",
        "ボール、玉、球、ビー玉、ガラスのビー玉、ガラス玉、球体、サッカーボール、ビーチボール、"
        "シャボン玉、水晶玉、毬、バスケットボール、泡、毛糸玉",
    ),
    _entry(
        "subject",
        "fruit",
        "apple, fruit, tomato, pear, peach, cherry, strawberry, plum, pomegranate, watermelon, pumpkin, "
        "apples, cherries, berry, grape, fig",
        "りんご、リンゴ、林檎、果物、果実、トマト、桃、もも、さくらんぼ、いちご、イチゴ、梨、スイカ、"
        "かぼちゃ、カボチャ、ざくろ、ぶどう、ブドウ、フルーツ、苺",
        colour="red",
    ),
    _entry(
        "subject",
        "fruit",
        "orange, oranges, tangerine, mandarin, clementine, persimmon, apricot, mango",
        "みかん、ミカン、オレンジの実、柿、蜜柑、マンゴー、果物のオレンジ",
        colour="orange",
    ),
    _entry(
        "subject",
        "fruit",
        "lemon, lemons, banana, yuzu",
        "レモン、檸檬、バナナ、柚子",
        colour="yellow",
    ),
    _entry(
        "subject",
        "cup",
        "cup, mug, teacup, tea cup, coffee cup, coffee mug, bowl, vase, teapot, pot, jar, bottle, "
        "cup of coffee, cup of tea, coffee, tea, glass of water, wine glass, jug, kettle",
        "カップ、コップ、マグカップ、湯呑み、湯のみ、茶碗、コーヒーカップ、ティーカップ、花瓶、壺、急須、"
        "コーヒー、紅茶、お茶、グラス、瓶、ボウル、鉢、ポット、抹茶、やかん",
        setting="room",
    ),
    _entry(
        "subject",
        "moon",
        "moon, full moon, crescent moon, crescent, half moon, harvest moon, new moon",
        "月、満月、三日月、半月、お月様、十五夜、名月、ムーン",
        time="night",
    ),
    _entry(
        "subject",
        "snowman",
        "snowman, snow man",
        "雪だるま、雪ダルマ、スノーマン",
        season="winter",
    ),
)

_ACTIONS = (
    _entry(
        "action",
        "drifts",
        "drift~, float~, sail~, bob~, cruise~, glide~, row~, adrift, afloat, waft~",
        "漂う、漂っ、漂い、ただよう、ただよっ、ただよい、浮かぶ、浮かん、浮かび、浮いて、流れる、流れて、"
        "流れていく、航行、航海、帆走、進む、進ん、進み、揺られ、滑る、滑っ、すべる、浮遊、浮く、漂流",
    ),
    _entry(
        "action",
        "races",
        "race~, speeding, speeds, sped, rush~, dash~, run~, gallop~, sprint~, zoom past, zooms past, "
        "zooming past, zooms by, drive~, chase~, hurry~, roar~, jog~, hurtle~, ride~, charge~, dart~, flee~, "
        "scurry~, "
        "scamper~, trot~, canter~, whizz~, thunders past, thunders by, thundering past, blasts past",
        "走る、走っ、走り、駆ける、駆け、疾走、突っ走、ダッシュ、走行、レース、駆け抜け、疾駆、急ぐ、"
        "急い、追いかけっこ、ドライブ、逃げ",
    ),
    _entry(
        "action",
        "flies",
        "fly~, soar~, flutter~, swoop~, flap~, take off, takes off, taking off, took off, in flight",
        "飛ぶ、飛ん、飛び、飛翔、舞い上が、舞う、舞っ、舞い、羽ばた、はばた、飛行、滑空、飛び交、飛び立",
    ),
    _entry(
        "action",
        "hovers",
        "hover~, landing, lands on, landed, land on, alight~, hang in the air, hangs in the air",
        "ホバリング、降り立、着地、宙に浮、静止飛行",
    ),
    _entry(
        "action",
        "walks",
        "walk~, stroll~, step~, march~, hike~, roam~, crawl~, cross the, crosses, crossing, crossed, "
        "passes, passing, pass by, passes by, leaves the, leaves a, leaves for, climb~, travel~, "
        "tiptoe~, trudge~, strut~, prowl~, creep~, go for a walk, wander~, waddle~, saunter~, amble~, stride~, "
        "plod~, "
        "stagger~, limp~, shuffle~, toddle~, promenading, hobble~",
        "歩く、歩い、歩き、あるく、あるい、散歩、散策、行進、渡る、渡っ、横切、通る、通っ、通り過ぎ、"
        "登る、登っ、這う、忍び歩き、歩行、歩む、出る、旅する、さまよ、うろつ、ぶらつ、ぶらぶら",
    ),
    _entry(
        "action",
        "turns",
        "turn~ around, turn~, spin~, rotate~, whirl~, twirl~, revolve~, swivel~, look~ back, look~ around",
        "回る、回っ、回り、まわる、まわっ、まわり、回転、振り向、振り返、くるくる、旋回、ひとまわり、"
        "ひと回り、自転",
    ),
    _entry(
        "action",
        "stands",
        "stand~, wait~, sit~, rest~, sleep~, lie~, lies, lying, perch~, stay~, pose~, pause~, meditate~, "
        "stands still, nap~, motionless, sleeping, asleep, anchored, moored, parked, still, seated, "
        "standing still, read~, fall~ asleep",
        "立つ、立っ、立ち、佇む、佇ん、たたずむ、たたずん、座る、座っ、すわ、眠る、眠っ、寝て、寝る、"
        "待つ、待っ、止まっ、停まっ、じっと、休む、休ん、横たわ、静止し、とまる、停泊、居眠り、昼寝、"
        "瞑想、腰掛け、たつ、動かず",
    ),
    _entry(
        "action",
        "dances",
        "dance~, sway~, swing~, wave goodbye, waltz~, wiggle~, shake~, tremble~",
        "踊る、踊っ、踊り、おどる、おどっ、ダンス、舞踊、揺れる、揺れ、ゆれる、ゆらゆら、なびく、なびい、"
        "そよぐ、そよい",
    ),
    _entry(
        "action",
        "swims",
        "swim~, dive~, paddle~, snorkel~",
        "泳ぐ、泳い、泳ぎ、およぐ、およい、潜る、潜っ、遊泳、スイム、ダイブ",
    ),
    _entry(
        "action",
        "jumps",
        "jump~, leap~, hop~, bounce~, skip~, breach~, pounce~, splash~",
        "跳ぶ、跳ね、飛び跳ね、ジャンプ、はね、飛び上が、飛び出、飛び込、弾む、弾ん、スキップ",
    ),
    _entry(
        "action",
        "rolls",
        "roll~, tumble~",
        "転がる、転がっ、転がり、ころがる、ころがっ、ころころ",
    ),
    _entry(
        "action",
        "rises",
        "rise~, float~ up, fly~ up, drift~ up, soar~ up, shoot~ up, ascend~, lift off, lifts off, "
        "lifting off, blast off, blasts off, launch~, go up, goes up, emerge~, take~ to the sky, ",
        "昇る、昇っ、昇り、上がる、上がっ、のぼる、のぼっ、上昇、浮上、打ち上が、打ち上げ、発射、離陸、"
        "登場、浮かび上が、",
    ),
    _entry(
        "action",
        "falls",
        "fall~, drop~, sink~, descend~, tumble down, set down, sets down, plunge~",
        "落ちる、落ち、舞い落ち、散る、散っ、降りる、沈む、沈ん、着陸、降下、こぼれ落ち、落下、とまる花、"
        "散り",
    ),
    _entry(
        "action",
        "waves",
        "wave hello, waves at, waving at, waves to, waves his hand, waves her hand, waves their hands, "
        "waving goodbye, waves goodbye, waves hello, waving hello, waving her hand, waving his hand",
        "手を振る、手を振っ、手を振り、手をふ",
    ),
    _entry(
        "action",
        "glows",
        "glow~, shine~, burn~, flicker~, twinkle~, sparkle~, glimmer~, gleam~, light~ up, blink~",
        "光る、光っ、光り、輝く、輝い、輝き、灯る、灯っ、ともる、燃える、燃え、きらめ、キラキラ、またた、"
        "瞬く、ゆらめ、点滅",
    ),
)

_POSES = (
    _entry(
        "pose",
        "lies",
        "sleep~, lie~, lies, lying, nap~, sleeping, asleep, curled up, doze~, dozing, fall~ asleep",
        "眠る、眠っ、寝て、寝る、横たわ、居眠り、昼寝、寝そべ、丸くな、うたた寝",
    ),
    _entry(
        "pose",
        "sits",
        "sit~, seated, sits down, meditate~, reads, reading",
        "座る、座っ、すわ、腰掛け、瞑想、読書、本を読",
    ),
    _entry(
        "pose",
        "rides",
        "ride~, riding, on horseback, cyclist, cycling",
        "乗る、乗っ、乗り、またが、自転車で、自転車に乗、馬に乗、サイクリスト、サイクリング、騎馬",
    ),
)

_PLACES = (
    _entry(
        "place",
        "table",
        "table, wooden table, kitchen table, desk, tabletop, coffee table, dining table, counter, kitchen counter",
        "机、机の上、テーブル、テーブルの上、食卓、木のテーブル、木の机、ちゃぶ台、カウンター",
    ),
    _entry(
        "place",
        "windowsill",
        "window sill, windowsill, window ledge, by the window, at the window, window",
        "窓辺、窓際、窓台、出窓、窓",
    ),
    _entry("place", "shelf", "shelf, bookshelf, sideboard, mantelpiece", "棚、本棚、棚の上"),
    _entry("place", "sofa", "sofa, couch", "ソファ、ソファー、長椅子"),
    _entry(
        "place", "chair", "chair, armchair, stool, rocking chair", "椅子、イス、肘掛け椅子、ロッキングチェア"
    ),
    _entry("place", "bed", "bed, mattress, futon", "ベッド、布団、寝台"),
    _entry("place", "bench", "bench, park bench", "ベンチ"),
    _entry("place", "rock", "rock, boulder", "岩、岩の上、石の上"),
    _entry("place", "rug", "rug, carpet, floor", "じゅうたん、絨毯、カーペット、ラグ、床、畳、敷物"),
)

_FEATURES = (
    _entry(
        "feature",
        "bamboo",
        "bamboo forest, bamboo grove, bamboo thicket, bamboo",
        "竹林、竹やぶ、竹藪、竹の林、竹の森、竹",
    ),
    _entry(
        "feature",
        "wheat",
        "wheat field, field of wheat, wheat, barley field, cornfield, corn field, rye field, barley, "
        "golden field, golden meadow, field of gold, yellow field, ripe field, "
        "field of barley, pampas grass",
        "麦畑、小麦畑、麦、とうもろこし畑、稲穂、稲田、すすき野原、ススキの原、ススキ、すすき、黄金の畑、"
        "黄金色の畑、金色の畑、黄金の草原、金色の草原、黄金色の草原",
    ),
    _entry("feature", "lavender", "lavender field, field of lavender, lavender fields", "ラベンダー畑"),
    _entry(
        "feature",
        "sunflowers",
        "sunflower field, field of sunflowers, rapeseed field, canola field, daffodil field",
        "ひまわり畑、ヒマワリ畑、向日葵畑、菜の花畑",
    ),
    _entry(
        "feature",
        "tulips",
        "tulip field, field of tulips, poppy field, field of poppies, field of flowers, flower field, "
        "flower meadow, wildflower meadow, field of wildflowers",
        "チューリップ畑、ポピー畑、花畑、お花畑、花野",
    ),
    _entry(
        "feature",
        "palms",
        "tropical island, tropical beach, tropical, palm beach, desert island",
        "南の島、南国、トロピカル、無人島",
    ),
    _entry(
        "feature",
        "village",
        "village, hamlet, mountain village, fishing village, coastal village, seaside town, coastal town, "
        "small town, little town",
        "村、集落、農村、漁村、山里、里山、海沿いの町、港町",
    ),
    _entry(
        "feature",
        "festival",
        "festival, summer festival, matsuri, lantern festival, carnival",
        "夏祭り、祭り、お祭り、縁日、屋台、秋祭り、盆踊り、夜祭り",
        setting="street",
    ),
    _entry("feature", "veranda", "veranda, porch, engawa", "縁側、濡れ縁、縁台、ベランダ、ポーチ"),
    _entry(
        "feature",
        "hot spring",
        "hot spring, hot springs, onsen, outdoor bath, open air bath",
        "露天風呂、温泉、野天風呂、足湯",
    ),
    _entry("feature", "waterfall", "waterfall, cascade", "滝"),
    _entry("feature", "roofs", "rooftop, roofs, housetops", "屋上、屋根、屋根の上"),
    _entry("feature", "rainbow", "rainbow", "虹、レインボー"),
    _entry("feature", "aurora", "aurora, northern lights, aurora borealis, polar lights", "オーロラ、極光"),
)

_ANGLES = (
    _entry(
        "angle",
        "low",
        "low angle, low angle shot, low angle view, worm's eye view, worms eye view, from below, seen from below, "
        "ground level, from a low angle",
        "ローアングル、煽り、あおり、アオリ、下から見上げ、見上げる構図、低い位置から、地面すれすれ、仰角",
    ),
    _entry(
        "angle",
        "high",
        "high angle, high angle shot, high angle view, from a high angle, looking down on, looking down at, "
        "seen from a rooftop",
        "ハイアングル、高い位置から、見下ろす構図、俯角",
    ),
)

_COLOURS = (
    _entry(
        "colour",
        "red",
        "red, crimson, scarlet, ruby, vermilion, vermillion, cherry red, maroon, burgundy, carmine, "
        "blood red, reddish, rose red, wine red, brick red, fire red, fire engine red, tomato red, poppy red",
        "赤い、赤、あかい、真っ赤、真っ赤な、紅、真紅、深紅、朱色、赤色、緋色、紅色、朱、レッド、"
        "クリムゾン、スカーレット、あか、えんじ色、えんじ、臙脂、臙脂色、ワインレッド、朱塗り、赤く、茜、赤っぽい、赤みがかった",
    ),
    _entry(
        "colour",
        "orange",
        "orange, tangerine coloured, amber, apricot coloured, rusty, orange coloured, orange colored, "
        "burnt orange, terracotta, copper, ginger, peach coloured, rust coloured",
        "オレンジ、オレンジ色、橙色、だいだい色、柿色、橙、琥珀色、オレンジ色の、銅色、さび色、オレンジっぽい",
    ),
    _entry(
        "colour",
        "yellow",
        "yellow, lemon yellow, golden yellow, canary coloured, corn yellow, canary yellow, mustard, saffron, "
        "yellowish, sunny yellow",
        "黄色い、黄色、黄、きいろ、きいろい、イエロー、山吹色、レモン色、レモンイエロー、からし色、黄色っぽい、黄色く",
    ),
    _entry(
        "colour",
        "green",
        "green, emerald, lime green, olive, olive green, jade, moss green, mint, mint green, greenish, "
        "chartreuse, pistachio, lime coloured, pistachio green, verdant, lush green, forest green, sea green, "
        "grass green, leaf green, apple green, "
        "bottle green, pea green",
        "緑、緑の、みどり、緑色、グリーン、エメラルド、エメラルドグリーン、翡翠色、若草色、黄緑、若葉色、草色、"
        "萌黄色、黄緑色、"
        "深緑、モスグリーン、抹茶色、新緑色、ミントグリーン、緑っぽい、緑がかった",
    ),
    _entry(
        "colour",
        "blue",
        "blue, azure, navy, navy blue, sky blue, cobalt, cobalt blue, sapphire, indigo, ultramarine, "
        "light blue, dark blue, deep blue, royal blue, bluish, cerulean, baby blue, midnight blue, ocean blue, "
        "ice blue, "
        "steel blue, night blue, petrol blue, powder blue, electric blue",
        "青い、青、あおい、真っ青、真っ青な、青色、紺、紺色、水色、空色、藍色、群青、群青色、ブルー、"
        "瑠璃色、ネイビー、スカイブルー、青く、コバルトブルー、紺碧、インディゴ、サファイア、青っぽい",
    ),
    _entry(
        "colour",
        "turquoise",
        "turquoise, teal, cyan, aqua, aquamarine, blue green",
        "ターコイズ、ターコイズブルー、青緑、青緑色、浅葱色、シアン、アクア、エメラルドブルー",
    ),
    _entry(
        "colour",
        "purple",
        "purple, violet, aubergine, lavender, lilac, mauve, plum coloured, magenta, amethyst, purplish",
        "紫、紫色、むらさき、紫の、パープル、すみれ色、藤色、菫色、ラベンダー色、マゼンタ、バイオレット、"
        "薄紫、赤紫、青紫、紫っぽい、紫がかった",
    ),
    _entry(
        "colour",
        "pink",
        "pink, rose coloured, bubblegum pink, blush coloured, salmon pink, hot pink, fuchsia, rosy, blush pink, "
        "coral pink, pinkish",
        "ピンク、ピンク色、ピンクの、桃色、桜色、薔薇色、バラ色、ももいろ、サーモンピンク、珊瑚色、ピンクっぽい",
    ),
    _entry(
        "colour",
        "brown",
        "brown, ochre, tan coloured, tawny, coffee brown, ocher, umber, taupe, beige, chestnut, bronze, khaki, "
        "hazel, chocolate brown, brownish, "
        "sepia brown",
        "茶色、茶色い、茶色の、ちゃいろ、ブラウン、褐色、ベージュ、栗色、焦げ茶、こげ茶、小麦色、黄土色、茶色っぽい",
    ),
    _entry(
        "colour",
        "white",
        "white, snow white, pearl white, alabaster, ivory, pearl, cream coloured, cream colored, off white, whitish, "
        "milky white, pure white, eggshell, cloud white, chalk white, bone white",
        "白い、白、しろい、真っ白、真っ白な、純白、白色、ホワイト、乳白色、アイボリー、象牙色、クリーム色、"
        "しろ、白銀色、白っぽい、白く",
    ),
    _entry(
        "colour",
        "black",
        "black, jet black, onyx, ebony, pitch black, coal black, blackish, raven black, ink black, midnight black",
        "黒い、黒、くろい、真っ黒、真っ黒な、黒色、漆黒、ブラック、くろ、漆黒の、黒っぽい",
    ),
    _entry(
        "colour",
        "grey",
        "grey, gray, greyish, grayish, slate, ash grey, ash gray, slate grey, charcoal grey, smoke grey, "
        "stone grey, steel grey, steel gray, mouse grey, dove grey",
        "灰色、灰色の、グレー、鼠色、ねずみ色、はいいろ、グレイ、鈍色",
    ),
    _entry(
        "colour",
        "gold",
        "gold, golden, gilded, gold coloured, honey coloured",
        "金色、金色の、黄金、黄金の、黄金色、ゴールド、こがね色、きんいろ、金の",
    ),
    _entry(
        "colour",
        "silver",
        "silver, silvery, chrome, metallic, platinum",
        "銀色、銀色の、シルバー、ぎんいろ、白銀、銀の、メタリック",
    ),
)

_TIMES = (
    _entry(
        "time",
        "dawn",
        "dawn, sunrise, cockcrow, first rays of the sun, first rays of sun, sun is just rising, daybreak, "
        "first light, break of day, rising sun, sun rises, sun rising, "
        "sun comes up, sun came up, sun rose, sun is rising, early light, crack of dawn, sun up",
        "夜明け、日が昇、あけがた、東雲、しののめ、太陽が昇、陽が昇、夜明け前、明け方、暁、あかつき、日の出、"
        "朝焼け、朝日、朝陽、"
        "夜が明け、払暁、早暁、サンライズ、曙、あけぼの、東の空が白",
    ),
    _entry(
        "time",
        "morning",
        "morning, early morning, mornings, morning light, morning sun, in the morning, forenoon, breakfast",
        "朝、あさ、朝っぱら、早朝、午前、午前中、朝の光、モーニング、朝方、今朝、朝食",
    ),
    _entry(
        "time",
        "noon",
        "noon, midday, mid day, high noon, noontime, daytime, daylight, broad daylight, by day, "
        "in the day, noonday, during the day, middle of the day, bright day, full daylight, lunchtime",
        "正午、真昼、昼、昼間、日中、白昼、お昼、ひる、ひるま、真っ昼間、デイライト、ランチタイム、昼の",
    ),
    _entry(
        "time",
        "afternoon",
        "afternoon, late afternoon, afternoon sun, in the afternoon, teatime",
        "午後、昼下がり、昼過ぎ、アフタヌーン、午後の光、おやつの時間",
    ),
    _entry(
        "time",
        "sunset",
        "sunset, sundown, eventide, setting sun, sun sets, sun setting, sun is setting, sun goes down, "
        "sun going down, evening, evening light, evening sun, evening glow, low sun, late sun, "
        "end of the day, day ends",
        "夕暮れ、夕暮れ時、入り日、夕まぐれ、夕焼け、夕日、夕陽、夕方、日没、日暮れ、夕刻、夕景、夕映え、落日、入日、"
        "サンセット、夕ぐれ、ゆうぐれ、ゆうやけ、ゆうがた、夕べ、夕空、夕、日が沈、日が暮れ、日が落ち、"
        "陽が落ち、日の入り、陽が沈、斜陽、西日、茜色、茜空",
    ),
    _entry(
        "time",
        "sunset",
        "golden hour, magic hour",
        "ゴールデンアワー、マジックアワー、黄金の時間",
        light="golden",
        palette="warm",
    ),
    _entry(
        "time",
        "dusk",
        "dusk, twilight, nightfall, gloaming, crepuscular, at dusk, after sunset",
        "黄昏、黄昏時、たそがれどき、日暮れ後、暮れ方、たそがれ、薄暮、夕闇、宵、宵の口、薄明、トワイライト、"
        "薄明かり、日没後、逢魔が時、"
        "薄暗がり",
    ),
    _entry(
        "time",
        "dusk",
        "blue hour",
        "ブルーアワー、青の時間",
        palette="cool",
    ),
    _entry(
        "time",
        "night",
        "night, nights, night falls, midnight, nighttime, night time, late night, at night, tonight, "
        "nocturnal, after dark, dead of night, nightly, overnight, by night, witching hour, small hours, wee hours",
        "夜、よる、深夜、真夜中、夜中、夜更け、夜間、今夜、夜半、ナイト、夜空、夜の空、闇夜、暗夜、"
        "ミッドナイト、宵闇、夜ふけ、夜景の中、午前零時、夜行、丑三つ時",
    ),
    _entry(
        "time",
        "night",
        "starry, starlit, starry sky, night sky, starry night, star filled sky, starlight, "
        "under the stars, milky way, stars, aurora, northern lights, star trails, shooting star, "
        "stargazing",
        "星空、星月夜、満天の星、満天の星空、天の川、星明かり、星降る、星、星々、オーロラ、流れ星、流星、"
        "星夜、星座、輝く星、夜の星",
    ),
)

_SEASONS = (
    _entry(
        "season",
        "spring",
        "spring, springtime, in april, in may, in spring, spring day, spring morning, spring breeze, vernal",
        "春、はる、春うらら、春の、早春、春先、春爛漫、スプリング、晩春、うららか",
    ),
    _entry(
        "season",
        "summer",
        "summer, summertime, in june, in july, in august, july, august, midsummer, high summer, in summer",
        "夏、なつ、猛暑、炎天下、真夏、夏の、初夏、盛夏、サマー、晩夏、夏休み、常夏、夏空",
    ),
    _entry(
        "season",
        "autumn",
        "autumn, autumnal, in september, in october, in november, october, november, fall season, in the fall, "
        "in fall, this fall, during fall, fall day, "
        "fall morning, fall evening, late fall, early fall, late autumn, fall afternoon, "
        "fall scene",
        "秋、あき、秋の、晩秋、初秋、秋色、オータム、仲秋、秋晴れの、深秋",
    ),
    _entry(
        "season",
        "winter",
        "winter, snow lies, in january, in february, in december, january, february, december, snow lying, "
        "lying snow, melting snow, snow on roofs, snow on the mountains, "
        "snow on the trees, snow on the branches, snow on the ground, wintertime, wintry, midwinter, in winter, "
        "snow covered, snow clad, snowy ground, "
        "snow on the ground, frost, frosty, icy, frozen, fresh snow, deep snow, covered in snow, "
        "covered with snow, snow on the roofs, snow blanketed, frozen over, ice",
        "冬、ふゆ、真冬、冬の、厳冬、初冬、ウィンター、雪化粧、雪が積も、雪の積も、雪は積も、雪も積も、"
        "屋根の雪、残雪、雪解け、雪に覆われ、雪に埋も、"
        "凍った、凍てつ、凍る、氷、霜、雪をかぶ、雪をまと、冬枯れ、真っ白な雪に包ま、積もった雪、新雪",
    ),
)

_WEATHER = (
    _entry(
        "weather",
        "rain",
        "rain, rainy, raining, rains, rained, drizzle, drizzling, drizzles, drizzly, rainfall, downpour, "
        "shower, showers, pouring, pouring rain, heavy rain, light rain, gentle rain, soft rain, "
        "raindrop, raindrops, rain drops, rainstorm, monsoon, sleet, wet weather, pours, torrential, "
        "cloudburst, rain soaked, rainwater, hail, rain falling, falling rain, rain falls, hailstones, "
        "sprinkling rain, pelting rain, summer rain, spring rain",
        "雨、あめ、雨の、雨が降る、雨が降っ、雨が降り、雨降り、大雨、豪雨、小雨、霧雨、にわか雨、通り雨、"
        "夕立、梅雨、土砂降り、どしゃ降り、どしゃぶり、雨天、雨粒、雨模様、雨中、春雨、五月雨、時雨、"
        "長雨、氷雨、みぞれ、雨滴、レイン、ゲリラ豪雨、しとしと、ざあざあ、ザーザー、スコール、雨の日、"
        "雨ふり、秋雨、雹、霰、あられが降、冷たい雨",
    ),
    _entry(
        "weather",
        "snow",
        "snow, snowy, snowing, snows, snowed, snowfall, snowflake, snowflakes, falling snow, light snow, "
        "heavy snow, flurry, flurries, snow flurries, snow falling, snow falls, snowstorm",
        "雪、ゆき、雪の、雪が降る、雪が降っ、雪が降り、降雪、大雪、小雪、粉雪、牡丹雪、ぼたん雪、雪降る、"
        "雪降り、雪片、初雪、淡雪、綿雪、スノー、雪が舞、舞う雪、雪の日、しんしん、雪の結晶、降る雪、"
        "細雪、雪模様",
    ),
    _entry(
        "weather",
        "snow",
        "blizzard, whiteout, blowing snow",
        "吹雪、猛吹雪、ブリザード、暴風雪、地吹雪",
        weather="wind",
    ),
    _entry(
        "weather",
        "fog",
        "fog, foggy, brumous, fogs, mist, misty, mists, haze, hazy, smog, foggy weather, thick fog, veil of mist, "
        "fogbound, murky air, misted, steamy, smoke, smoky, dense fog, low fog, ground fog, "
        "fog bank",
        "霧、きり、霧の、濃霧、靄、もや、霞、かすみ、霞む、霞んだ、かすむ、かすんだ、霧がかか、霧が立ち、"
        "霧に包ま、霧深い、"
        "ミスト、フォグ、ガス、霧の中、もやがかか、煙、けむり、スモーク、煙る",
    ),
    _entry(
        "weather",
        "fog",
        "morning mist, morning fog, misty morning, foggy morning",
        "朝霧、朝靄、朝もや",
        time="morning",
    ),
    _entry(
        "weather",
        "fog",
        "night fog, foggy night, misty night",
        "夜霧",
        time="night",
    ),
    _entry(
        "weather",
        "storm",
        "storm, stormy, storms, thunderstorm, lightning, tempest, typhoon, hurricane, cyclone, tornado, "
        "squall, thundery, storm clouds, lightning storm, "
        "thunderclouds, thunder clouds, lightning bolt, tropical storm, "
        "stormy weather",
        "嵐、あらし、大しけ、しけの海、暴風雨、雷雨、稲妻、台風、ハリケーン、竜巻、落雷、荒天、時化、ストーム、"
        "嵐の、稲光、"
        "大嵐、雷、かみなり、雷雲、サイクロン、サンダーストーム、雷光、大荒れ",
    ),
    _entry(
        "weather",
        "wind",
        "wind, dust storm, sand storm, windy, winds, breeze, breezy, gust, gusts, gusty, gale, windswept, windblown, "
        "gentle breeze, strong wind, blustery, blowing wind, wind blows, wind blowing, "
        "winds blow, breezes",
        "風、かぜ、風の、そよ風、強風、突風、風が吹、微風、春風、秋風、北風、南風、暴風、"
        "風そよぐ、風に揺れ、風に吹かれ、風になび、木枯らし、ウィンド、疾風、大風、夜風、烈風",
    ),
    _entry(
        "weather",
        "clouds",
        "cloud, clouds, cloudy, leaden skies, overcast, grey sky, gray sky, leaden sky, partly cloudy, dark clouds, "
        "cloud covered, gloomy, grey skies, grey weather, gray weather, dull weather, "
        "grey day, gray day, dull day, gray skies, dull sky, "
        "clouded, cloud cover",
        "曇り、くもり、曇天、曇り空、雲、くも、曇った、灰色の空、鉛色の空、どんより、入道雲、うろこ雲、"
        "雨雲、曇、黒い雲、薄曇り、クラウディ、厚い雲",
    ),
    _entry(
        "weather",
        "clear",
        "sunny, clear sky, clear skies, cloudless, sunshine, sunlit, sunlight, "
        "fine weather, bright sun, clear weather, sun shining, sun shines, clear day, sunny day, "
        "bright sunshine, clear night, sun drenched, good weather, fair weather, "
        "under the sun, in the sun, sun comes out, sun came out, sun is out, sunny weather, bright sunlight",
        "晴れ、晴れた、お日様、おひさま、快晴、晴天、日差し、陽射し、陽光、日光、雲ひとつない、"
        "雲一つない、晴れ渡、"
        "日向、ひなた、陽だまり、ひだまり、好天、サンシャイン、太陽、太陽の光、晴れやかな空、秋晴れ、"
        "五月晴れ、日だまり、照りつけ、澄んだ空、春空、冬空",
    ),
    _entry("weather", "clear", "blue sky, blue skies, clear blue sky", "青空", setting="sky"),
    _entry(
        "weather",
        "clouds",
        "white clouds, fluffy clouds, puffy clouds, cumulus",
        "白い雲、わた雲、綿雲、ふわふわの雲",
        setting="sky",
        weather="clear",
    ),
    _entry(
        "weather",
        "clouds",
        "drifting clouds, passing clouds, clouds drifting, clouds drift",
        "流れる雲、浮かぶ雲、雲が流れ、雲が浮か",
        setting="sky",
    ),
)

_LIGHT = (
    _entry(
        "light",
        "soft",
        "soft light, soft lighting, softly lit, diffused light, diffuse light, gentle light, softbox, "
        "soft glow, soft lit, delicate light, soft morning light, soft natural light, diffused lighting",
        "柔らかい光、柔らかな光、やわらかい光、やわらかな光、優しい光、淡い光、ソフトライト、"
        "柔らかな日差し、やさしい光、柔光、拡散光、ソフトな光、穏やかな光",
    ),
    _entry(
        "light",
        "golden",
        "golden light, gold light, bathed in gold, golden glow, golden sunlight, golden rays, warm golden light, "
        "honeyed light, "
        "golden lighting",
        "黄金の光、金色の光、黄金色の光、ゴールデンライト、金色に輝く光、黄金の輝き",
        palette="warm",
    ),
    _entry(
        "light",
        "backlit",
        "backlit, backlight, back light, back lit, backlighting, silhouette, silhouetted, rim light, "
        "contre jour, rim lit, rim lighting, silhouettes, against the light, against the sun",
        "逆光、シルエット、バックライト、後光、リムライト、影絵のように",
    ),
    _entry(
        "light",
        "neon",
        "neon, neon light, neon lights, neon sign, neon signs, neon lit, neon glow, cyberpunk, neon lighting",
        "ネオン、ネオンサイン、ネオンライト、ネオンの光、サイバーパンク、ネオン看板、ネオンの灯り",
        time="night",
    ),
    _entry(
        "light",
        "candlelight",
        "candlelight, light of candles, light of a candle, candle light, candlelit, candle lit, firelight, "
        "fire light, lamplight, lamp light, "
        "lantern light, by candlelight, lit by candles, lit by a candle, lit by lanterns, firelit",
        "蝋燭の光、キャンドルの灯り、キャンドルの明かり、ろうそくの光、ロウソクの光、キャンドルの光、"
        "蝋燭の灯り、ろうそくの灯り、"
        "キャンドルライト、灯りに照らされ、ランプの光、ランプの灯り、提灯の灯り、火の光、炎の光、"
        "ろうそくの明かり、行灯の光",
        palette="warm",
    ),
    _entry(
        "light",
        "moonlight",
        "moonlight, moonlit, moon light, moonlit night, by moonlight, moonbeams, lunar light, moonshine",
        "月光、月明かり、月明り、月の光、月夜、月影、ムーンライト、月に照らされ",
        time="night",
    ),
    _entry(
        "light",
        "dramatic",
        "dramatic light, dramatic lighting, dramatic, chiaroscuro, high contrast, low key, "
        "low key lighting, spotlight, spot light, hard light, harsh light, film noir lighting, noir, "
        "moody lighting, moody, strong shadows, contrasty, dramatic shadows",
        "ドラマチック、ドラマチックな光、劇的な光、明暗、強いコントラスト、強い陰影、深い陰影、ハイコントラスト、"
        "スポットライト、ローキー、ドラマティック、ノワール、陰影の強い、強い光と影、ムーディー",
    ),
    _entry(
        "light",
        "rays",
        "god rays, light rays, sunlight streams, sunlight streaming, light streams, sun streams, "
        "rays of light, sun rays, sunbeam, sunbeams, light beams, light shafts, "
        "shafts of light, volumetric light, volumetric lighting, crepuscular rays, dappled light, "
        "dappled sunlight, sun rays, beams of light, ray of light, rays of sunlight, light streaming",
        "木漏れ日、こもれび、光線、光の筋、光芒、差し込む光、光が差し込、ゴッドレイ、"
        "ボリューメトリックライト、光のシャワー、薄明光線、射し込む光、天使の梯子、光の柱",
    ),
)

_PALETTES = (
    _entry(
        "palette",
        "warm",
        "warm, warm colours, warm colors, warm tones, warm palette, warm light, warm hues, cosy, cozy, "
        "warm lighting, warm toned, earthy, earth tones, warmth",
        "暖かい、あたたかい、温かい、温かな、暖かな、暖色、暖色系、ウォーム、暖かみ、温かみ、あたたかな、"
        "暖かい光、アースカラー",
    ),
    _entry(
        "palette",
        "cool",
        "cool, cool colours, cool colors, cool tones, cool palette, cold, cold colours, cold colors, "
        "cold light, cool light, chilly, cold tones, icy tones, cool toned, bluish tones",
        "寒色、寒色系、青っぽい色調、青みのある色調、冷たい、涼しい、涼しげ、ひんやり、クール、寒い、冷たい光、"
        "寒々、冷ややか、"
        "青みがかった、クールトーン",
    ),
    _entry(
        "palette",
        "pastel",
        "pastel, pastels, pastel colours, pastel colors, pastel tones, pale colours, pale colors, "
        "soft colours, soft colors, candy colours, candy colors, pastel palette, pastel coloured, "
        "delicate colours, delicate colors",
        "パステル、パステルカラー、パステル調、淡い色、淡い色調、パステルトーン、淡い色合い、淡彩",
    ),
    _entry(
        "palette",
        "muted",
        "muted, muted colours, muted colors, muted tones, desaturated, faded, washed out, "
        "subdued colours, subdued colors, muted palette, low saturation, dull colours, dull colors, "
        "subdued, subtle colours, subtle colors, faded colours, faded colors",
        "くすんだ、くすんだ色、彩度を落とした、彩度を抑えた、落ち着いた色、渋い色、彩度の低い、低彩度、"
        "色あせた、色褪せた、抑えた色、"
        "ミュート、ミュートカラー、セピアがかった、くすみカラー、地味な色",
    ),
    _entry(
        "palette",
        "vivid",
        "vivid, vivid colours, vivid colors, vibrant, vibrant colours, vibrant colors, saturated, "
        "colourful, colorful, bold colours, bold colors, rich colours, rich colors, intense colours, "
        "intense colors, highly saturated, bright colours, bright colors, psychedelic, rainbow coloured, "
        "rainbow colored, multicoloured, multicolored",
        "鮮やか、鮮やかな、派手な色、原色、ビビッド、ヴィヴィッド、カラフル、色鮮やか、色とりどり、高彩度、鮮明な色、"
        "極彩色、ビビッドカラー、あざやか、彩り豊か、彩度の高い",
    ),
    _entry(
        "palette",
        "dark",
        "dark, darkness, gloomy light, gloomy lighting, dim, dimly lit, dark tones, shadowy, dusky, "
        "dark palette, in the dark, gloom, "
        "unlit, sombre, somber, murky, dark lighting, low light, dark colours, dark colors, darkened",
        "暗い、暗く、くらい、薄暗い、暗闇、闇、暗がり、ダーク、真っ暗、ダークトーン、仄暗い、ほの暗い、"
        "暗め、暗い色調",
    ),
    _entry(
        "palette",
        "bright",
        "bright, brightly lit, brilliant, high key, luminous, radiant, bright light, light filled, "
        "well lit, bright lighting, brightly, bright tones, airy, dazzling, glaring",
        "明るい、明るく、まばゆい、眩い、あかるい、まぶしい、眩しい、ハイキー、輝かしい、明るめ、ブライト、明るい光、"
        "光あふれる、光に満ち",
    ),
)

_STYLES = (
    _entry(
        "style",
        "watercolour",
        "watercolour, watercolor, water colour, water color, watercolour painting, watercolor painting, "
        "aquarelle, watercolours, watercolors, in watercolour, in watercolor, gouache, "
        "watercolour style, watercolor style, wash painting",
        "水彩、水彩画、水彩画風、水彩風、水彩タッチ、水彩調、ウォーターカラー、ガッシュ、透明水彩",
    ),
    _entry(
        "style",
        "ink",
        "ink, ink painting, ink wash, ink wash painting, sumi e, sumie, brush and ink, calligraphy, "
        "ink drawing, ink style, chinese ink, indian ink, india ink, ink brush, sumi ink, "
        "brush painting, japanese ink painting, pen and ink",
        "水墨画、水墨、墨絵、水墨画風、墨、水墨画調、墨絵風、毛筆、墨画、筆絵、水墨風、墨汁、ペン画、墨で描",
    ),
    _entry(
        "style",
        "clay",
        "clay, claymation, clay animation, plasticine, stop motion, stop motion animation, clay style, "
        "plasticine animation, modelling clay, modeling clay, clay figures, clay model",
        "粘土、クレイアニメ、クレイアニメーション、粘土アニメ、クレイ、ストップモーション、コマ撮り、"
        "クレイ風、粘土細工、ねんど、クレイメーション、粘土風",
    ),
    _entry(
        "style",
        "35 mm film",
        "35mm, 35 mm, 35mm film, 35 mm film, film grain, grainy film, analog film, analogue film, "
        "shot on film, kodak, super 8, 16mm, 16 mm, celluloid, film look, grainy, 16mm film, kodachrome, "
        "fujifilm, portra, analogue, analog, filmic, 8mm, 70mm, lomography, polaroid, vhs",
        "35ミリフィルム、フィルムっぽい、粒子の粗い、粒子の荒い、ざらついたフィルム、35ミリ、35 ミリフィルム、"
        "35 ミリ、16 ミリフィルム、8 ミリフィルム、"
        "35mmフィルム、フィルム風、フィルム調、フィルムグレイン、フィルム写真、アナログフィルム、"
        "フィルムルック、フィルムの粒子感、フィルムの質感、フィルムの粒子、粒子感、8ミリフィルム、"
        "16ミリフィルム、フィルムカメラ、フィルム粒子、粒状感、コダック、"
        "スーパー8、フィルムで撮影、フィルムで撮、フィルム撮影、ポラロイド、アナログ調",
    ),
    _entry(
        "style",
        "35 mm film",
        "vintage film, old film, retro film, old movie, home movie, vintage movie, retro look, vintage look",
        "古い映画、昔の映画、レトロ、レトロ風、ヴィンテージ、レトロ調",
        weak=True,
    ),
    _entry(
        "style",
        "neon",
        "neon style, neon art, neon outlines, synthwave, vaporwave, neon drawing, in neon style, outrun, "
        "tron, retrowave, neon line art, in the style of neon, glowing lines",
        "ネオン調、ネオン風、ネオンスタイル、ネオンアート、シンセウェーブ、ヴェイパーウェイヴ、"
        "ネオン管風、ヴェイパーウェーブ",
    ),
    _entry(
        "style",
        "pencil",
        "pencil, pencil drawing, pencil sketch, sketch, sketched, charcoal, charcoal drawing, graphite, "
        "graphite drawing, coloured pencil, colored pencil, crayon, hand drawn, pencil style, "
        "line drawing, line art, chalk drawing, crayon drawing, pencil sketched, rough sketch, "
        "drawn in pencil",
        "鉛筆、鉛筆画、鉛筆画風、えんぴつ、デッサン、スケッチ、素描、木炭画、色鉛筆、クレヨン、手描き、"
        "線画、鉛筆風、スケッチ風、色鉛筆画、クレヨン画、デッサン風、手描き風、ペンシル、チョーク画、"
        "鉛筆で描",
    ),
    _entry(
        "style",
        "pixel",
        "pixel, pixel art, pixelated, 8 bit, 8bit, 16 bit, 16bit, retro game, pixel style, pixels, "
        "pixel graphics, retro video game, voxel, 8 bit style, low res game, pixelart",
        "ドット絵、ピクセル、ピクセルアート、ドット絵風、8ビット、16ビット、レトロゲーム、ピクセル風、"
        "ファミコン風、ドット、ピクセルアート風、レトロゲーム風、ドット調",
    ),
    _entry(
        "style",
        "black and white",
        "black and white, black & white, monochrome, monochromatic, grayscale, greyscale, b&w, bw, b/w, "
        "noir film, film noir, black and white film, black and white photo, black and white photography, "
        "black and white footage, monochrome film, black and white movie, black white, "
        "in black and white, colourless, colorless, without colour, without color, no colour, no color, "
        "silver gelatin, noir style, in noir style, noir look",
        "白黒、モノクロ、モノクローム、モノトーン、白黒映画、モノクロ映画、モノクロ写真、グレースケール、"
        "白黒写真、白黒フィルム、モノクロ映像、白黒映像、フィルムノワール、ノワール調、ノワール風、色のない、無彩色、白と黒の世界",
    ),
    _entry(
        "style",
        "sepia",
        "sepia, sepia toned, sepia tone, daguerreotype, old photograph, vintage photograph, "
        "antique photo, old photo, sepia photograph",
        "セピア、セピア色、セピア調、古写真、古い写真、セピアトーン、昔の写真",
    ),
    _entry(
        "style",
        "oil painting",
        "oil painting, oil paint, in oils, oil on canvas, painted in oil, impressionist, impressionism, van gogh, "
        "monet, impasto, oil colour, oil color, painterly, impressionist painting, oil painted, "
        "brush strokes, brushstrokes, acrylic painting",
        "油絵、油彩、油彩画、油絵風、印象派、印象派風、ゴッホ風、モネ風、厚塗り、油彩風、"
        "オイルペインティング、絵画風、ゴッホ、モネ",
    ),
    _entry(
        "style",
        "cartoon",
        "cartoon, anime, animated, animation, cel shaded, cel shading, manga, comic, comic book, "
        "comic style, ghibli, studio ghibli, anime style, cartoon style, flat design, vector art, "
        "vector illustration, flat illustration, cel animation, picture book, storybook, pixar, toon, "
        "illustration",
        "アニメ、アニメ風、アニメーション、漫画、マンガ、漫画風、コミック、セル画、セルアニメ、イラスト、"
        "イラスト風、ジブリ、ジブリ風、カートゥーン、絵本、絵本風、フラットデザイン、アニメ調、"
        "カートゥーン風、コミック風、トゥーン",
    ),
    _entry(
        "style",
        "paper cut-out",
        "paper cut out, paper cutout, origami style, papercut, paper cut, paper craft, papercraft, cut paper, "
        "paper collage, collage, paper art, layered paper, shadow puppet, cut out animation, "
        "cutout animation, kirigami, paper diorama, woodblock print, ukiyo e, woodcut, linocut",
        "切り絵、切り紙、ペーパークラフト、切り絵風、貼り絵、コラージュ、影絵、紙細工、ちぎり絵、"
        "ペーパーアート、浮世絵、浮世絵風、木版画、版画、切り紙風、紙芝居",
    ),
)

_CAMERA = (
    _entry(
        "camera",
        "static",
        "static camera, static shot, locked off, locked off tripod, locked off shot, tripod, "
        "tripod shot, fixed camera, fixed shot, camera is fixed, still camera, stationary camera, "
        "camera static, camera locked, locked camera, static, static frame, fixed frame, steady shot, "
        "camera fixed, on a tripod, locked down, locked down shot, locked shot, still shot, "
        "fixed viewpoint, motionless camera, unmoving camera, immobile camera, static view, stable shot, "
        "stationary shot, fixed view",
        "固定カメラ、カメラ固定、動きのないカメラ、動きのない映像、カメラは固定、カメラを固定、カメラが固定、"
        "カメラ静止、固定ショット、"
        "固定アングル、定点、定点カメラ、定点撮影、三脚、据え置き、静止カメラ、フィックス、固定撮影、"
        "静止ショット、カメラは静止、固定視点、フィックスショット、スタティック、三脚撮影、"
        "固定アングルで、据え置きカメラ、カメラは止まったまま、固定で、動かないカメラ",
    ),
    _entry(
        "camera",
        "pan left",
        "pan left, pan to the left, left pan, truck left, leftward pan, camera left, slide left, crab left, "
        "strafe left, dolly left, slider left, left hand pan",
        "左パン、左にパン、左へパン、左方向にパン、左方向へパン、左向きにパン、パンレフト、レフトパン、"
        "左へのパン、トラックレフト、レフトへパン、左へ移動撮影、左に移動撮影、左へ移動しながら撮影、"
        "左に移動しながら撮影、左へ流れるように撮影、左に振る、左方向にスライド、左へスライド、左にスライド",
    ),
    _entry(
        "camera",
        "pan right",
        "pan right, pan to the right, right pan, truck right, rightward pan, camera right, slide right, "
        "crab right, strafe right, dolly right, "
        "slider right, right hand pan, "
        "sliding shot, slider shot",
        "右パン、右にパン、右へパン、右方向にパン、右方向へパン、右向きにパン、パンライト、ライトパン、"
        "右へのパン、横パン、パンニング、パンショット、流し撮り、トラックライト、ライトへパン、右へ移動撮影、"
        "右に移動撮影、右へ移動しながら撮影、右に移動しながら撮影、右へ流れるように撮影、右に振る、"
        "右方向にスライド、右へスライド、右にスライド",
    ),
    _entry(
        "camera",
        "tilt up",
        "tilt up, tilt upward, rising camera, rising shot, ascending shot, ascending camera, crane up, "
        "pedestal up, boom up, jib up, crane shot up, upward tilt, "
        "tilt upwards, tilting up",
        "ティルトアップ、チルトアップ、上にティルト、上へティルト、上方向にティルト、上にパン、上へパン、"
        "パンアップ、クレーンアップ、上へチルト、上にチルト、ペデスタルアップ、見上げるように、"
        "上方向へティルト、ブームアップ",
    ),
    _entry(
        "camera",
        "tilt down",
        "tilt down, tilt downward, descending shot, descending camera, crane down, pedestal down, boom down, "
        "jib down, downward tilt, "
        "tilt downwards, tilting down",
        "ティルトダウン、チルトダウン、下にティルト、下へティルト、下方向にティルト、下にパン、下へパン、"
        "パンダウン、クレーンダウン、下へチルト、下にチルト、ペデスタルダウン、見下ろすように、"
        "下方向へティルト、ブームダウン",
    ),
    _entry(
        "camera",
        "push in",
        "push in, zoom in, moves closer, move closer to, closes in on, close in on, closing in on, "
        "push forward, dolly in, push-in, dolly zoom, vertigo effect, zoom, "
        "dolly forward, move in closer, creep in, dolly shot, zoom shot, truck in, track in, zooming in, "
        "punch in, advancing shot, advancing camera, approaching shot, "
        "approaching camera, forward tracking shot, forward tracking, "
        "forward motion, forward movement, forward dolly, ken burns effect, wide to close up, wide shot to close up, "
        "from wide to close up, from a wide shot to a close up, from wide shot to close up, "
        "from a wide to a close up",
        "ズームイン、ズーム、被写体に迫る、近寄っていく、トラックアップ、徐々に拡大、ドリーイン、プッシュイン、"
        "寄っていく、寄っていき、トラックイン、"
        "近づいていく、クローズイン、ドリーズーム、ドリーショット、前進移動、寄り込、めまいショット、"
        "ドリー、引きから寄りへ、引きから寄りに、ロングショットからクローズアップへ、引きからアップへ、"
        "全景からアップへ、ワイドからクローズアップへ",
    ),
    _entry(
        "camera",
        "pull out",
        "pull out, pull back, camera backs up, camera backing up, widening shot, zoom out, dolly out, "
        "dolly back, pull away, zoom back, zooming out, "
        "reveal shot, retreating shot, receding shot, retreating camera, receding camera, back away, "
        "pull-back, track out, pullback, dolly backward, dolly backwards, "
        "reverse tracking shot, "
        "backward tracking shot, backward tracking, backward motion, backward movement, reverse dolly, "
        "close up to wide, "
        "close up to wide shot, from close up to wide, from close up to wide shot, from a close up to a wide shot, "
        "from a close up to a wide",
        "ズームアウト、ドリーアウト、徐々に縮小、引いた画へ、プルアウト、プルバック、引いていく、引いていき、"
        "トラックバック、"
        "遠ざかっていく、ドリーバック、後退移動、トラックアウト、後退しながら、後ずさりしながら、遠ざかりながら、寄りから引きへ、寄りから引きに、アップから引きへ、"
        "クローズアップからロングショットへ、クローズアップから引きへ、アップから全景へ、クローズアップからワイドへ",
    ),
    _entry(
        "camera",
        "tracking",
        "tracking shot, tracking, chase cam, chase camera, keeping pace, keep pace, keeps pace, follow shot, "
        "following shot, "
        "follow cam, camera follows, steadicam, side tracking, tracking camera, dolly alongside, "
        "track alongside, lateral tracking, follows along, tracking alongside, camera tracks, "
        "gimbal shot, parallel tracking",
        "トラッキング、トラッキングショット、追い撮り、追跡ショット、追従、追従ショット、フォローショット、"
        "追いかけるカメラ、並走、カメラが追う、追いかけるように撮影、追尾、ステディカム、横移動、"
        "フォローカメラ、並走ショット、カメラが追いかけ、ジンバル",
    ),
    _entry(
        "camera",
        "drone",
        "drone, drone shot, from a bird's perspective, bird's perspective, from the air, aerial, aerial shot, "
        "aerial view, aerial footage, drone footage, "
        "bird's eye view, birds eye view, bird eye view, bird's eye, birds eye, flyover, fly over, "
        "fly through, flythrough, top down, top down view, top down shot, overhead shot, overhead view, "
        "helicopter shot, from above, drone view, drone flight, drone camera, aerial drone shot, "
        "god's eye view, seen from above",
        "ドローン、ドローン撮影、ドローンショット、空撮、俯瞰、俯瞰ショット、上空から、真上から、鳥瞰、"
        "鳥の目線、ドローン映像、空からの、ドローン視点、俯瞰撮影、空中撮影、俯瞰視点、空から見た、"
        "空から見下ろ、フライオーバー、ドローン空撮、鳥瞰図",
    ),
    _entry(
        "camera",
        "orbit",
        "orbit shot, camera orbit, circular dolly, revolving shot, circle around, orbiting shot, "
        "orbiting camera, orbit, orbital shot, arc shot, "
        "360 degree, 360 shot, 360 degree shot, circling shot, circular tracking, circling camera, "
        "180 degree, 180 degree arc, arc around, 360 degrees, 180 degrees, half circle around, semicircle around, "
        "orbit around, orbiting around, revolving camera, arcing shot, camera circles, 360, turntable, "
        "turntable shot, rotating camera, camera arcs",
        "周回、周回ショット、ぐるっと一周、ぐるりと一回り、周りを回りながら、周囲を回りながら、回り込み、"
        "回り込む、回り込んで、オービット、オービットショット、"
        "アークショット、360度、周囲を回る、周りを回る、まわりを回る、ぐるりと回る、ぐるっと回る、"
        "ぐるりと一周、カメラが回る、円を描くように、旋回ショット、周囲を一周、周りを一周、旋回撮影、"
        "周囲を旋回",
    ),
    _entry(
        "camera",
        "handheld",
        "handheld, hand held, jittery, bodycam, body cam, handheld camera, handheld shot, shaky, "
        "shaky cam, shakycam, shaky camera, camera shake, hand held camera, documentary camera, "
        "documentary style, found footage, wobbly camera, jittery camera, vlog, handycam, "
        "shaking camera, unsteady camera, home video, amateur footage, shaky footage, phone footage, "
        "trembling camera, wobbly footage, wobbly shot, unsteady shot, phone video, smartphone footage, "
        "smartphone video, swaying camera",
        "手持ち、手持ちカメラ、手持ち撮影、手ブレ、手ぶれ、手振れ、ハンドヘルド、手持ちショット、"
        "手持ち風、カメラの揺れ、揺れるカメラ、ドキュメンタリー風、ドキュメンタリー、ハンディカメラ、"
        "ハンディカム、画面の揺れ、ぶれたカメラ、ドキュメンタリータッチ、手ブレ風、ブレる映像、ぶれる映像、ブレた映像、ぶれた映像、揺れる映像、カメラが揺れ、"
        "ファウンドフッテージ",
    ),
    _entry(
        "camera",
        "push in",
        "crash zoom, snap zoom, whip zoom",
        "急ズーム、クラッシュズーム、高速ズーム、急ズームイン、高速ズームイン",
        speed="fast",
    ),
    _entry(
        "camera",
        "pull out",
        "crash zoom out, snap zoom out",
        "急ズームアウト、高速ズームアウト",
        speed="fast",
    ),
    _entry(
        "camera",
        "point of view",
        "pov, pov shot, point of view, point of view shot, first person, first person view, "
        "first person perspective, first person shot, subjective camera, subjective shot",
        "一人称、一人称視点、主観映像、主観ショット、主観視点、POV、POV視点、POVショット、自分の目線、目線カメラ",
    ),
    _entry(
        "camera",
        "pan left",
        "whip pan left, swish pan left, snap pan left",
        "左へ素早くパン、左への素早いパン",
        speed="fast",
    ),
    _entry(
        "camera",
        "pan right",
        "whip pan, whip pan right, swish pan, swish pan right, snap pan, snap pan right",
        "ウィップパン、スイッシュパン、素早いパン",
        speed="fast",
    ),
    _entry(
        "camera",
        "drone",
        "fpv, fpv drone, fpv shot, fpv drone shot, racing drone",
        "FPVドローン、FPV、レーシングドローン",
        speed="fast",
    ),
    _entry(
        "camera",
        "movement",
        "camera movement, camera motion, camera move, moving camera, camera work, camerawork, "
        "camera pan, panning shot, tilt shot, camera tilt, crane shot, camera zoom, camera shot",
        "カメラワーク、カメラの動き、カメラ移動、カメラの移動、動くカメラ",
    ),
)

_FRAMING = (
    _entry(
        "framing",
        "close-up",
        "close up, closeup, close shot, extreme close up, macro, macro shot, detail shot, tight shot, "
        "tight framing, close ups, extreme closeup, macro photography, macro lens, portrait shot, "
        "up close, close view, tight close up, headshot, extreme close ups, close to the water, "
        "in close up",
        "クローズアップ、接写、寄りで、寄りの構図、マクロ、マクロ撮影、アップ、大写し、超接写、寄りの画、"
        "寄りのショット、寄りの映像、寄りのカット、"
        "アップショット、顔のアップ、どアップ、マクロレンズ、至近距離、間近で、近接撮影、アップで、"
        "クロースアップ、超クローズアップ",
    ),
    _entry(
        "framing",
        "wide",
        "wide, wide shot, wide angle, wide view, establishing shot, long shot, extreme wide shot, "
        "extreme long shot, panoramic, panorama, full shot, vista, wide lens, wide angle lens, "
        "wide framing, distant view, from afar, from a distance, sweeping view, panoramic view, "
        "ultra wide, fisheye, far shot, wide angle shot, fisheye lens, big wide",
        "ワイド、ワイドショット、引きで、引きの構図、引き気味、広角、全景、遠景、ロングショット、引きの画、"
        "引きのショット、引きの映像、引きのカット、引きのアングル、パノラマ、"
        "遠くから、広角レンズ、エスタブリッシングショット、フルショット、遠望、大パノラマ、引きの絵、"
        "超広角、魚眼、ワイドアングル、見渡す、一望、広い画、広く写",
    ),
    _entry(
        "framing",
        "medium",
        "medium shot, mid shot, waist shot, medium close up, medium view, american shot, medium framing, "
        "waist up",
        "ミディアムショット、ミドルショット、バストショット、ウエストショット、中景、ミディアム、"
        "バストアップ、ミドルサイズ、膝上",
    ),
)

_SPEEDS = (
    _entry(
        "speed",
        "slow",
        "slow, slowly, slower, gentle, gently, gradual, gradually, subtle, subtly, leisurely, lazily, "
        "lazy, unhurried, steady, steadily, languid, languidly, very slow, very slowly, softly, calmly, "
        "smooth, smoothly, creeping, slow paced, at a slow pace, imperceptibly, patiently",
        "ゆっくり、ゆっくりと、ゆるやか、ゆるやかに、緩やか、緩やかに、ゆったり、ゆったりと、のんびり、"
        "のんびりと、徐々に、じわじわ、静かに、少しずつ、スロー、そっと、おだやかに、穏やかに、じっくり、"
        "低速、低速で、なめらかに、滑らかに、ゆっくりした、ゆっくりとした、滑らか、スムーズ、スムーズに、"
        "遅い、遅く、ゆるゆる、だんだん、優しく",
    ),
    _entry(
        "speed",
        "fast",
        "fast, quick, quickly, rapid, rapidly, swift, swiftly, speedy, high speed, brisk, briskly, "
        "faster, whip, frantic, energetic, very fast, sudden, suddenly, dynamic, dynamically, "
        "full speed, hurriedly, hectic, snappy, at full speed, speedily, breakneck, at high speed, "
        "furiously, fast paced, headlong, lightning fast",
        "速く、速い、はやく、はやい、素早く、素早い、すばやく、すばやい、高速、高速で、急速、急速に、"
        "急に、猛スピード、猛スピードで、全速力、全速力で、勢いよく、ダイナミック、ダイナミックに、"
        "クイック、激しく、ハイスピード、スピーディー、スピーディーに、一気に、急いで、早く、高速の、"
        "びゅんと、さっと、すごい速さ、ぐっと、ぐいっと、ぐんぐん、サッと",
    ),
)

_TEMPI = (
    _entry(
        "tempo",
        "slow",
        "slow motion, slow mo, slowmo, super slow motion, in slow motion, high frame rate, slowed down, "
        "120fps, 240fps",
        "スローモーション、スローモーションで、超スロー、ハイスピード撮影、スーパースロー、スロモ",
    ),
    _entry(
        "tempo",
        "fast",
        "time lapse, timelapse, hyperlapse, fast motion, sped up, fast forward, speeded up, time lapses, "
        "stop watch speed",
        "タイムラプス、早送り、倍速、微速度撮影、ハイパーラプス、コマ落とし、定点観測の早送り、早回し",
    ),
)

_SOUNDS = (
    _entry(
        "sound",
        "rain",
        "sound of rain, rain sounds, raindrops drumming, rain drumming, rain drums, drumming of rain, "
        "rain sound, rain noise, patter, pattering, patter of rain, "
        "raindrops pattering, rain on the roof, rain on a tin roof, pitter patter, drumming rain, "
        "rain patters, pattering rain",
        "雨の音、雨音、雨が屋根を打つ音、雨が窓を打つ音、あまおと、雨の響き、雨だれの音、屋根を打つ雨",
    ),
    _entry(
        "sound",
        "waves",
        "sound of waves, wave sounds, sea roars, ocean roars, sea roaring, waves sound, sound of the sea, "
        "sound of the ocean, ocean sounds, "
        "sea sounds, surf sound, sound of surf, crash of waves, lapping water, lapping, roar of the sea, "
        "roar of the ocean, ocean roar, surf noise, wave noise",
        "波の音、潮騒、海の音、波音、潮の音、海鳴り、さざ波の音、波のささやき、打ち寄せる音",
    ),
    _entry(
        "sound",
        "wind",
        "sound of wind, wind sounds, wind sound, wind noise, howling wind, whistling wind, rustling, "
        "rustle, rustling leaves, sound of the wind, rustles, howling, whistling, wind howls, "
        "wind howling, wind whistles, wind whistling, whispering wind",
        "風の音、風音、風が唸、風がうな、ヒューヒュー、風の唸り、風のうなり、風切り音、葉擦れ、葉ずれ、"
        "葉擦れの音、風鳴り、風の囁き、"
        "ざわめき、木々のざわめき、そよぐ音、ひゅうひゅう",
    ),
    _entry(
        "sound",
        "birds",
        "birdsong, bird song, birds are singing, birds are chirping, bird is singing, twitter of birds, "
        "larks singing, lark sings, cuckoo calls, cuckoo call, nightingale sings, call of a cuckoo, bird sounds, "
        "birds sing, birds singing, birds chirping, birds chirp, "
        "chirping, chirping birds, singing birds, bird calls, bird call, tweeting, sound of birds, "
        "birds tweeting, dawn chorus, bird singing, bird chirping, twittering, cries of gulls, "
        "seagull cries, seagull sounds, crying gulls, gull cries, chirps, bird chirps, gulls crying, "
        "seagulls crying, chirp, bird chorus, cooing",
        "鳥の声、鳥の鳴き声、小鳥が歌、カッコウの声、カッコウが鳴、ヒバリの声、鳥のさえずり、小鳥のさえずり、"
        "さえずり、囀り、鳥の歌、野鳥の声、カモメの声、"
        "カモメの鳴き声、鳥が鳴、鳥が歌、鳥がさえず、小鳥が鳴、鳥の音、ウグイスの声、小鳥の声、海鳥の声、"
        "さえずる、小鳥たちの声、鳥が囀",
    ),
    _entry(
        "sound",
        "thunder",
        "thunder, thunderclap, rumbling thunder, rumble of thunder, thunder rumbles, rolling thunder, "
        "thunder rolls, distant thunder, sound of thunder, thundering, peal of thunder, thunder roars, "
        "rumbling, thunder rumbling, thunder cracks",
        "雷鳴、雷の音、雷が鳴、遠雷、雷の轟き、轟音、かみなりの音、雷が轟、ゴロゴロ、轟く雷",
    ),
    _entry(
        "sound",
        "fire",
        "crackling, crackle, crackling fire, fire crackles, fire crackling, sound of fire, "
        "crackling flames, sound of a campfire, crackling campfire, crackling fireplace, "
        "fireplace sounds, fire sounds, crackling logs, crackling wood, crackles",
        "パチパチ、ぱちぱち、焚き火の音、たき火の音、火の音、薪の爆ぜる音、炎の音、暖炉の音、"
        "薪のはぜる音、薪がはぜ、火がはぜ",
    ),
    _entry(
        "sound",
        "piano",
        "piano, piano music, piano melody, soft piano, grand piano, gentle piano, solo piano, "
        "piano solo, sound of a piano, piano plays, piano playing, piano notes, piano chords, "
        "piano sound, sound of piano, keyboard music, nocturne, piano piece, piano sonata",
        "ピアノ、ピアノ曲、ピアノの音、ピアノの旋律、ピアノソロ、ピアノの音色、ピアノ音楽、ピアノが流れ、"
        "グランドピアノ、夜想曲、ピアノのメロディ、ピアノのメロディー、ピアノの調べ、鍵盤",
    ),
    _entry(
        "sound",
        "guitar",
        "guitar, acoustic guitar, guitar music, guitar melody, ukulele, banjo, plucked strings, koto, "
        "shamisen, harp, lute, mandolin, sound of a guitar, guitar strumming, folk guitar, "
        "spanish guitar, electric guitar",
        "ギター、ギターの音、アコースティックギター、琴、お琴、三味線、ウクレレ、ハープ、竪琴、琴の音、"
        "ギターの音色、三味線の音、バンジョー、マンドリン",
    ),
    _entry(
        "sound",
        "strings",
        "violin, cello, string quartet, strings music, orchestra, orchestral, orchestral music, "
        "symphony, string music, classical music, violin music, strings, orchestral score, epic music, "
        "cinematic music, sound of a violin, viola, swelling strings, string section, flute, symphonic",
        "バイオリン、ヴァイオリン、チェロ、弦楽、弦楽四重奏、オーケストラ、交響曲、クラシック音楽、"
        "ストリングス、壮大な音楽、弦楽器、管弦楽、フルート、笛、尺八、クラシック、バイオリンの音、"
        "チェロの音",
    ),
    _entry(
        "sound",
        "drums",
        "drum, drums, drumming, drum beat, drumbeat, taiko, percussion, drum beats, war drums, beat, "
        "hip hop, techno, rock music, electronic music, techno beat, rhythmic beat, edm, drums beating, "
        "bongos, dance music, house music, techno music",
        "太鼓、ドラム、和太鼓、ビート、打楽器、パーカッション、太鼓の音、ドラムの音、テクノ、ロック、"
        "ヒップホップ、電子音楽、ダンスミュージック、リズム",
    ),
    _entry(
        "sound",
        "bells",
        "bell, bells, church bell, church bells, wind chime, wind chimes, chime, chimes, temple bell, "
        "music box, bell tolls, ringing bell, ringing bells, jingle bells, sleigh bells, glockenspiel, "
        "sound of bells, singing bowl, vibraphone, celesta, xylophone",
        "鐘、鐘の音、鈴、鈴の音、風鈴、風鈴の音、チャイム、オルゴール、教会の鐘、寺の鐘、除夜の鐘、"
        "お寺の鐘、鐘が鳴、ベル、木琴、鉄琴",
    ),
    _entry(
        "sound",
        "music",
        "music, soundtrack, melody, song, tune, ambient music, background music, jazz, lo fi, lofi, "
        "score, relaxing music, calm music, soft music, bgm, gentle music, synth, synthesizer, "
        "synth music, pop music, jazz music, film score, ambient, lullaby, musical",
        "音楽、曲、BGM、メロディ、メロディー、旋律、歌、ジャズ、サウンドトラック、ローファイ、環境音楽、"
        "癒しの音楽、シンセ、ミュージック、穏やかな音楽、静かな音楽、子守唄、アンビエント、劇伴",
    ),
    _entry(
        "sound",
        "footsteps",
        "footstep, footsteps, sound of footsteps, footfall, footfalls, steps echo, crunching snow, "
        "crunching footsteps, footsteps echo, echoing footsteps, sound of walking, clacking heels, "
        "clicking heels, heels clicking, footsteps echoing, crunching steps, crunch of snow",
        "足音、靴音、ヒールの音、足音が響、歩く音、下駄の音、雪を踏む音、靴の音、あしおと",
    ),
    _entry(
        "sound",
        "traffic",
        "traffic, rush hour, traffic noise, city noise, city sounds, street noise, city hum, "
        "car honking, horns, engine, engine noise, urban noise, sound of traffic, hum of the city, "
        "street sounds, road noise, car noise, city ambience, engines, busy traffic, rumble of traffic, "
        "sound of the city, traffic hum, traffic sounds, distant traffic, car engine, sound of cars, "
        "honking cars, bustle",
        "車の音、交通音、街の音、都会の音、街の喧騒、喧騒、クラクション、エンジン音、車の走る音、"
        "雑踏の音、都会の喧騒、街のざわめき、町の音、交通量の多い、都市の騒音、騒音、渋滞、往来、交通",
    ),
    _entry(
        "sound",
        "stream",
        "sound of water, water sounds, babble of a brook, babbling of a brook, running water, babbling, "
        "sound of a stream, sound of the river, "
        "gurgling, trickling water, trickling, sound of a river, flowing water sound, river sounds, "
        "burbling, murmuring stream, dripping water, water dripping, bubbling, waterfall sound, "
        "sound of a waterfall, gurgling stream, splash of water",
        "水の音、せせらぎの音、川の音、水音、川のせせらぎ、小川のせせらぎ、流水音、滝の音、水の流れる音、"
        "水のせせらぎ、清流の音、川のせせらぎの音、小川の音、水滴の音、滴る音",
    ),
    _entry(
        "sound",
        "insects",
        "cricket, crickets, cicada, cicadas, insect sounds, insects chirping, chirping crickets, "
        "crickets chirping, frogs, insect song, sound of crickets, sound of cicadas, insects, buzzing, "
        "frogs croaking, croaking frogs, bees hum, humming bees, hum of bees, bees buzz, buzz of bees, insects hum, "
        "insects buzz, hum of insects, bees humming",
        "虫の声、虫の音、コオロギ、鈴虫、蝉、セミ、蝉の声、セミの声、蝉時雨、蛙の声、カエルの声、"
        "虫の鳴き声、ひぐらし、コオロギの声、虫が鳴、蝉が鳴、蛙の合唱、秋の虫、羽音、虫の羽音、松虫",
    ),
    _entry(
        "sound",
        "noise",
        "white noise, static noise, pink noise, brown noise, radio static, hiss, hissing, tape hiss",
        "ホワイトノイズ、ノイズ音、ピンクノイズ、砂嵐の音、テープノイズ、雑音",
    ),
    _entry(
        "sound",
        "silence",
        "silence, silent, completely quiet, dead quiet, perfectly quiet, no noise, no noise at all, no sound, "
        "no sounds, no audio, without sound, without audio, "
        "without any sound, without any sounds, no sound at all, silently, muted audio, mute audio, "
        "mute, soundless, noiseless, in silence, complete silence, total silence, utter silence, "
        "audio off, sound off, not a sound, without a sound, silent film, muted sound, hushed silence, "
        "absolute silence, dead silent, "
        "no audio track, muted soundtrack, turn the sound off, quietness",
        "無音、静寂、音がない、音は一切な、音が一切な、音ひとつな、サイレント、消音、音なし、無音で、音のない、"
        "静寂に包まれ、しんと静ま、無声、"
        "サイレント映画、無声映画、音声なし、音声オフ、静まり返、静けさ、しーん、音無し、音はない、音もない、"
        "音もなく、"
        "音のしない、音がしない、物音ひとつしない、しんとした",
    ),
)

_WITHOUT = (
    _entry(
        "without",
        "person",
        "empty, deserted, not a soul, not a single person, uninhabited, nobody, no one, unpopulated, "
        "unpeopled, abandoned, lifeless, desolate, vacant, without a soul, not one person",
        "無人、無人の、誰もいない、だれもいない、人影のない、人けのない、人気のない、人っ子一人いない、"
        "人のいない、人通りのない、誰一人いない",
    ),
    _entry(
        "without",
        "wind",
        "windless, dead calm, becalmed",
        "無風、無風の、凪、凪いだ、風ひとつない",
    ),
    _entry(
        "without",
        "music",
        "no music, without music",
        "音楽なし、音楽のない、BGMなし",
    ),
    _entry(
        "without",
        "rain",
        "dry weather, rainless, after the rain, after rain, after a rain, before the rain, after the rainstorm",
        "雨上がり、雨のあと、雨の後、雨の去った",
    ),
)

VOCABULARY: tuple[Entry, ...] = (
    *_SETTINGS,
    *_SUBJECTS,
    *_ACTIONS,
    *_POSES,
    *_PLACES,
    *_FEATURES,
    *_COLOURS,
    *_TIMES,
    *_SEASONS,
    *_WEATHER,
    *_LIGHT,
    *_PALETTES,
    *_STYLES,
    *_CAMERA,
    *_FRAMING,
    *_ANGLES,
    *_SPEEDS,
    *_TEMPI,
    *_SOUNDS,
    *_WITHOUT,
)

#: Expressions that hold a word of the table but mean something else, or nothing that can be shown.
NOTHING = _entry(
    "nothing",
    "",
    "smoke from the chimney, smoke from a chimney, smoke rises from the chimney, smoke rising from the chimney, "
    "chimney smoke, smoking chimney, cigarette smoke, plume of smoke, plumes of smoke, smoke from, smoke rises, "
    "smoke rising, smoke rose, smoke billows, smoke billowing, billowing smoke, smoke curls, smoke curling, "
    "dew drop, dewdrop, water drop, teardrop, tear drop, in march, of march, early march, late march, march morning, "
    "march day, hail a, hails a, hailing a, hailed a, train window, "
    "couple of, train station, railway station, train platform, train track, train ticket, train of thought, "
    "train car interior, boat house, cable car, car key, car door, car wash, car seat, toy story, "
    "dog house, doghouse, bird house, birdhouse, bird cage, birdcage, cat food, dog food, cat eye, "
    "fish market, fish and chips, fishing rod, fishing net, flower pot, flowerpot, flower shop, "
    "tree trunk, tree line, tree stump, house of cards, house plant, houseplant, house number, "
    "full house, white house press, whale watching, horse power, horsepower, crane operator, "
    "construction crane, tower crane, snow white and, snow globe, snow boots, rain boots, rain jacket, "
    "rain coat, rain gauge, rain check, cloud computing, cloud storage, brain storm, wind up, "
    "wind instrument, wind down, wind tunnel, storm trooper, fire station, fire alarm, fire hydrant, "
    "fire escape, fire truck driver, gun fire, bell pepper, dumb bell, fruit fly, fruit flies, "
    "butter fly, ball gown, ball room, ballroom, cherry picker, depth of field, field of view, "
    "shallow depth of field, deep depth of field, force field, magnetic field, field recording, "
    "field trip, playing field, negative space, copy space, empty space, open space, parking space, "
    "office space, space between, space bar, living space, space heater, personal space, street food, "
    "street wear, streetwear, sea level, sea food, seafood, sea salt, table tennis, room temperature, "
    "room for, chat room, mountain dew, river of time, bar chart, bar code, bank, port wine, in port, "
    "kindergarten, stage fright, peak performance, plain text, in plain sight, plain background, "
    "plain white, market share, sky high, night gown, night stand, nightstand, day and night, "
    "night and day, good morning, good night, good evening, goodnight, spring water, "
    "spring roll, metal spring, coil spring, coiled spring, spring board, spring up, spring out, "
    "spring from, spring forward, spring into, spring to life, spring onion, spring mattress, "
    "bed spring, fall in love, falls in love, "
    "falling in love, fall apart, falls apart, fall back, summer school, winter olympics, winter sports, "
    "snow capped, green screen, at a green light, at the green light, "
    "green traffic light, red carpet event, at a red light, "
    "at the red light, red traffic light, black hole sun, white board, "
    "whiteboard, black board, blackboard, blue print, blueprint, red tape, black market, green card, "
    "white paper, silver screen, golden ratio, silver lining, golden rule, orange juice, orange peel, "
    "orange slice, orange tree, green tea, red wine, white wine, bus stop, cloud of, storm chaser, "
    "gold medal, silver medal, bronze medal, frying pan, toward the camera, towards the camera, "
    "at the camera, to the camera, facing the camera, facing camera, into the camera, past the camera, "
    "looks at camera, looking at camera, row of, rows of, rest of, the rest, drop of, drops of, "
    "kitchen sink, bar of, ice cream, ice cube, ice cubes, frozen in time, analog clock, wide eyed, "
    "wide eyes, wide smile, wide awake, wide river, wide road, wide street, wide open, wide brimmed, "
    "river bed, bed of, tilts her head, tilts his head, tilts its head, tilting its head, "
    "tilting her head, tilting his head, flash light, sauce pan, saucepan, pan flute, peter pan, "
    "pan pipes, dust pan, baking pan, pan of, tilt shift, tilt shifted, dutch tilt, dutch angle, "
    "static electricity, static noise level, zoom call, zoom lens, zoom meeting, push button, push up, "
    "push ups, pushup, truck driver, left hand, right hand, right now, right away, all right, "
    "right angle, leftover, left behind, track record, race track, racetrack, running track, "
    "parks the, parks his, parks her, parks a, parks its, park the car, park the, park his, park her, park your, "
    "park a, parks their, light weight, lightweight, cool guy, warm up, dim sum, bright idea, fast food, heat haze, "
    "motion blur, slow cooker, slow shutter, fast shutter, quick release, dark horse, dark chocolate, "
    "dark matter, sound of music, beat up, ring bell, rock climbing, rock formation, still life, "
    "stand up comedy, run out, walk in closet, turn on, turn off, turns on, turns off, turn into, "
    "turns into, turning into, turn this, turn it, turn the, turns the, ink cartridge, clay pot, "
    "clay court, clay pots, pencil case, pencil skirt, comic relief, not only, nothing but, no matter, "
    "no doubt, no wonder, no longer than, not just, not without, no one knows, can not wait, tea time, "
    "coffee table book, glass of milk, glass door, glass window, stained glass, glass wall, glass roof, "
    "glasses, sun glasses, sunglasses, magnifying glass, pot plant, king size, queen size, "
    "main character syndrome, figure skating, figure out, action figure skating, pass out, leave behind, "
    "leaves behind, step by step, in the style, life style",
    "煙突から煙、煙突の煙、煙突から立ちのぼる煙、煙草の煙、タバコの煙、たばこの煙、煙を吐、煙を上げ、煙が上が、"
    "煙が立ち、煙が昇、電車の駅、列車の駅、鉄道の駅、駅、車輪、歯車、車窓、電車の窓、水車、馬車、車椅子、"
    "人形劇、人形、"
    "人工、人参、人魚姫、人生、人気のない場所、人気の店、一人前、人差し指、美人画、外国人風、犬小屋、"
    "猫背、猫舌、招き猫、鳥かご、鳥籠、鳥肌、魚市場、魚屋、馬鹿、竹馬、木馬、競馬、花粉、火花、花言葉、"
    "花嫁衣装、鼻、離れ、離す、話、話す、木製、木造、木材、木曜、木曜日、木目、木の机、木のテーブル、"
    "木のおもちゃ、木の床、木の壁、木の扉、"
    "木の箱、木の柵、木の階段、木のレール、木製のレール、木の椅子、木箱、家族写真、家具、家電、家賃、国家、"
    "画家たち、作家、専門家、"
    "愛好家、船長、海外、海苔、海老、海産物、海軍、北海道、上海蟹、石川、川柳、山手線、山田、山本、沢山、"
    "火山灰、空港、空手、空気、空っぽ、空席、空腹、空間、空室、空白、街頭演説、町長、道具、道徳、柔道、"
    "茶道具、剣道、書道、華道、武道、水道、鉄道、森さん、林さん、池袋、庭師、湖南、波長、電波、津波警報、"
    "周波数、部屋番号、野菜、野球、分野、島国、広島、福島、沖縄料理、冷凍庫、宇宙服、朝食、夜食、昼食、"
    "朝ご飯、夕食、夕飯、徹夜、今日、春巻き、春菊、青春、秋葉原、秋田、冬眠、夏目、雨戸、雨宿り、雨具、"
    "雨後、飴、風景、陽炎、和風、洋風、古風、風呂、お風呂、風邪、扇風機、風情、風味、風格、作風、画風、"
    "雪辱、雲丹、蜘蛛、雷門、光熱、月曜、月曜日、一月、二月、三月、四月、五月、六月、七月、八月、九月、"
    "十月、十一月、十二月、お正月、正月、来月、今月、先月、毎月、年月、月日、火曜、火曜日、星座占い、"
    "金曜、金曜日、土曜日、日曜日、水曜日、火事場、赤道、赤字、赤外線、赤信号、青信号、青森、青年団、"
    "白菜、白紙、告白、面白い、面白く、面白、余白、明白、黒板、白板、黒字、黒幕、緑茶、紫外線、料金、"
    "お金、金属、金額、銀行、黄身、桃太郎、茶色味、朱肉、フライパン、パンケーキ、ジャパン、シャンパン、"
    "猫じゃらし、犬山、犬山城、船橋、船橋市、ルパン、パン屋、パンくず、食パン、パンを食べ、焼きたてのパン、"
    "パンの、パンが、菓子パン、パンツ、"
    "左手、右手、左側、右側、左右、左足、右足、右脚、左脚、上手、下手、アップロード、アップデート、"
    "ライトアップ、アップル、ズーム会議、トラックパッド、ピクニックバスケット、バスケット、バスタオル、"
    "バスローブ、カーテン、カード、カーペット、カーブ、スターバックス、人が少ない、人の少ない、によると、"
    "による、により、によって、少ない、危ない、切ない、儚い、はかない、さりげない、何気ない、なにげない、"
    "しかない、間もなく、まもなく、限りなく、絶え間ない、絶え間なく、果てしない、果てしなく、とめどなく、"
    "違いない、だけでなく、だけではなく、かもしれない、ほとり、ひとつ、ひとり、一つ、出来上が、仕上が、"
    "立ち上が、盛り上が、見上げ、もっと、ずっと、やっと、きっと、きれい、きみ、きた、きて、流れ込む光",
)


def listed(kind: str) -> list[Entry]:
    """The entries of a kind as people read them: one a name, with all its words, "
    "Japanese ones in their plain form."""
    found: dict[str, Entry] = {}
    for entry in VOCABULARY:
        if entry.kind == kind:
            before = found.get(entry.name, Entry(kind, entry.name, (), ()))
            english = (word.replace("~", "") for word in entry.english)
            forms: dict[str, str] = {}
            for word in entry.japanese:
                if not word.endswith("っ"):
                    forms.setdefault(word[0] if kind == "action" else word, word)
            found[entry.name] = Entry(
                kind, entry.name, (*before.english, *english), (*before.japanese, *forms.values())
            )
    return list(found.values())


def picture_of(entry: Entry) -> bytes | None:
    """A small WebP picture of what a word does; None where there is nothing that a still could show."""
    return _pictures().get(f"{entry.kind}/{entry.name}.webp")


@cache
def _pictures() -> dict[str, bytes]:
    """What `tools/words.py` has drawn."""
    from zipfile import ZipFile  # the painter, which boots quickly, has no use for it

    with ZipFile(Path(__file__).with_name("words.zip")) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
