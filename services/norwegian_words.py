"""The words of career guidance in bokmål, nynorsk and, where plain, English.

Each line holds words that stand for one another in a search: spellings of the two
languages with the endings that the `norwegian` configuration stems apart, and close
synonyms. The first word of a line is the one that compounds are built from.
"""

LINES = """
veiledning veiledninger rettleiing rettleiingar vegleiing guidance
veileder veiledere veilederen rettleiar rettleiarar vegleiar counsellor counselor
veilede veileder rettleie rettleier
rådgivning rådgiving rådgjeving counselling counseling advice
rådgiver rådgivere rådgivar rådgivarar rådgjevar rådgjevarar rådgiveren adviser advisor
karriere karrierer karriera career
voksen voksne vaksen vaksne voksenopplæring vaksenopplæring adult adults
utdanning utdanninger utdanningar utdannelse utdannelser education
utdanne utdannet utdanna
skole skoler skolen skule skular skulen school
yrke yrker yrkene yrka yrkje occupation profession
yrkesfag yrkesfaglig yrkesfagleg vocational
arbeidssøker arbeidssøkere arbeidssøkjar arbeidssøkjarar arbeidsøker jobbsøker
jobbsøker jobbsøkere jobbsøkjar jobbsøkjarar jobseeker jobseekers arbeidssøker
jobbsøking jobbsøkning jobbsøk jobbsøknad
søker søkere søkjar søkjarar applicant
søke søker søkje søkjer apply
søknad søknader søknadar application
arbeid arbeide arbeidet arbeidslivet
arbeidsløs arbeidsløse arbeidsledig arbeidsledige arbeidslaus arbeidslause unemployed
arbeidsgiver arbeidsgivere arbeidsgivar arbeidsgivarar arbeidsgjevar employer employers
arbeidstaker arbeidstakere arbeidstakar arbeidstakarar employee employees
jobb jobber jobbar jobben job jobs
kurs kurset kursa courses course
lærling lærlinger lærlingar læreling apprentice apprentices
læreplass læreplasser læreplassar lærlingplass apprenticeship
lærer lærere lærar lærarar teacher teachers
lære lærer lærte lærer
opplæring opplæringen opplæringa training
videregående vidaregåande videregåande vgs
grunnskole grunnskoler grunnskule grunnskular
ungdomsskole ungdomsskoler ungdomsskule ungdomsskular
høgskole høyskole høgskule høgskoler høyskoler høgskular
fagskole fagskoler fagskule fagskular
folkehøgskole folkehøyskole folkehøgskule
høyere høgare higher
fagbrev fagbrevet fagprøve fagopplæring
student studenter studentar students
elev elever elevar pupil pupils
unge ung ungdom ungdommer ungdommar ungdomar youth young
foreldre forelder foresatte føresette parents
innvandrer innvandrere innvandrar innvandrarar immigrant immigrants
flyktning flyktninger flyktningar refugee refugees
ukrainsk ukrainske ukrainer ukrainere ukrainarar ukrainar ukrainian
språk språket language languages
norsk norskkurs norskopplæring norwegian
tolk tolken tolker interpreter
introduksjonsprogram introduksjonsprogrammet introduksjonsprogramma introprogram
realkompetanse realkompetansen realkompetansevurdering
realkompetansevurdering realkompetansevurderinger realkompetansevurderingar
kompetanse kompetansen competence skills
vurdering vurderinger vurderingar assessment
godkjenning godkjenne godkjennelse recognition
interesse interesser interessar interests
evne evner evnar abilities
ferdighet ferdigheter ferdigheit ferdigheiter dugleik dugleikar
mulighet muligheter moglegheit moglegheiter mogelegheit opportunities
valg valget val valet choice choices
velge velger velje vel choose
hjelp hjelpe hjelper hjelpa help
støtte støtta stønad support
oppfølging oppfølgning oppfølginga follow-up
oppfølgingstjeneste oppfølgingstjenesten oppfølgingsteneste oppfølgingstenesta
tjeneste tjenester tjenesten teneste tenester tenesta service services
omstilling omstillinger omstillingar restructuring
omskolering omskulering retraining
oppsigelse oppsigelser oppseiing oppseiingar dismissal
oppsagt oppsagte sagt oppsagd oppsagde dismissed
permittert permitterte permittering permitteringar laid
nedbemanning nedbemanningar downsizing
sykmeldt sykmeldte sjukmeld sjukmelde sykemeldt sykemeldte sjukemeld
sykdom sykdommer sjukdom sjukdommar illness
syk syke sjuk sjuke sick
helse helsa health
ufør uføre uførhet uføretrygd disabled
uføretrygd uføretrygda ufør
attføring rehabilitering rehabilitation
nedsatt redusert arbeidsevne arbeidsevna
tiltak tiltaket tiltaka measures
praksis praksisplass arbeidspraksis hospitering
samtale samtaler samtalen samtalar conversation
møte møter møtet meeting
time timer timen timar appointment
gruppe grupper grupperettleiing gruppa group
nettmøte videomøte video digitalt digital
telefon telefonen ringe phone telephone
chat chatte prat prate
cv cv-en
intervju intervjuet jobbintervju interview
senior seniorer seniorar eldre seniors
veteran veteraner veteranar veterans
fengsel fengslet fengselet prison
innsatt innsatte fange fanger fangar prisoner prisoners
soldat soldater soldatar forsvaret military
ansatt ansatte tilsett tilsette employee
leder ledere leiar leiarar leader
bedrift bedrifter bedriftar virksomhet virksomheter verksemd verksemder company
næringsliv næringslivet business
etablere etablerer gründer gründerar etablerer startup
fylkeskommune fylkeskommunen fylkeskommunar
kommune kommuner kommunen kommunar municipality
karrieresenter karrieresenteret karrieresentre karrieresenter karrieresentera
karriereveiledning karriererettleiing karrierevegleiing karriererådgivning
karriereveileder karriereveiledere karriererettleiar karriererettleiarar
yrkesveiledning yrkesrettleiing yrkesvegleiing
studieveiledning studierettleiing studievegleiing
utdanningsvalg utdanningsval
yrkesvalg yrkesval
jobbskifte jobbytte jobbskifta
bytte bytter byte byter skifte skifter change
frafall fråfall dropout
fullføre fullfører fullføra complete
deltaker deltakere deltakar deltakarar participant participants
gjennomføre gjennomføring
stipend lån lånekassen lånekassa
hverdag kvardag
kveld kvelden kveldskurs evening
gratis kostnadsfri kostnadsfritt free
hvor kor kvar where
hvordan korleis how
ikke ikkje not
annet anna other
kjære kjære
ny nye nytt new
fremtid framtid framtida fremtiden future
erfaring erfaringer erfaringar experience
vitnemål vitnemålet diploma
karakter karakterer karakterar grades
privatist privatister privatistar
ordblind ordblinde dysleksi dyslexia lesevansker lesevanskar
lese lesing lesa reading
skrive skriving skriva writing
regne rekning regning rekne
it ikt data datakurs datamaskin
"""

# Nouns that stand in compounds without being searched for as words of the field.
COMPOUND_PARTS = """
vurdering tilbud tilbod senter plass program ordning krav fag liv marked marknad
dag webinar verksted verkstad test side plan mål bistand tolk norsk nav barn mor far
helg sommer ettermiddag bransje industri bygg butikk restaurant sykehus sjukehus
""".split()

# Words that nearly every service could have: they say little about which one.
COMMON = frozenset(
    """
    hjelp hjelpe tilbud tilbod få trenger treng ønsker ynskjer vil kan finne finn god
    gode bra noe noko noen nokon mer meir tjeneste teneste time informasjon veiledning
    rettleiing kurs help need want find get service information
    """.split()
)

# What people write around what they look for, in bokmål, nynorsk and English.
STOP_WORDS = frozenset(
    """
    og i jeg det at en et den til er som på de med han av ikke der så var meg seg men
    ett har om vi min mitt ha hadde hun nå over da ved fra du ut sin dem oss opp man kan
    hans hvor eller hva skal selv sjøl her alle vil bli ble blitt kunne inn når være kom
    noen noe ville dere deres kun ja etter ned skulle denne for deg si sine sitt mot å
    meget hvorfor dette disse uten hvordan ingen din ditt blir samme hvilken hvilke sånn
    inni mellom vår hver hvem vors hvis både bare enn fordi før mange også slik vært
    eg ho ein ei eit dei dykk me mi mine kva kvar kven korleis kvifor kor ikkje noko
    nokon nokre vera vere var vart vore vil ville blei sidan so frå medan då hjå òg
    ho henne hennar hans no nå æ e mæ dæ ka kem ke
    the a an of in to and or is am are i my me you your it for on with at as be can
    what where who how do does from by this that
    """.split()
)
