"""Sentences as people write them, and what is read of them: synonyms, false friends, negation, word order."""

from __future__ import annotations

import pytest

from omnivid_jupyter.simulator.direction import Direction, read_direction

# What is expected of a sentence: some of what it says, not all; "not" means that it must not be read.
ENGLISH = """
A vessel glides silently across a misty loch at daybreak | setting lake; weather fog; time dawn; camera static
It is not raining; a woman strolls along the boulevard | setting street; subject person walks; not weather rain
The puppy sprints over the lawn, the camera follows it | setting garden; subject dog races; camera tracking
No camera movement. A scarlet lantern sways in the wind | subject red lantern; weather wind; camera static
Nobody in the street, lit by lamps at midnight | setting street; time night; without person; not subject person
A feline is curled up asleep on the couch | setting room; subject cat stands
Dolly in slowly on a burning candle | subject candle; camera slow push in
Dolly out from the cottage until the whole valley is visible | subject house; camera pull out
Rotating around a bronze robot, 360 degrees | subject robot; camera orbit
Aerial shot over the dunes at high noon | setting desert; time noon; camera drone
The camera swings rightwards over a turquoise lagoon | setting sea; camera pan right
Panning quickly leftward across the ridge line | setting mountains; camera fast pan left
Tilt down from the stars to a lone tree | subject tree; camera tilt down
Look up slowly along the trunk of a cedar | subject tree
Locked-off tripod shot of a steam locomotive rushing past | subject train races; camera static
A shaky hand-held shot of a jogger in the park | setting garden
Extreme close up of a rose petal covered with dew | subject flower; camera static close-up
Very wide establishing shot of a castle in the snow | camera static wide; weather snow
Trees left behind by loggers | subject tree; camera static; not subject tree left
Spring water in a glass bottle on a table | setting room; not season spring
A man parks the car outside the house | not setting garden; subject car; subject house
A light breeze, light clothes, light rain on the pavement | setting street; weather rain
Still life with a bowl of oranges, oil painting style | setting room; subject orange fruit
A glass of orange juice on the kitchen counter | setting room; not subject orange fruit; not colour orange
A brown bear catches salmon in a mountain stream | setting river
A ceiling fan turns above the bed | setting room
The children fall silent in the classroom | setting room; subject person; not season autumn
Don't show any people, only empty benches in the park | setting garden; without person; not subject person
There isn't a cloud in the sky | setting sky; not weather cloudy
Never any snow here: palm trees at the beach | subject tree; not weather snow; without snow
Without music, only the wind | sound wind
No sound at all | sound silence
Mute, no soundtrack, a cat walks by | sound silence; subject cat walks
Silence except for the ticking of a clock in an empty room | setting room
Gentle piano music over a foggy harbour | setting sea; sound piano; weather fog
We hear seagulls and crashing surf | sound birds; sound waves
The patter of raindrops on the window at dusk | sound rain; time dusk; setting room
Howling gale on an icy plain | weather wind; setting snowfield
A whale breaches in the Pacific under a full moon | setting sea; subject whale; time night
A hot-air balloon rises above the clouds at sunrise | setting sky; subject balloon; time dawn
An indigo car speeds through a neon-lit avenue after dark | setting street; subject car races; time night
A crimson canoe floats downstream in autumn | setting river; subject red boat drifts; season autumn
Sakura petals fall in spring, painted in watercolors | season spring; style watercolour
Sumi-e ink painting of cranes flying over misty peaks | style ink; setting mountains; weather fog
Claymation of a penguin waddling on an ice floe | style clay; subject penguin walks; setting snowfield
Shot on grainy 35mm film: a taxi waits at a crossing | style film; subject car; setting street
In pencil, sketch of an old sailor on the wharf | style pencil; subject person; setting sea
8-bit pixel art: an astronaut on Mars | style pixel; subject astronaut; setting space
Monochrome footage of a tram crossing the square | style black and white
B&W, fog, an owl on a branch | style black and white; subject owl; weather fog
Synthwave neon look, a sports car drives into the sunset | style neon; subject car; time sunset
The coral reef teems with yellow fish, the sea turtle swims by | setting underwater; subject yellow fish
A submarine passes below the surface, bubbles rising | setting underwater
A rocket drifts past Saturn's rings | setting space; subject rocket drifts
A comet streaks across a sky full of stars | time night
A cosy study with a grandfather clock, a candle on the desk | setting room; subject candle
The meadow is dotted with poppies; bees hum | setting meadow; subject flower; sound insects
A stag stands motionless in the woods at first light | setting forest; subject deer stands; time dawn
The robot waves goodbye and turns around | subject robot waves
A lighthouse beam sweeps over stormy seas at night | setting sea; subject lighthouse; weather storm; time night
People hurry over a rainy zebra crossing under umbrellas | setting street; subject many person races; weather rain
The camera is moving backwards away from the lighthouse | subject lighthouse; camera pull out
The camera doesn't pan, it stays where it is | camera static
Without panning or zooming, a bird flies from left to right | subject bird flies right; camera static
Do not zoom. A rabbit hops | subject rabbit; camera static
Instead of rain, sunshine | not weather rain; weather clear
A meadow free of flowers | setting meadow; not subject flower
A cityscape devoid of cars | setting city; not subject car; without car
A cloudless evening on the prairie | setting meadow; not weather cloudy
The rain has stopped, the street glistens | setting street; not weather rain
Neither people nor cars in the alley | setting street; without person; without car
A windless morning on the lake, unpeopled | setting lake; time morning; not weather wind
No wind, no birds, only silence | sound silence; not sound birds; without wind
A traffic-free road | setting street
Slow zoom out of an eye | camera slow pull out
Crane shot rising above the rooftops | camera tilt up
Truck left along the shelves of the library | setting room; camera pan left
Whip pan to the right in a bar | setting room; camera fast pan right
The camera glides past birches toward the left | camera pan left
The camera tilts upward at a skyscraper | setting city; camera tilt up
Camera: static. Subject: a goldfish in a bowl | subject fish; camera static
A tracking shot alongside a galloping black horse on the steppe | subject black horse races; camera tracking
Two silver robots dance in an abandoned hall | setting room; subject two robot dances
A purple umbrella, a green frog and a pink elephant | subject purple umbrella; subject pink elephant
Mint-coloured walls in a bedroom, pastel palette | setting room; palette pastel
Golden retriever runs along the shore | subject dog races; not colour gold
A white house with a blue door | subject white house
The lake is as black as ink | setting lake; not style ink
The clay pot stands on the shelf | setting room; not style clay
A pencil lies on the desk | setting room; not style pencil
A neon sign flickers in an alley | setting street
The bank of the river at noon | setting river; time noon
A river bank in winter, hoarfrost on the reeds | setting river; season winter
She left the room | setting room; camera static
A right-handed painter in his studio | setting room; subject person; camera static
Leaves fall gently in the courtyard | setting garden; subject leaf
The orchestra plays; no piano | without piano; not sound piano
Rose runs through the forest | setting forest
A rose-coloured sunset over the bay | setting sea; time sunset
A train of thought | not subject train
The car is blue and the house is yellow | subject blue car; subject yellow house
A yellow submarine and a red fish under water | setting underwater; subject red fish
A violet field beneath an orange sky | setting meadow
In cold blue light a person stands on the platform | subject person stands
The camera remains perfectly still while a schooner sails past | camera static
The shot slowly moves to the right | camera slow pan right
Move the camera left | camera pan left
Let the camera drift gently to the right over a snowfield | setting snowfield; camera slow pan right
Camera travels from left to right | camera pan right
Camera swoops upward | camera tilt up
Slowly panning from the right to the left over a lagoon | camera slow pan left
A leftward pan over the bay | camera pan left
Rightward pan, desert | camera pan right; setting desert
pan: left, garden | camera pan left
Pan to the east | camera pan right
Lateral tracking to the left | camera pan left
A vertical tilt going down | camera tilt down
Downward tilt from the clouds to a village | camera tilt down
The lens zooms in on a beetle | camera push in
Zooming out to reveal a galaxy | camera pull out
Crash zoom on a robot | camera fast push in
The camera slowly closes in on an old house | camera slow push in
Camera moves forward through a forest | setting forest; camera push in
Camera backs off from a candle | camera pull out
Getting closer and closer to a lighthouse | subject lighthouse
Camera orbits slowly around a tree | camera slow orbit
A 360-degree shot around a statue | camera orbit
Bird's-eye view of a city | setting city; not subject bird
Bird's eye view of a river in a jungle | not subject bird
Drone footage flying over a canyon | setting desert; camera drone
Following a fox through the snow | subject fox; camera tracking
Steadicam follows a waiter across a restaurant | setting room; subject person; camera tracking
Camera tracks a bicycle along the quay | subject bicycle; camera tracking
Static shot; nothing moves but the fire | camera static
Fixed camera, a fish swims in circles | subject fish swims; camera static
Camera on a tripod | camera static
The camera is not moving | camera static
Don't move the camera | camera static
Keep the camera still | camera static
no pan, no tilt, no zoom | camera static
zero camera motion | camera static
Camera motion: none | camera static
Stationary view of a mill | camera static
Handheld, nervous camera | camera static handheld
The camera shakes slightly | camera static handheld
Jittery documentary-style footage | camera static handheld
no handheld shake, locked camera | camera static
Extreme wide shot of one tiny boat | camera static wide; subject boat
A macro of a ladybird | camera static close-up
A close-up on the face of a whale | subject whale; camera static close-up
Long shot of a caravan in the dunes | camera static wide; setting desert
There are no birds in the sky | setting sky; not subject bird; without bird
No boats on the lake | setting lake; without boat; not subject boat
A street with no one in it | setting street; without person
An empty street, not a soul to be seen | setting street; without person
A deserted beach | without person; not setting desert
A room without furniture or people | setting room; without person
A sky without clouds | setting sky; without clouds
Cloudless sky | setting sky; not weather clouds
A dry street, no puddles, no rain | setting street; without rain
It doesn't rain | without rain; not weather rain
It isn't snowing in the mountains | setting mountains; not weather snow
No longer snowing, the village lies quiet | not weather snow
It never rains in this desert | setting desert; not weather rain
rainless | not weather rain
A snow-free slope | not weather snow
Keep it free of text, people and cars | without person; without car
Exclude people; a train station | without person; not subject train
Avoid birds. The sea at dusk | setting sea; without bird; not subject bird
A lake, but no boat | setting lake; not subject boat
A cat, not a dog | subject cat; not subject dog
not night but noon | time noon; not time night
daytime, not night | time noon; not time night
A house without a red roof | subject house; not subject red house
The colour is not red but blue | colour blue; not colour red
no piano, just waves | sound waves; not sound piano
With birdsong and without wind | sound birds; not weather wind
soundless | sound silence
quiet, no audio | sound silence
Silent film | sound silence
with no sound | sound silence
turn off the sound | sound silence
Ambient noise of a busy road | sound traffic
The roar of the ocean | sound waves
A nocturne on the piano | sound piano
Pianist plays a tune at night | time night
Birds sing | sound birds
Chirping sparrows at dawn | sound birds; time dawn
Wind whistling through a ruin | sound wind
Pouring rain drums on a tin roof | weather rain
Soundtrack: rain | sound rain
Audio: waves lapping at the shore | sound waves
A drizzle over rooftops | weather rain
Heavy downpour | weather rain
Torrential showers over the paddy fields | weather rain; setting meadow
Snowflakes whirl around a lantern | weather snow; subject lantern
A blizzard rages | weather snow
Flurries of snow | weather snow
A hazy morning | weather fog; time morning
Fog rolls in over the bridge | weather fog
mist-shrouded pines | weather fog
foggy | weather fog
A sandstorm over the oasis | setting desert
Thunder and lightning above the steppe | weather storm; setting meadow
An overcast noon | time noon; weather clouds
Sunny day at the lakeside | setting lake; weather clear
In the small hours, a street sweeper | time night
At midnight | time night
Moonless night | time night; not light moonlight
just before sunrise | time dawn
Early morning light | time morning
golden hour | time sunset
The sun goes down over the sea | time sunset; setting sea
The sun is rising behind the hills | time dawn
High noon | time noon
twilight | time dusk
magic hour, harbor | setting sea
An azure car | subject blue car
A maroon car | subject red car
A beige cat | subject cat
A lilac balloon | subject purple balloon
A navy-blue boat | subject blue boat
A golden lantern | subject gold lantern
a grey whale | subject whale
a gray robot | subject grey robot
a turquoise fish | subject turquoise fish
a cyan balloon | subject turquoise balloon
a ginger cat | subject orange cat
a tabby | subject cat
a snow-white horse | subject white horse; not weather snow
a jet-black car | subject black car
a silver train | subject silver train
a rusty robot | subject robot
a boat painted green | subject green boat
a house of red brick | subject house
A girl with a yellow umbrella | subject person
A man in blue holds a red lantern | subject blue person; subject red lantern
The balloon, which is purple, floats away | subject purple balloon drifts
two yellow fish | subject two yellow fish
a blue-and-white boat | subject blue boat
In the style of a watercolour | style watercolour
watercolor | style watercolour
aquarelle | style watercolour
Chinese ink wash | style ink
brush and ink | style ink
made of clay | style clay
stop motion plasticine | style clay
analog film grain | style 35 mm film
shot on Kodak | style 35 mm film
retro video game look | style pixel
16 bit graphics | style pixel
pencil drawing | style pencil
graphite sketch | style pencil
hand-sketched | style pencil
black-and-white | style black and white
greyscale | style black and white
grayscale noir | style black and white
glowing neon outlines | style neon
A robot stands still | subject robot stands
A robot rotates on the spot | subject robot turns
A dog turning its head | subject dog turns
A balloon hovers | subject balloon
A fish darts away | subject fish races
A train thunders by | subject train races
A cat strolls past | subject cat walks
A horse gallops | subject horse races
A man wanders | subject person walks
A woman rushes | subject person races
A person standing | subject person stands
A bird soars | subject bird flies
A bird glides | subject bird flies
A boat is adrift | subject boat drifts
A leaf floats | subject leaf drifts
The lighthouse stands tall | subject lighthouse
An office at night | setting room; time night
In a submarine canyon | setting underwater
On the surface of Mars | setting space
Beneath the waves | setting underwater
Amid the stars, a spaceship | setting space
After the storm, a calm sea | setting sea; not weather storm
After the rain the garden glistens | setting garden; not weather rain
before the storm, dark clouds gather over the plain | weather clouds
It has stopped snowing in the forest | setting forest; not weather snow
No trace of snow on the peaks | not weather snow; setting mountains
A path through the woods in late fall | setting forest; season autumn
Autumn in New England | season autumn
She falls asleep on the sofa | setting room
The apple falls from the tree | subject fruit falls
A waterfall in spring | setting river; season spring
A hot spring in winter | season winter; not season spring
An old man sits on a park bench feeding pigeons | setting garden; subject person stands; subject bird
He left his umbrella on the train | subject umbrella; subject train; not subject umbrella left
A cup left on the table | subject cup; not subject cup left
The left door opens in a corridor | setting room; camera static
Turn right at the lighthouse | camera static
A light blue car | subject blue car
The candle gives a warm light | subject candle; palette warm
A lightly clouded sky | setting sky
A pink house on a hill under a rainbow | subject pink house; feature rainbow
The camera looks up at a tall lighthouse | subject lighthouse; camera tilt up
The camera looks down on a river | setting river; camera tilt down
The camera rises slowly over the roofs | camera slow tilt up
Zooming slowly into the flower | subject flower; camera slow push in
Zoom out quickly from the robot's eye | subject robot; camera fast pull out
The view slowly drifts left | camera slow pan left
The frame glides to the right | camera pan right
A view of the sea, which drifts into fog | setting sea; camera static
camera tracking left beside a running horse | subject horse races; camera tracking
Steady, unmoving camera. A whale swims left. | subject whale swims left
A boat moves from right to left | subject boat left; camera static
Pan across a library | setting room; camera pan right
Pan over the rooftops toward the right | camera pan right
Smooth 180 degree arc around the candle | camera slow orbit
The camera encircles a lone tree | camera orbit
We circle a castle from the air | subject castle
Fly over the glacier | setting snowfield; camera drone
Zooming in is not wanted; hold still | camera static
There is no zoom | camera static
The camera never moves | camera static
The camera neither pans nor tilts | camera static
Camera: no movement | camera static
Unmoving frame | camera static
Motionless camera, slow waves | setting sea; camera static
Without any camera shake | camera static
No handheld | camera static
no close-up | camera static
Not a close-up but a wide shot of a temple | camera static wide; subject temple
No birdsong, no wind, just a piano | sound piano; not sound birds
no sound of rain | not sound rain
rain without sound | weather rain; sound silence
Silent rain | weather rain
A silent lake with birdsong | setting lake; sound birds
Turn off all audio | sound silence
sound: none | sound silence
Music: none | without music
Sound: piano | sound piano
audio: wind | sound wind
Nothing is heard but the wind | sound wind
no cars, no people; only birds | without car; without person; subject bird
no cars or people, only birds | without car; without person; subject bird
the street is free of cars | setting street; without car
people are absent from the square | without person
There are neither clouds nor birds above the desert | setting desert; without clouds; without bird
A lake without a single boat | setting lake; without boat
A lake with no boats or people, at dawn, in fog | setting lake; time dawn; weather fog; without boat; without person
I don't want any rain | without rain; not weather rain
Please leave out the people | without person
Please remove all cars from the street | without car
Get rid of the birds | without bird
people-free beach | without person
unlit street | setting street
starless night | time night
treeless plain | without tree
leafless tree | subject tree; without leaf
boatless lake | without boat
not a bird in sight | without bird
not a single car | without car
no snow, no ice, a green valley | without snow; setting mountains
no more rain | without rain
rain-free | without rain
hardly any people | without person
A wooden boat, painted bright red, lies on the shore | subject red boat stands
a boat the colour of rust | subject boat
a robot in shiny silver | subject silver robot
red and blue balloons | subject many red balloon
a blue bird and a red bird | subject blue bird
a black cat and a white dog on a green lawn | subject black cat; subject white dog; setting garden
the blue of the sea and a white lighthouse | subject white lighthouse; setting sea
A pale green house | subject green house
dark red roses | subject many red flower
sky-blue car | subject blue car; not setting sky
snow-white bird | subject white bird; not weather snow
sea-green boat | subject green boat
rose-red car | subject red car; not subject flower
coal-black horse | subject black horse
forest green car | subject green car; not setting forest
midnight blue car | subject blue car; not time night
navy car | subject blue car
ivory house | subject white house
crimson and gold leaves | subject many red leaf
a cat as white as snow | subject white cat; not weather snow
I would like a boat on a lake | setting lake; subject boat
petals fall like snow | not weather snow
a cloud shaped like a whale | not subject whale
Mr. Brown walks his dog | not colour brown; subject dog
Mrs Green is in the garden | not colour green; setting garden
it looks like rain | weather rain
Pencil. A cat | style pencil
a cat, pencil | style pencil
drawn with a pencil: a cat | style pencil
soundtrack: rain | sound rain
Soundtrack of waves and wind | sound waves; sound wind
No music, just rain | sound rain
A meadow free of flowers, trees and people | setting meadow; without flower; without tree; without person
Without people, cars and rain: a street | without rain; without person; without car
Without rain, a car races | subject car races; without rain
No boats at night | time night; without boat
no ships in the harbour at dawn | setting sea; time dawn
People: none. A street. | setting street; without person
Camera movement: none | camera static
The fog has lifted over the lake | setting lake; not weather fog
the storm has passed | not weather storm
To the left, the camera slowly glides | camera slow pan left
From left to right, the camera glides over a lake | camera pan right
winter is over, spring comes | season spring
the mist is over the lake | setting lake; weather fog
the rain is over | not weather rain
a park empty of people | setting garden; without person
the beach without a single person | without person
no zoom, pan right | camera pan right
a robot that isn't moving | subject robot stands
a forest, silent, no birdsong | setting forest; sound silence
No text on the screen, a forest at dawn | setting forest; time dawn
Without subtitles in a quiet forest | setting forest; not without forest
No dialogue in the cafe, rain outside | setting room; weather rain
Not a sound in the mountains | setting mountains; sound silence
A city without lights at night | setting city; time night; not without night
A lake with no ripples at sunset | setting lake; time sunset
No text, logos or people, a forest | setting forest; without person
A street. Negative prompt: people, cars, rain | setting street; without person; without car; without rain
A lake at dawn --no people, boats --ar 16:9 | setting lake; time dawn; without person; without boat
sunset_beach, pan_left, seagulls | setting sea; time sunset; camera pan left; subject bird
The camera does not move; a windmill in a tulip field | subject windmill; not subject deer; camera static
Barista pouring coffee in warm light | setting room; not weather rain; subject cup
It is pouring outside, a taxi waits at the kerb | setting street; weather rain; subject car stands
Light pours through the window of a library | setting room; not weather rain
The sun rose over the mountains | setting mountains; time dawn; not subject flower
A balloon rose into the sky | subject balloon rises; not subject flower
Close-up of a rose with dew drops | subject flower; not subject flower falls
Snow lies on the roofs but it isn't snowing | season winter; not weather snow; without snow
A snowy village, no falling snow | season winter; not weather snow
A sweeping pan over snowy peaks | setting mountains; season winter; not weather snow; camera pan right
A whale breaches at dusk | setting sea; subject whale jumps
Cherry petals drift down on a still pond | setting lake; subject many pink leaf drifts; not subject fruit
Instead of snow, cherry blossoms fall | not weather snow; subject pink tree; subject many pink leaf falls
Steam rising from a bowl on a counter | subject cup; not subject cup rises
Smoke rises from a campfire | subject fire; not weather fog
A woman walks, steam rising | subject person walks; not subject person walks rises
A car, not red but blue, drives along the motorway | setting street; subject blue car races
A green, not red, balloon over a meadow | setting meadow; subject green balloon
She lies on the grass | setting meadow; subject person stands
Slow push through a candlelit corridor | setting room; light candlelight; camera slow push in
Swipe left over the rooftops | setting city; camera pan left
Snap pan left, a market at midday | setting street; time noon; camera fast pan left
Sliding shot to the left along a bookshelf | setting room; camera pan left
Truck to the left past a forest | setting forest; not subject car; camera pan left
The camera trucks slowly to the right past the shops | not subject car; camera slow pan right
Tilt from sky to ground, a meadow | setting meadow; camera tilt down
The camera tilts from the treetops down to the moss | setting forest; camera tilt down
A forest; the camera pans from the right side to the left side | setting forest; camera pan left
We drift slowly upward past the clouds | camera slow tilt up
We see a boat drifting to the left | subject boat drifts left; camera static
The lens slowly pushes toward a cottage in a meadow | subject house; camera slow push in
From a wide shot to a close-up, a rose | subject flower; camera push in
From close-up to wide shot, a lighthouse | subject lighthouse; camera pull out
Forward tracking shot through a forest | setting forest; camera push in
Spin around the tower | subject castle; camera orbit
Raindrops drumming on a roof | sound rain; not sound drums
Birds are singing at cockcrow in a garden | time dawn; sound birds
The camera crabs left along a wall; a lake | setting lake
Strafe left, a lake in July | setting lake; season summer; camera pan left
The camera backs up from a tree | subject tree; camera pull out
A whale surfaces next to a small boat, aerial | setting sea; subject whale; subject boat; camera drone
A dust storm over a red planet | setting space; weather wind; not weather storm
A candle, no words, or no sound | subject candle; sound silence
Lighting: golden hour; setting: a lake with a red boat | setting lake; time sunset; subject red boat
Morning: a cat walks in the garden | setting garden; time morning; subject cat walks
We look up slowly from the river to the mountains | camera slow tilt up
The camera rotates to the right on a tripod, a pine forest | setting forest; camera pan right
The camera rotates around a lighthouse | camera orbit
Retreating shot from a lone tree | subject tree; camera pull out
pan, left, slow: a beach | setting sea; camera slow pan left
Left-hand pan across a bay | setting sea; camera pan left
The camera sways on a boat | camera handheld static; subject boat
Look down from the tower | camera tilt down
A robot looks up at the moon | camera static; subject robot
A street free from cars | setting street; without car; not subject car
Nightfall over the plain | setting meadow; time dusk
A pirate ship at sea | setting sea; subject ship; not subject person
High-rise towers at noon | setting city; not subject castle
Icebergs in the ocean | setting sea
Sunlight streams through the window | setting room; light rays
Inside a small castle | setting room; not subject castle
A cat inside a wooden house | setting room; subject cat; not subject house
A house under a blue sky | subject house; not setting sky
White clouds in a blue sky | setting sky; weather clear; weather clouds
A bird in the blue sky | setting sky; subject bird
A boy flies a kite | subject kite; subject person; not setting sky
A balloon over a house | not setting sky
A red car and a blue car | subject red car; subject blue car; not colour blue
Two boats, one red and one blue | subject red boat; subject blue boat; not colour red
A red car drives by. The red car stops | subject red car; not colour red
A car drives by. The red car stops | subject red car
She wears a red coat | subject red person
A night without stars | time night; without stars
A street bathed in red light | setting street; colour red
A car stops at a red light | subject car; not colour red
A silhouette of a man on a hill | light backlit; subject black person
b/w photo of a bridge | subject bridge; style black and white
A street in noir style | setting street; style black and white
A hot air balloon with red and white stripes over the mountains | subject red balloon; not colour red
A boat with red sails | subject red boat; not colour red
A house with a red roof | subject red house
A boat with blue and white sails | subject blue boat; not colour white
White snow, black trees | subject black tree; weather snow; not colour white
A red lighthouse and a white lighthouse | subject red lighthouse; subject white lighthouse
The sun comes out over a meadow | setting meadow; weather clear
"""
JAPANESE = """
霧の立ちこめる湖を小舟がゆっくり漂う | setting lake; subject boat drifts; weather fog
雨は降っていない街角を女性が歩く | setting street; subject person walks; without rain; not weather rain
カメラは動かさない。赤い提灯が風に揺れる | subject red lantern; camera static
人のいない駅のホーム、真夜中 | time night; without person; not subject person
無音で、灯台が立つ岬 | subject lighthouse; sound silence; setting sea
音楽なしで、波の音だけ | sound waves
ソファで丸くなって眠る子猫 | setting room; subject cat stands
ろうそくの炎にゆっくり寄っていく | subject candle; camera slow push in
小屋から引いていくと谷全体が見える | subject house; camera pull out
ロボットのまわりをぐるりと回り込むカメラ | subject robot; camera orbit
真昼の砂丘を空撮で | setting desert; time noon; camera drone
カメラがエメラルド色の海を右へ流れる | setting sea; camera pan right
尾根を左へ素早くパン | setting mountains; camera fast pan left
星空から一本の木へティルトダウン | subject tree; camera tilt down
見上げるように大木の幹をゆっくりティルトアップ | subject tree; camera slow tilt up
三脚で固定し、機関車が通り過ぎるのを撮る | subject train; camera static
手ブレのある映像、公園を走る青年 | setting garden; subject person races; camera static handheld
露に濡れたバラの接写 | subject flower; camera static close-up
雪に埋もれた城の引きの絵 | camera static wide
桜色の夕焼け | time sunset; not subject tree
金魚が水槽で泳ぐ | setting underwater; subject fish swims
白鳥が湖を泳ぐ | setting lake; subject swan; not colour white
海老のてんぷら | not setting sea
夜景を望む展望台 | setting city; time night
川柳を詠む老人 | not setting river; subject person
空港のロビー | not setting sky
雪だるまが庭に立っている | setting garden; subject snowman stands
夏の花火が夜空に上がる | season summer; time night; not subject flower
火山が噴火する | setting mountains
川村さんと山田さんが部屋で話す | setting room; not setting river
森本さんの猫 | subject cat; not setting forest
風景画のような草原 | setting meadow; not weather wind
風呂場の窓 | not weather wind
車椅子の老人が廊下にいる | subject person; setting room; not subject car
人形が棚に並ぶ | not subject person
鳥居の前に立つ少年 | subject person stands; not subject bird
犬小屋のある裏庭 | setting garden
猫背の男が歩く | subject person walks; not subject cat
魚屋の店先 | setting street; not subject fish
花柄の着物の女性 | subject person; not subject flower
左官が壁を塗る | camera static
右往左往する群衆 | subject many person; camera static
空っぽの部屋 | setting room; not setting sky
青年が道を走る | setting street; subject person races; not subject blue
赤ちゃんが眠る寝室 | setting room; subject person; not subject red
白雪姫が森を歩く | setting forest; subject person walks
黒板のある教室 | setting room; not colour black
緑茶を飲む祖母 | not colour green
茶室で紅茶を飲む | setting room; not colour red
銀行の前を車が通る | subject car; not colour silver
金曜日の夜の繁華街 | setting city; time night; not colour gold
紫陽花が雨に濡れる | subject flower; weather rain
誰もいない海岸 | setting sea; without person
誰一人いない商店街 | setting street; without person
車の走っていない高速道路 | setting street; without car; not subject car
雲ひとつない空 | setting sky; not weather cloudy
風のない湖 | setting lake; not weather wind; without wind
雪も雨も降らない冬の街 | season winter; without snow; without rain; not weather snow; not weather rain
ズームせずに鳥を撮る | subject bird; camera static
パンしないで。車が右から左へ走る | subject car races left; camera static
カメラを固定して、鳥が左へ飛ぶ | subject bird flies left; camera static
ピアノは無し、鳥のさえずりだけ | sound birds; without piano
静寂の中、雪原に立つ鹿 | setting snowfield; subject deer stands; sound silence
ピアノの調べが流れる喫茶店 | setting room; sound piano
潮騒が聞こえる浜 | sound waves
雨だれの音、障子越しの庭 | sound rain
かもめの鳴き声と波音 | sound birds; sound waves
風がびゅうびゅう吹く荒野 | weather wind
満月の下で跳ねるクジラ | subject whale; time night
夜明けの雲の上を昇る熱気球 | setting sky; subject balloon; time dawn
紺色の車が雨上がりの大通りを疾走する | setting street; subject car races
深紅のカヌーが秋の川を下る | setting river; subject red boat; season autumn
水彩タッチで描いた、桜の散る川べり | style watercolour; subject tree; setting river
墨絵の山並み、雁が飛んでいく | style ink; setting mountains; subject bird flies
クレイアニメのペンギンがよちよち歩く | style clay; subject penguin walks
35ミリフィルムの質感で、タクシーが信号を待つ | style film; subject car
鉛筆デッサンの老漁師 | style pencil; subject person
ドット絵の宇宙飛行士 | style pixel; subject astronaut
モノクロで、雪の降る線路 | style black and white; weather snow
ネオンが滲む裏通りをゆっくり前進 | setting street
サンゴ礁に黄色い魚の群れ | setting underwater; subject many yellow fish
土星の輪のそばを漂うロケット | setting space; subject rocket drifts
書斎の机に一本の蝋燭 | setting room; subject candle
ポピーが咲き乱れる草原にミツバチの羽音 | setting meadow; subject flower; sound insects
朝まだき、森の中にじっと佇む牡鹿 | setting forest; subject deer stands
嵐の海、灯台の光が闇を照らす | setting sea; subject lighthouse; weather storm
傘をさした人々が横断歩道を渡る、どしゃ降り | setting street; subject many person; weather rain
カメラが灯台からだんだん遠ざかる | subject lighthouse
銀色のロボットが二体、踊る | subject two silver robot dances
紫の傘と緑のカエル | subject purple umbrella
吹雪の中を歩く黒い犬 | subject black dog walks; weather snow
紙でできた小舟が水たまりに浮かぶ | subject paper boat drifts
帆を張ったヨットが沖へ進む | setting sea; subject boat
うららかな春の日の土手 | season spring
入道雲のわく夏空 | season summer
木枯らしの吹く並木道 | setting street; weather wind
木漏れ日のさす林道を自転車が走る | setting forest; subject bicycle
朝日を浴びて走る列車を追いかける | subject train races; time dawn
ドローンで上から見た棚田 | setting meadow; camera drone
手持ちカメラで夜市を歩く | setting street; time night
目線の高さで、ゆっくり右にパンする静かな図書館 | setting room; camera slow pan right
上へゆっくりとカメラを振る | camera slow tilt up
画面の左から右へ、カメラがすーっと動く | camera pan right
カメラは下に向かって傾く | camera tilt down
ぐっとズームイン、少女の瞳 | subject person
人物は登場しない、街だけ | setting city; without person
音は入れないで | sound silence
鳥も虫も鳴かない夜 | time night; not sound birds
霧が晴れた湖 | setting lake; not weather fog
雨がやんだ後の庭 | setting garden; not weather rain
カメラワークなし、パンもズームもなし | camera static
色は青を基調に、差し色は赤 | colour blue
カメラはまったく動かず、帆船が通り過ぎる | camera static
カメラをゆっくり右へ動かして | camera slow pan right
カメラを左に | camera pan left
左パン、庭 | setting garden; camera pan left
右方向へのパン、砂漠 | setting desert; camera pan right
ゆっくりと左から右へ流し撮り | camera slow pan right
カメラが右から左へ移動する、夜の港 | setting sea; time night; camera pan left
横移動で左へ | camera pan left
カメラが上を向いていく | camera tilt up
カメラを下へ傾ける | camera tilt down
空から地面へとカメラを下ろす | camera tilt down
雲から村へティルトダウンする | camera tilt down
てんとう虫にズームしていく | camera push in
銀河が見えるまでズームアウト | camera pull out
急速ズームでロボットに迫る | camera fast push in
カメラが古い家に少しずつ近づいていく | camera slow push in
カメラが森の中を前に進む | setting forest; camera push in
カメラがろうそくから離れていく | camera pull out
木の周りを回るカメラ | subject tree; camera orbit
像のまわりを360度 | camera orbit
鳥瞰で見た街 | setting city; not subject bird
俯瞰の川 | setting river
ドローンで渓谷の上を飛ぶ | camera drone
雪の中のキツネを追うカメラ | subject fox; camera tracking
自転車に並走するカメラ | subject bicycle; camera tracking
定点カメラで撮った交差点 | setting street; camera static
固定ショット、魚がくるくる泳ぐ | subject fish swims; camera static
フィックスで、風車 | camera static
据え置きの画面 | camera static
カメラの動きなし | camera static
カメラは静止したまま | camera static
カメラを動かさずに撮る | camera static
カメラは動きません | camera static
手持ち撮影のような揺れ | camera static handheld
カメラが小刻みに揺れる | camera static handheld
手ぶれなし、固定カメラ | camera static
超ロングショットの小さな船 | camera static wide; subject boat
クジラの顔のアップ | subject whale; camera static close-up
ひまわりのクローズアップ | subject yellow flower; camera static close-up
マクロ撮影のしずく | camera static close-up
遠景の塔 | camera static wide
空に鳥はいない | setting sky; not subject bird; without bird
船のない湖 | setting lake; without boat; not subject boat
船は一艘もいない湖 | setting lake; without boat; not subject boat
人っ子一人いない通り | setting street; without person; not subject person
人影のない浜辺 | without person; not subject person
無人の駅 | without person
人気のない路地 | setting street; without person; not subject person
人けのない公園 | setting garden; without person; not subject person
人も車も見当たらない交差点 | setting street; without person; without car
雲一つない青空 | not weather clouds
雨が降らない砂漠 | setting desert; not weather rain; without rain
雪の降っていない山 | setting mountains; not weather snow; without snow
もう雪は降っていない | not weather snow
雨ではなく雪 | weather snow; not weather rain
犬じゃなくて猫 | subject cat; not subject dog
夜ではなく昼 | time noon; not time night
赤ではなく青い車 | subject blue car
赤くない車 | subject car; not subject red car
人は入れないで、風景だけ | without person; not subject person
鳥は出さないでください | not subject bird; without bird
文字や人を含めない | without person
車を除いた街 | setting city; not subject car
人抜きで | without person
音なし | sound silence
無音 | sound silence
サイレント | sound silence
音声なしの海 | setting sea; sound silence
音はいらない | sound silence
ピアノはいらない、雨音だけ | sound rain; not sound piano
音楽はなく、鳥の声 | sound birds
しーんとした教室 | setting room
交通の騒音 | sound traffic
海鳴り | sound waves
ピアノ曲にのせて | sound piano
鳥がさえずる朝 | time morning; sound birds
風の音だけが聞こえる | sound wind
雨がトタン屋根を叩く | weather rain
小雨の屋根 | weather rain
土砂降り | weather rain
にわか雨の田んぼ | weather rain; setting meadow
しとしと雨が降る | weather rain
粉雪が舞う | weather snow
吹雪 | weather snow
しんしんと雪が積もる | weather snow
ぼたん雪 | weather snow
もやのかかった朝 | weather fog; time morning
濃霧の橋 | weather fog
靄 | weather fog
砂嵐のオアシス | setting desert
雷が鳴る草原 | setting meadow
曇り空の正午 | time noon; weather clouds
よく晴れた湖畔 | setting lake; weather clear
真夜中 | time night
深夜の掃除人 | time night
月のない夜 | time night; not light moonlight
日の出前 | time dawn
早朝の光 | time morning
日が沈む海 | time sunset; setting sea
丘の向こうから日が昇る | time dawn
たそがれ時 | time dusk
薄暮 | time dusk
瑠璃色の車 | subject blue car
臙脂色の車 | subject red car
藤色の風船 | subject purple balloon
紺の船 | subject blue boat
金色の提灯 | subject gold lantern
灰色のクジラ | subject grey whale
ねずみ色のロボット | subject grey robot
水色の魚 | subject fish
茶トラの猫 | subject cat
三毛猫 | subject cat
真っ白な馬 | subject white horse
真っ黒な車 | subject black car
銀の列車 | subject silver train
錆びたロボット | subject robot
緑に塗られた船 | subject green boat
赤レンガの家 | subject house
黄色い傘の少女 | subject person
青い服の男が赤い提灯を持つ | subject blue person; subject red lantern
風船は紫色で、ふわふわ飛んでいく | subject purple balloon
黄色い魚が二匹 | subject two yellow fish
葉の赤い木 | subject tree
水彩画風 | style watercolour
透明水彩で | style watercolour
水墨画 | style ink
筆と墨で描いた | style ink
粘土でできた町 | style clay; setting city
クレイアニメ | style clay
フィルムの粒子感 | style 35 mm film
レトロゲーム風 | style pixel
8ビット | style pixel
鉛筆画 | style pencil
えんぴつで描いた家 | style pencil; subject house
白黒 | style black and white
白黒映画 | style black and white
ネオン風 | style neon
ロボットがじっと立っている | subject robot stands
ロボットがその場で回る | subject robot turns
犬が首をかしげる | subject dog
風船が浮かんでいる | subject balloon
魚がすばやく逃げる | subject fast fish
電車が轟音を立てて通過する | subject train
猫がとことこ歩く | subject cat walks
馬が駆ける | subject horse races
男がさまよう | subject person walks
女が駆け出す | subject person races
立っている人 | subject person stands
鳥が舞い上がる | subject bird flies
船が漂流する | subject boat drifts
葉っぱが水に浮く | subject leaf drifts
灯台がそびえる | subject lighthouse
夜のオフィス | setting room; time night
火星の表面 | setting space
星々の間を宇宙船が進む | setting space
住宅街 | setting city
雪だるまと少年 | subject snowman; subject person; not weather snow
山口さんの家 | subject house; not setting mountains
海斗くんが走る | not setting sea
川崎の工場 | not setting river
山手線の電車 | subject train; not setting mountains
金沢の街 | setting city; not colour gold
青森の林檎 | not setting forest; not colour blue
赤坂の夜 | time night; not colour red
緑区 | not colour green
黒澤監督 | not colour black
銀座の通り | setting street; not colour silver
白菜の畑 | setting meadow; not colour white
赤ワインとチーズ | not colour red
青果市場 | not colour blue
風鈴が揺れる縁側 | setting garden; not weather wind
風車の丘 | subject windmill; not weather wind
雨戸を閉める | not weather rain
雨宿りする猫 | subject cat
月曜日の朝 | time morning; not light moonlight
木曜日の森 | setting forest; not subject tree
花瓶のある机 | setting room
花嫁が歩く | subject person walks; not subject flower
鳥取砂丘を歩く | setting desert; not subject bird
猫じゃらし | not subject cat
犬山城 | not subject dog
馬車が走る | not subject horse
馬鹿 | not subject horse; not subject deer
魚眼レンズ | not subject fish
船橋の街 | setting city; not subject boat
車窓の風景 | not subject car
歯車が回る | not subject car
水車 | not subject car
人工衛星 | not subject person
人参畑 | not subject person
木星 | setting space; not subject tree
材木 | not subject tree
家具 | not subject house
家族が歩く | subject person walks; not subject house
作家の部屋 | setting room; not subject house
空手家 | not setting sky
空き地 | not setting sky
海苔 | not setting sea
海外旅行 | not setting sea
山盛りのご飯 | not setting mountains
森林浴 | setting forest
林檎 | subject fruit; not setting forest
道具箱 | not setting street
道化師 | not setting street
夜行バス | time night
朝顔の花 | subject flower
春巻き | not season spring
秋刀魚 | not season autumn
冬瓜 | not season winter
夏目漱石 | not season summer
紅葉の山 | setting mountains; season autumn
嵐の後の静かな海 | setting sea; not weather storm
雨上がりの庭 | setting garden; not weather rain
雪が止んだ森 | setting forest; not weather snow
雨はもう上がった | not weather rain
ソファで寝てしまった女性 | setting room; subject person stands
りんごが木から落ちる | subject fruit falls
冬の温泉 | season winter; feature hot
公園のベンチで鳩に餌をやる老人 | setting garden; subject person; subject bird
電車に忘れた傘 | subject umbrella
右に曲がると灯台がある | subject lighthouse; camera static
水色の車 | subject blue car
ろうそくの暖かい光 | subject candle; palette warm
虹のかかる丘のピンクの家 | subject pink house; feature rainbow
カメラが灯台を見上げる | subject lighthouse; camera tilt up
カメラが川を見下ろす | setting river; camera tilt down
カメラがゆっくりと屋根の上へ上がる | camera slow tilt up
花にゆっくりズームインする | subject flower; camera slow push in
ロボットの目から一気にズームアウト | subject robot; camera fast pull out
視点がゆっくり左へ流れる | camera slow pan left
画面が右へ動く | camera pan right
走る馬と並んで走るカメラ | subject horse races; camera tracking
カメラは動かないまま、クジラが左へ泳ぐ | subject whale swims left; camera static
船が右から左へ進む | subject boat drifts left; camera static
図書館をパンする | setting room; camera pan right
屋根の上を右へパンしていく | camera pan right
ろうそくの周りを180度回り込む | subject candle; camera orbit
氷河の上を飛ぶドローン | setting snowfield; camera drone
ズームは使わないで | camera static
カメラは一切動かさないこと | camera static
カメラはパンもティルトもしない | camera static
カメラ移動なし | camera static
画角は固定 | camera static
固定した画面 | camera static
手ブレなしで | camera static
寄りではなく引きで、寺を撮る | camera static wide; subject temple
鳥の声も風もなく、ピアノだけ | sound piano; not sound birds
雨の音はなし | not sound rain
音のない雨 | weather rain; sound silence
鳥の声がする静かな湖 | setting lake; sound birds
音声はオフで | sound silence
音：なし | sound silence
音楽：なし | without music
音：ピアノ | sound piano
風の音しか聞こえない | sound wind
車も人もなく、鳥だけがいる | without car; without person; subject bird
車が一台も通らない道 | setting street; without car; not subject car
雲も鳥もない砂漠の空 | setting desert; without clouds; without bird
船一つない湖 | setting lake; without boat
夜明けの霧の湖、船も人もなし | setting lake; time dawn; weather fog; without boat; without person
雨は要りません | without rain; not weather rain
人物を除いてください | without person
車を消した通り | without car
鳥を出さない | without bird
人のいないビーチ | without person
星のない夜 | time night
木の生えていない平原 | without tree; not subject tree
葉のない木 | subject tree; without leaf
鳥一羽いない | without bird
車は写さない | without car
雪のない緑の谷 | without snow; setting mountains
もう雨は降らない | without rain
人がほとんどいない駅前 | not subject person
明るい赤に塗られた木の船が岸にある | subject red boat
魚はみんな黄色 | subject yellow fish
ぴかぴかの銀のロボット | subject silver robot
赤と青の風船 | subject red balloon
赤い風船と青い風船 | subject red balloon
緑の芝生に黒猫と白い犬 | subject black cat; subject white dog; setting garden
青い海と白い灯台 | subject white lighthouse; setting sea
薄緑の家 | subject green house
濃い赤のバラ | subject red flower
空色の車 | subject blue car; not setting sky
雪のように白い鳥 | subject white bird; not weather snow
若草色の船 | subject green boat
真っ黒い馬 | subject black horse
深緑の車 | subject green car
藍色の車 | subject blue car
象牙色の家 | subject white house
水墨画ふうの竹林 | style ink; setting forest
粘土アニメ風のロボットがくるりと回る | style clay; subject robot turns
八ミリ映画みたいな夏の海辺 | season summer
雨降る夜道をバスが走り去る | setting street; time night; weather rain; subject car races
夜の雨に濡れた石畳、遠くで鐘が鳴る | setting street; time night; weather rain; sound bells
菜の花畑を黄色い電車が通り過ぎる | subject yellow train; setting meadow
宇宙ステーションの窓から地球を眺める | setting space
深い海の底をゆらゆら漂うクラゲ | setting underwater; subject jellyfish drifts
雪山を登る赤い服の登山者 | setting mountains; subject red person walks
秋の公園を散歩する老夫婦と犬 | setting garden; season autumn; subject dog walks
猫が窓辺でうたた寝、外は雨 | setting room; subject cat; weather rain
砂漠の夜、満天の星 | setting desert; time night
雪のように白い猫 | subject white cat; not weather snow
血のように赤い車 | subject red car
水彩画のような庭 | style watercolour
夢のような海 | setting sea
海のように青い車 | subject blue car; not setting sea
音楽なし、雨だけ | sound rain
人物：なし。街。 | without person; setting city
黒猫さんが歩く | subject black cat walks
車の走っていない道路 | without car; not subject car
犬が歩いていない公園 | without dog
犬が動かない | subject dog stands
猫が鳴かない | subject cat
ゆっくりと左へ、カメラが庭を横切る | camera slow pan left
カメラ、右へ | camera pan right
手前に引くカメラ、部屋 | setting room; camera pull out
カメラの手ブレはなし | camera static
車も人も通らない道 | setting street; without car; without person
水彩ではなく鉛筆で | style pencil; not style watercolour
傘をささずに歩く人 | subject person walks
雪は積もっているが降っていない村 | season winter; not weather snow
雪の村、雪は降っていない | season winter; not weather snow
雪山を背景に走る電車 | setting mountains; subject train races; not weather snow
森の朝。ネガティブプロンプト：人、車 | setting forest; time morning; without person; without car
走る赤い電車を追いかける | subject red train races; camera tracking
猫が毛糸玉を追いかける | subject cat; camera static
カメラが左右に揺れる、船の上 | setting sea; camera static handheld
寄りから引きへ、灯台 | subject lighthouse; camera pull out
引きから寄りへ、少女 | subject person; camera push in
引きの映像、湖に浮かぶ小舟 | setting lake; subject boat drifts; camera static wide
空から地面へティルト、森 | setting forest; camera tilt down
レフトへパン、湖 | setting lake; camera pan left
右方向にスライド、街 | setting city; camera pan right
トラックレフト、森 | setting forest; not subject car; camera pan left
桜吹雪の中を走る電車 | season spring; subject many pink leaf; subject train races
桜が散る庭 | setting garden; subject pink tree; subject pink leaf falls
砂漠を進むラクダの隊列 | setting desert; subject many camel drifts
提灯の並ぶ路地、夜 | setting street; time night; subject many lantern
無音。蝋燭の炎が揺れる | setting room; sound silence; subject candle; not subject fire
ﾈｵﾝ街を右へﾊﾟﾝ | setting city; light neon; camera pan right
うみのうえをとぶしろいとり | setting sea; subject white bird flies
さくらのはながさくかわ | setting river; season spring; subject pink tree
ゆきのふるもりをあるくひと | setting forest; weather snow; subject person walks
あかいくるまがはしるまち | setting city; subject red car races
ちいさなふねがうみにうかぶ | setting sea; subject boat drifts
あおいさかながおよぐうみのなか | setting underwater; subject blue fish swims
ねこがまどべでねむる | setting room; subject cat stands
くらいもりにひかるほたる | setting forest; palette dark; subject firefly glows
ひとがいないまち、くもりぞら | setting city; weather clouds; without person
あめのふっていないにわ | setting garden; without rain; not weather rain
ひだりへパン、みずうみ | setting lake; camera pan left
ゆっくりみぎへパン、もり | setting forest; camera slow pan right
したへティルト、まち | setting city; camera tilt down
カメラはうごかない、やま | setting mountains; camera static
なみのおと、よるのうみ | setting sea; time night; sound waves
走るいぬと空をとぶとり | subject dog races; subject bird flies
はなしをするひと | not subject flower
雨につき中止 | not subject moon
ジャンプした猫とたった一つの灯台 | subject cat; subject lighthouse; not subject cat stands
そのとおりにうごかす | not setting street
左へ移動撮影、湖、彩度を落とした | setting lake; palette muted; camera pan left
動きのないカメラ、庭 | setting garden; camera static
被写体に迫る、赤い花 | subject red flower; camera push in
カッコウの声、猛暑の森 | setting forest; season summer; sound birds
音は一切なし、雪原 | setting snowfield; sound silence
火を落とした部屋 | setting room
宇宙飛行士が赤い惑星に旗を立てる | setting space; subject astronaut; not subject red astronaut
水槽の前に立つ少女、ジンベエザメが泳ぐ | setting underwater; subject person stands; subject fish swims
湖の朝。NG：人、船 | setting lake; without person; without boat
画面を右から左へ移動しながら花畑を映す | setting meadow; camera pan left
パン、左。森 | setting forest; camera pan left
後退しながら撮る並木道 | camera pull out
ブレる映像、森 | setting forest; camera handheld static
雪が積もっていない山 | setting mountains; not season winter; not weather snow
雨でも雪でもない街 | setting city; without rain; without snow; not weather rain
乾いた砂の大地 | setting desert
小川のせせらぎ | setting river; sound stream
小川のせせらぎの音、森 | setting forest; sound stream
小さな家の中 | setting room; not subject house
教会の中の猫 | setting room; subject cat
お城の中庭 | setting garden
青っぽい街 | setting city; colour blue
ピンク色の空 | setting sky; colour pink
緑色の森 | setting forest; not colour green
街が赤く染まる | setting city; colour red
赤い車と青い車が走る | subject red car races; subject blue car
青空に浮かぶ雲 | setting sky; weather clouds
鳥が青空を飛ぶ | setting sky; subject bird flies
青空の下の家 | subject house; not setting sky
星のない夜 | time night; without stars
フィルムで撮った通り | setting street; style film
崖の上の白い灯台 | setting sea; subject white lighthouse
切り立った崖 | setting mountains
森の小川を紙の舟が流れる | setting river; subject paper boat drifts
森の中をゆっくりと前進 | setting forest; camera slow push in
ロボットが前進する | subject robot; camera static
霧の路地を探偵が歩く | setting street; subject person walks; weather fog
赤と白の灯台 | subject red lighthouse; not colour white
黒と白の猫 | subject black cat; not colour white
赤い屋根の家 | subject red house; not setting city
緑の目の猫 | subject cat; not subject green cat; not colour green
海辺のカフェの中 | setting room
"""


def said(direction: Direction) -> dict[str, list[set[str]]]:
    """A direction as words, by kinds; the camera as its one expression."""
    camera = direction.camera
    taken = (
        camera.speed if camera.speed != "normal" else None,
        camera.move,
        camera.framing if camera.framing != "medium" else None,
        "handheld" if camera.handheld else None,
    )
    subjects = [
        (
            {2: "two", 3: "many"}.get(each.count),
            each.pace,
            each.colour,
            each.kind,
            each.action,
            each.then,
            each.heading,
        )
        for each in direction.subjects
    ]
    single = {"setting": direction.setting, "time": direction.time, "season": direction.season}
    many = {
        "style": (direction.style,),
        "feature": direction.features,
        "weather": direction.weather,
        "light": direction.light,
        "palette": direction.palette,
        "colour": direction.colours,
        "sound": direction.sounds,
        "without": direction.without,
        "subject": tuple(" ".join(filter(None, each)) for each in subjects),
        "camera": (" ".join(filter(None, taken)),),
        **{kind: (name,) for kind, name in single.items()},
    }
    return {kind: [set(name.split()) for name in names if name] for kind, names in many.items()}


def is_said(expected: str, direction: Direction) -> bool:
    """Whether a direction says this, as "subject red boat" or "not weather rain"."""
    denied = expected.startswith("not ")
    kind, *words = expected.removeprefix("not ").split()
    found = said(direction)[kind]
    if kind == "camera" and not denied:
        return found == [set(words)]
    return any(set(words) <= each for each in found) is not denied


@pytest.mark.parametrize("table", [ENGLISH, JAPANESE], ids=["English", "Japanese"])
def test_sentences_are_read_as_they_are_meant(table: str) -> None:
    """All misreadings at once: with what was expected, and what came of it."""
    misread = []
    for line in table.strip().splitlines():
        prompt, _, expected = line.rpartition(" | ")
        direction = read_direction(prompt)[0]
        missed = [each for each in expected.split("; ") if not is_said(each, direction)]
        misread += [(prompt, missed, direction)] if missed else []
    assert misread == []


@pytest.mark.parametrize(
    ("prompt", "figures"),
    [
        ("a man, a woman and a child on a beach", ["man", "woman", "child"]),
        ("an old man and a boy walk", ["elder", "child"]),
        ("a traveller rests; the woman looks up", ["woman"]),
        ("two girls dance", ["girl"]),
        ("a pedestrian", [None]),
        ("少女と老人が歩く", ["girl", "elder"]),
        ("男性が女性に手を振る", ["man", "woman"]),
        ("子供たち", ["child"]),
    ],
)
def test_people_are_told_apart(prompt: str, figures: list[str | None]) -> None:
    assert [each.figure for each in read_direction(prompt)[0].subjects] == figures
