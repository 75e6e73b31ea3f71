"""General English of questions about facts: no word here comes from any one database."""

from __future__ import annotations

UNIT_WORDS = frozenset(
    """g gram grams kg kilo kilos kilogram kilograms lb lbs pound pounds oz ounce ounces ml l litre
    litres liter liters cl cm centimetre centimetres centimeters mm millimetre millimetres
    millimeters m metre metres meter meters km inch inches ft feet foot w watt watts wh mah v volt
    volts h hour hours min minute minutes second seconds day days week weeks month months year years
    eur euro euros usd dollar dollars gbp chf percent pct am pm o'clock times x gb mb tb lumen
    lumens lm bar units pieces pcs people persons person""".split()
)
ORDINARY_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays
    thursdays fridays saturdays sundays january february march april june july august september
    october november december
    hallo quick question questions sorry bother
    able accept accepted across action active actual actually add additional address advice after
    afternoon age ago agree allow allowed almost along already amount answer anybody anything anyway
    apply
    area arrive arrived article ask asked attach available average away back bad bag based basic
    become begin belong best better between big bike bill black blue body book bottom bought box
    brand bring broke broken brown build built button buy buying call called came cancel cancelled
    capacity card care carry case cash change changed charge cheap cheaper cheapest check child
    children choose city clean cleaned cleaning clear close closed cloth code cold color colour come
    comes company compare compared complete condition conditions connect contact contain contains
    cost costs could count countries country cover covered create credit current currently customer
    customers cut damage damaged date dates day days deal deep defect defective deliver delivered
    delivery depth describe description detail details device difference different dimensions
    discontinued discount distance dollar done door double down drive dry due during early easily
    easy eco effect either else email employ employee end english enough enter error even evening
    event ever every exact exactly example except exchange exist expensive expire explain extra
    fabric fall far fast fastest faulty feature features few figure file fill final find fine first
    fit fits fix fixed flat follow food foot form found free friend friendly front full function
    gave general get gift give given gives go goes going good got great green grey ground group
    grow guarantee guide half hand handle happen happened happens hard head hear heat heavier
    heaviest heavy height held help here high higher highest hold home hot hour house however huge
    idea important include included includes information inside instead issue item items job join
    jump keep kept kind know known large larger largest last late later latest launch launched
    lead learn least leave left length less let letter level life light lighter lightest like
    limit line list little live local locate located long longer longest look looking lose lost lot
    low lower lowest made mail main make makes making manual many material materials matter maximum
    may maybe mean means measure meet member message might mine minimum minute missing mode model
    money month months more morning most move much must name named names near need needs never new
    newest next nice night none normal note nothing notice number numbers offer offered offers often
    old older oldest online open opened opening opens option options orange order ordered orders
    original others outside owner pack package page paid pair part parts pass past pay payment
    people per perhaps period person phone pick piece place placed plan play please point policy
    possible post pounds power premium present price priced prices pricing print problem process
    produce product products program provide purchase purple purpose put quality quantity quarter
    question quick quickly quiet quite range rate rather rating reach read ready real really reason
    receive received recent recommend record red reduce refund refunded register release released
    remain remaining remove repair repaired repairs replace replaced report request require required
    reserve return returned returns review right road roll room round rule run safe safety said sale
    sales same save say says season seat second see seem seen sell sells sell send sent serial serve
    service set several shall shape share ship shipped shipping ships shop short should side sign
    silver simple since single site situation size sizes sleep slow small smaller smallest smell
    sold solution somebody something sometimes soon sort space special specific speed spend spent
    staff standard start started state status stay steel stick still stock stop store stored stores
    story street strong style subject such sun supplied supplier suppliers supplies supply support
    suppose sure surface system table take taken takes taking talk tax team technical tell term
    terms test thick thickness thing things think third though time times today together tomorrow
    tonight took tool top total touch toward town track tracking trade train travel trip trouble
    true try turn type types under understand unit until update upon use used user uses using usual
    usually value various version via view visit wait walk warehouse warm warranty wash washed
    washing watch water waterproof way ways wear website week weekend weeks weigh weighs weight
    went wet white whole wide widest width will window winter wish within without woman wonder word
    work worked working works world worn worth would write wrong year years yellow yes yesterday
    yet young yours""".split()
)
