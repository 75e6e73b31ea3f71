"""Words of one meaning, general English: a guarantee is a warranty, a voucher a card.

People ask in other words than documents tell in. Where a question's word is not there, one of the
same meaning stands for it. A word may be in several groups, for each of its meanings; two words
that only share a third have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nescio.text import content_stems, stem

_GROUPS = """
guarantee warranty
bill invoice receipt
voucher coupon card
buy purchase acquire
order purchase
refund reimburse repay
send ship post mail dispatch
deliver ship send bring
delivery shipping shipment carriage
parcel package packet
shop store branch outlet
repair fix mend restore
repair service
broken damaged defective faulty
break snap crack split tear
broken snapped cracked torn
break damage
tear rip
hole puncture tear leak
flat puncture
replace exchange swap substitute
replace change
check inspect examine test
inspection check examination
service check maintenance
clean wash rinse
laundry washing
machine washer
dryer tumbler
smell stink reek odour odor stench
smell scent
throw discard dispose bin dump
cancel revoke withdraw
begin start commence
end finish stop expire
valid last
quit leave resign
fast quick rapid swift
slow sluggish
big large huge
small little tiny
smallest lowest minimum least
largest biggest highest maximum most
maximum max
minimum min
allow permit
may allowed permitted
forbid prohibit ban
forbidden prohibited banned
employee staff worker colleague
boss manager head chief
customer client buyer shopper
phone telephone
mobile cellphone phone
website page site homepage
child kid
children kids
baby infant
bike bicycle cycle
car auto vehicle
tyre tire
lamp light torch
headlamp headlight headtorch
battery accumulator cell
charge recharge
plug connector
plug charge
cable cord lead wire
screen display
app software program
firmware software
update upgrade
restart reboot reset
crash fall
fell fallen dropped crashed tumbled
fall drop tumble
freeze frost
froze frozen freezing frost
hang freeze
blink flash flicker
flicker flutter
flame fire
fire bonfire campfire
burner stove cooker
canister cartridge cylinder
bottle flask
cup mug
pan skillet
pot pan
eat feed
meal food
hungry food
drink beverage
boil bubble
heat warm
hot warm
heater radiator
cold cool chilly
waterproof watertight
wind gale storm
sleep night
mat mattress pad
rucksack backpack pack
boot shoe
shoes footwear
jacket coat anorak
trousers pants
cap hat beanie
rope line
hike walk trek
hiking walking trekking
tour trip hike journey
trip journey travel
holiday vacation
gift present
rent hire rental lease
rent borrow
lend rent
book reserve
booking reservation
appointment booking
wait stay
shut closed
close shut
yearly annual
annually yearly
age old
lifespan lifetime life
lifespan last
retire discard
lose lost
missing lost
stolen lost
theft steal stolen
thief theft
lock padlock
insurance insure
membership member
member join
join register enrol
discount reduction rebate
cheaper discount
off discount
offer deal
sale clearance
complain complaint
claim complaint
reply answer respond
response answer reply
hear reply answer
contact reach
delete erase remove wipe
erase wipe
keep store
store stow keep
storage store
hold last
patch repair
glue adhesive
glue stick
stain spot
dirty filthy muddy soiled
dirt mud
grease lubricate oil
lube lubricant
rust corrode
rusty corroded
leak drip
noise sound
squeak creak
inflate pump
inflate blow
deflate empty
tighten fasten
loosen undo
fit suit
fit match
compatible fit
size dimension
big size
range distance
far distance
far range
capacity volume
capacity hold
power output
material fabric
fabric cloth textile
colour color
harm damage hurt
harmful dangerous
danger risk
dangerous unsafe
poisonous toxic
ill sick
toilet lavatory restroom
parking garage
garage park
near close
nearby near
floor storey
entrance door
lift elevator
stairs upstairs downstairs
currency money
instalment installment
tax duty
customs duty
abroad foreign overseas
soap detergent
spirit alcohol
rubbish garbage waste trash
manual instruction guide
spare replacement
part component piece
segment section
pole rod
strap belt
buckle clasp
zip zipper
hood cap
sole bottom
proof impregnate
proofing impregnation
wax impregnation
level degree
amount sum
amount value
worth value
sum total
number count
percent percentage share
half halve
double twice
recommend advise suggest
advise against
need require
required needed necessary
must required
compulsory mandatory obligatory
optional voluntary
choose select pick
show display
see view
look watch
hear listen
say tell
speak talk language
write note
read study
learn study
teach instruct
know understand
think believe
like enjoy
want wish
miss long
hate dislike
help assist
help support
assistance help support
try attempt test
use apply
apply request
request ask
demand require
get receive
receive obtain
obtain acquire
collect pick fetch
fetch collect
bring carry
carry bear
carry load
load weight
heavy weight weigh
weight mass
weigh heavy
kilo kilogram
lift raise
raise increase
rise increase
grow increase
fall decrease decline
reduce lower decrease
lower decrease
shrink reduce
shorten cut
cut trim
join connect
connect link
attach fasten fix
mount attach
install mount
assemble build
build construct erect
building construction
create make
make produce manufacture
maker manufacturer producer
produce manufacture
destroy ruin wreck
destroyed ruined
ruin spoil
spoil rot
kill murder slay assassinate
die perish
died death
death dying
dead deceased
bury inter
born birth
marry wed
wedding marriage
wife husband spouse
mother father parent
brother sister sibling
son daughter child
family household
home house
house home residence
live reside dwell inhabit
resident inhabitant
inhabitant population
people person
people folk
person individual
man male
woman female
famous renowned
known called
call name
called named
title name
rename name
king monarch ruler
queen monarch
ruler leader
leader head chief
lead head
govern rule
government administration
president leader
minister secretary
law rule
legal lawful
crime offence offense
prison jail
court tribunal
judge rule
police officer
army military
soldier troop
war conflict
battle fight combat
fight struggle
attack assault raid
defend protect
protect guard
invade occupy
conquer capture
capture seize
defeat beat
beat defeat
win victory
won victory
lose defeat
enemy foe
ally partner
friend companion
treaty agreement pact
agreement deal contract
contract agreement
country nation state
nation state
city town
village town settlement
settlement colony
district area
area region zone
region province
border frontier boundary
location place
place spot site
located situated
lie locate
capital city
river stream
sea ocean
mountain hill peak
peak summit
forest wood
wood timber
field meadow
island isle
road street
path trail
bridge span
ship vessel boat
boat raft
plane aircraft
train railway
rail railway
station stop
school college
university college
student pupil
teacher professor
degree diploma
science research
scientist researcher
research study
discover find
invention invent
invent devise
found establish
founded established
founder found
establish set
company firm business
firm business
business trade
trade commerce
industry sector
job occupation
job position
profession occupation
hire employ
fire dismiss
salary wage
income earning
rich wealthy
poor needy
money cash
cash money
loan credit
debt owe
owner own
own possess
belong own
property estate
religion faith
god deity
church cathedral
holy sacred
priest clergy
doctor physician
hospital clinic
disease illness
illness sickness
medicine drug
cure heal treat
treat handle
injury wound
pain hurt
animal creature
dog hound
cat feline
plant grow
tree wood
food nutrition
crop harvest
farm farming
book novel
author writer
author write
writer write
poem poetry
story tale
film movie
song music
singer sing
play perform
performance show
actor act
artist art
painter paint
picture image
image photo
photo picture
photograph photo
newspaper paper
journal magazine
publish release
release issue
language tongue
word term
term expression
meaning mean
mean signify
mean indicate
purpose aim
aim goal
goal objective
reason cause
cause lead
result outcome
effect impact
influence affect
affect impact
change alter
change modify
modify alter
convert transform
different distinct
difference differ
same identical
similar alike
important significant
main principal
main chief
primary main
important key
basic fundamental
usual normal
common usual
rare unusual
strange odd
new recent
new fresh
old ancient
modern contemporary
current present
previous former
earlier previous
next following
later after
first initial
initially first
last final
final ultimate
entire whole
whole complete
complete finish
full complete
partly partial
approximately about
about around
nearly almost
exact precise
correct right
wrong incorrect
error mistake
mistake fault
fault defect
fault problem
problem trouble
problem issue
wrong fault
solve resolve
danger hazard
safe secure
secure protect
secret hidden
hide conceal
visible seen
light illumination
bright luminous
dark dim
shine glow
sun solar
star stellar
space room
heat temperature
warm temperature
cold temperature
fire blaze
burn fire
water liquid
liquid fluid
ice frozen
rain precipitation
rain wet
wet damp moist
damp moisture
dry arid
weather climate
season period
period term
period time
duration length
deadline limit
limit maximum
restriction limit
date day
day daily
week weekly
month monthly
daytime day
evening night
morning dawn
noon midday
hour hourly
minute moment
moment instant
soon shortly
delay late
late delayed
early soon
schedule timetable
plan scheme
project scheme
program programme
event occasion
celebrate celebration
party celebration
feast festival
meet meeting
meeting conference
visit tour
guest visitor
crowd audience
group team
team crew
crew staff
organisation organization association
association society
club association
committee board
vote elect
election vote
elect choose
party faction
support back
oppose resist
resist withstand
withstand stand
stand bear
endure last
survive last
remain stay
continue remain
continue go
proceed continue
return back
return come
arrive come
arrival arrive
leave depart
departure leave
enter entry
exit leave
go travel
move transfer
transfer shift
push press
pull draw
press squeeze
turn rotate
spin rotate
spin turn
roll turn
shake vibrate
bend flex
stretch extend
extend prolong
extend expand
expand spread
spread distribute
distribute share
share divide
divide split
separate divide
separate part
gather collect
assemble gather
add include
include contain
contain hold
consist comprise
comprise include
cover contain
cover protect
covered included
exclude except
wear dress
cloth clothing
clothes clothing garment
garment clothing
shirt top
glove mitten
sock stocking
helmet hat
knife blade
tool instrument
device instrument
device gadget
device unit
machine device
engine motor
motor drive
drive ride
ride cycle
wheel tyre
brake stop
speed fast
speed rate
fast speed
pressure bar
temperature degree
distance length
long length
tall height
high height
wide width
deep depth
thick thickness
strong strength
strength power
weak weakness
hard tough
difficult hard
easy simple
simple plain
cheap inexpensive
expensive costly dear
beautiful pretty
good fine
great big
bad poor
better improve
improve enhance
worse deteriorate
happy glad
sad unhappy
angry furious
afraid scared
brave courageous
clever smart
wise smart
crazy mad
silly stupid
wild rough
wildest roughest
tender soft
quiet silent
loud noisy
"""


def _senses() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in _GROUPS.split("\n"):
        for word in line.split():
            found.setdefault(stem(word), {}).update(dict.fromkeys(line.split()))
    return {one: tuple(w for w in group if stem(w) != one) for one, group in found.items()}


_WORDS = _senses()
_STEMS = {one: frozenset(map(stem, group)) for one, group in _WORDS.items()}


def same_sense(stemmed: str) -> frozenset[str]:
    """Stems of words that mean the same, without the word itself."""
    return _STEMS.get(stemmed, frozenset())


def in_other_words(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """For the words of a text that no document has (`known` takes a stem) those of one meaning
    that some have."""
    found = (
        word
        for asked in dict.fromkeys(content_stems(text))
        if not known(asked)
        for word in _WORDS.get(asked, ())
        if known(stem(word))
    )
    return tuple(dict.fromkeys(found))
