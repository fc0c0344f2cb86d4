"""The words with which sentences point back, as data for `context`.

One pattern a line: a regular expression for the beginning of a sentence, matched without regard to case, apostrophes
straight, any white space for a space, ending at the end of a word. Slots in angle brackets are filled from `SLOTS`.
"""

from __future__ import annotations

SLOTS: dict[str, str] = {
    "number": r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|hundreds|dozens|a dozen|half)",
    "about": r"(?:at least|at most|only|just|about|around|nearly|almost|more than|fewer than|less than|over|up to|"
    r"as many as|an additional|an estimated|some|another|all|the other) ",
    "some": r"(?:some|many|most|several|few|all|both|each|none|neither|either|others|half|any)",
    "rank": r"(?:first|second|third|fourth|fifth|last|rest|others|latter|former|latest|next|other|largest|best)",
    "aux": r"(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|should|"
    r"isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|didn't|don't|won't|wouldn't|couldn't)",
    "verb": r"(?:came|went|ran|took|hit|fell|struck|got|left|died|survived|remain(?:s|ed)?|involve[sd]?|met|say|said|"
    r"says|believed?|expect(?:s|ed)?|refused|escaped|returned|lost|won|made|told|agreed?|called|fled|later|also|then|"
    r"still|never|now|since)",
    "thinks": r"(?:believe|fear|hope|want|think|blame|worry|doubt|feel|see|know|complain|argue)",
    "unit": r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|years?|decades?|moments?)",
    "span": r"(?:week|weekend|month|year|decade|century|morning|afternoon|evening|spring|summer|autumn|fall|winter|"
    r"season|term|school year|fiscal year|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|christmas|easter|time of year|time last year)",
    "weekday": r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday)",
    "owner": r"(?:[\w.-]+ ){0,4}?[\w.-]+'s?",
    "act": r"(?:appearance|remarks?|comments?|statements?|announcement|decision|moves?|tweets?|posts?|"
    r"speech|visit|trip)",
    "occasion": r"(?:amid|as|after|in response|at a time|on the heels|(?:just |only |shortly )*(?:after|hours|days|"
    r"weeks|a (?:day|week|month)|(?:one|two|three|four|five|six) (?:days?|weeks?|months?)))",
    "place": r"(?:country|nation|city|town|village|state|region|island|county)",
    "name": r"(?-i:[^\W\d_a-zà-öø-ÿ][\w'.-]+)",
    "pronoun": r"(?:he|she|it|they|we|i|you)",
    "possessive": r"(?:his|her|its|their|our|my|your)",
    "object": r"(?:him|her|it|them|us|me|himself|herself|itself|themselves)",
    "be": r"(?:is|was|has been|had been|became|isn't|wasn't|will be|would be|may be|could be|remains|remained)",
    "matter": r"(?:clear|unclear|likely|unlikely|possible|impossible|hard|difficult|easy|important|uncertain|early|"
    r"certain|known|unknown|time|rare|common|illegal|legal|better|best|understood|no secret|no surprise)",
    "reported": r"(?:announced|reported|said|believed|thought|understood|revealed|alleged|claimed|decided|agreed|"
    r"estimated|expected|feared|hoped|confirmed|discovered)",
    "afterthought": r"however|though|meanwhile|too|therefore|for instance|for example|by contrast|in turn|moreover|"
    r"instead|on the other hand|as a result|nevertheless|nonetheless|of course",
    "casualty": r"(?:hurt|killed|injured|dead|wounded|missing|arrested)",
    "that": r"(?:that|whether|how|why|if|to|who|what|when|where|for)",
    "before": r"(?:in|on|at|by|for|from|of|to|with|without|under|over|after|before|since|until|during|despite|like|"
    r"unlike|among|amid|behind|beyond|besides|between|because of|according to|in addition to|in response to|"
    r"in contrast to|as part of|as a result of|instead of|on top of|apart from|alongside|along with|given|near|"
    r"against|through|upon)",
    "clause": r"(?:as|when|while|whenever|after|before|because|since|although|though|if|unless|once|until|by the time|"
    r"even though|even if|even as|just as|where)",
}

# How sentences begin that lean on the one before.
LEANING: dict[str, str] = {
    "en": r"""
(?:he|she|it|they|we|i|you|him|them|us)(?:'(?:s|d|m|ll|re|ve))?
(?:his|hers?|its|theirs?|ours?|my|mine|your)
this|that|these|those|that's|such|here|there|what's more|which|whose|whom
but|and|or|nor|so|yet|however|still|meanwhile|instead|moreover|furthermore|nevertheless|nonetheless|therefore|thus
hence
otherwise|besides|also|then(?!-)|afterwards?|later|earlier|separately|similarly|likewise|indeed|finally|consequently
accordingly|additionally|conversely|again|elsewhere|meantime|regardless|incidentally|anyway|alternatively|specifically
(?:too|rather|plus|overall|ultimately|eventually|notably|crucially|even|only|hardly|never|previously|subsequently),
(?:officials|residents|people|authorities|doctors|many|voters|workers|soldiers) there(?! (?:is|are|was|were))
as a (?:result|consequence)|to be sure|for (?:example|instance|that reason|this reason)
in (?:addition|turn|contrast|response|fact|other words)
in (?:the meantime|particular|short|sum|comparison|effect|return|any case|any event|so doing|doing so|reply|the process)
at the same time|on the (?:other hand|contrary|one hand)|even (?:so|then|now)|by (?:contrast|comparison)|of course
after all|to make matters worse|on top|put (?:differently|simply|another way)|add to|not only|that is
more important(?:ly)?
perhaps most|what is more|to (?:that|this) end|not (?:so|all|everyone|everybody|every one|surprisingly)|far from it
among other
<owner> (?:[\w-]+ ){0,2}?<act> (?:(?:in|at|on) (?:[\w-]+ ){1,7}?)?(?:came|comes?|follow(?:ed|s)) <occasion>
more to come|same|why not|more recently|what (?:happened next|followed)|ever since|(?:by|in) (?:so doing|doing so)
as such|all (?:this|that)|much of (?:this|that|it)
both|neither|either
(?:<about>)?(?:<number>|<some>) (?:others |more |ones )?(?:<aux>|<verb>|<thinks>)
(?:<about>)?(?:<number>|<some>|one|another|much|part|parts|each) of (?:them|these|those|which|whom|it|this|that)
(?:<about>)?(?:<number>|<some>) (?:others?|more) (?:<aux>|<verb>|in|at|to)
(?:<number>|<some>) (?:\w+ )?ones?
others|only one of the|the \w+er of the (?:two|three)|while there|asked (?:why|how|whether)
(?:the other|the first|the last) (?:two|three|four)(?! [\w-]+ (?:of|in|from))
another (?:\d[\d,]*|<number>|<aux>|<verb>|of|\w+ed|man|woman|person|boy|girl|official|witness|victim)
another (?:driver|man's|woman's|neighbor|source|survivor|passenger|student|suspect|reason)
another (?:father|mother|priest|teacher|doctor|nurse|soldier|lawmaker|senator|voter|worker|critic|caller)
another (?:resident|option|problem|question|example|issue|sign|factor)
an? (?:second|third|fourth|fifth|sixth) (?:<aux>|<verb>|man|woman|person|suspect|victim|official|witness|\w+ed)
the (?:<rank>|<number>) (?:<aux>|<verb>|of (?:them|these))
the (?:latter|others|pair|duo|trio)|the rest(?! of (?!them|these|those))

the former(?! [\w-]+ (?:\w+ )?(?:of|who|that|to)| <name>)
(?:<about>|a few |several |a couple of )?(?:(?:<number>|an?|some|many) )?<unit> (?:later|earlier|afterwards?)(?! than)
(?:<about>)?(?:(?:<number>|an?) )?<unit> (?:after|before) that
(?:(?:<number>|an?) )?<unit> (?:before|after),
the (?:next|following|same|previous|very next) (?:<unit>|morning|afternoon|evening|<weekday>|summer|winter)
the (?:day|night|week|month|year|morning|evening) (?:before|after|in question),
(?:soon|shortly|not long|immediately|right|just) (?:after|before|afterwards?|thereafter),?
within <unit>|by then|until then|since then|before long|from then|at first|at one point|at times|in the end|by now
<before> (?:this|that|these|those|there|then|which|whom|it|him|them|both)
<before> (?:such|the latter|the former) (?:an? )?
<clause> (?:this|that|these|those|then)|if only (?:this|that|he|she|it|they)
[^,“"]{2,50}, (?:<afterthought>),
<weekday>'s (?:\w+)
""",
    "de": r"""
er|sie|es|ihr|ihre[nmrs]?|sein|seine[nmrs]?|ihm|ihn|ihnen|dessen|deren|beide|wir|ich
dies|diese[rsnm]?|jene[rsnm]?|solche[rsn]?
das (?:ist|sei|seien|sind|war|waren|wäre|wird|würde|hat|habe|hatte|hätte|bedeutet|heißt)
das (?:kann|könne|könnte|soll|solle|gilt|zeigt|geht)
das (?:sagte|sagt|berichtet|berichtete|teilte|gab|ging|löste|kommt|kam|macht|machte|liegt|lag|reicht|reichte)
aber|doch|und|oder|sondern|denn|jedoch|dennoch|trotzdem|deshalb|daher|deswegen|darum|somit|zudem|außerdem|auch
zugleich
dabei|dazu|daraufhin|danach|dann|dort|hier|damit|davon|darüber|darin|daran|darauf|dafür|dagegen|dadurch|daneben
darunter
hingegen|stattdessen|allerdings|schließlich|gleichzeitig|unterdessen|inzwischen|zuvor|später|derweil|hinzu|hierzu
hierbei
zum beispiel|darüber hinaus|im gegenteil|im gegensatz dazu|nach (?:ihm|ihr|ihnen)|bis dahin|seitdem|demnach|ebenso
ferner
[\w-]+ (?:tage?|wochen?|monate?|jahre?|stunden?|minuten?) (?:später|zuvor|danach)
am (?:nächsten|folgenden|selben|gleichen) (?:tag|morgen|abend)
(?:der|die|das|dem|den) (?-i:habe|hatte|hätte|hätten|sei|war|waren|wurde|soll|will|widersp\w+|steht entgegen)
seither|davor|dahinter|dazwischen|demgegenüber|infolgedessen|währenddessen|gleichwohl|vielmehr|indes|indessen
ebenfalls
ansonsten|andernfalls|anschließend|daraus|hierfür|dahin|letztere[rsn]?|kurz (?:darauf|danach|zuvor)|wenig später
im anschluss(?! an)|aus diesem grund|in diesem (?:zusammenhang|fall|sinne)
(?:mit|unter|laut|neben|bei) (?:ihm|ihr|ihnen)
eine?r? (?:von ihnen|der beiden)|die beiden(?! \w+ (?:in|über|aus|der|des|an|auf|bei|von))|anders gesagt
mit anderen worten|hinzu kommt|im übrigen|nichtsdestotrotz
""",
    "fr": r"""
il|elle|ils|elles|on|nous|je|lui|eux|son|sa|ses|leurs?|ce|cet|cette|ces|cela|ça|ceci|celui-ci|celle-ci|ceux-ci
celles-ci
c'(?:est|était|étaient|était)|dont|lequel|laquelle|les deux hommes|ce dernier|cette dernière
mais|et|ou|donc|or|ni|car|cependant|toutefois|néanmoins|pourtant|ainsi|aussi|ensuite|puis|alors|enfin|là|ici
d'ailleurs
par (?:ailleurs|exemple|conséquent|contre)|en (?:outre|effet|revanche|plus|conséquence|particulier|réalité|attendant)
de (?:plus|son côté|leur côté|même)|du coup|dès lors|pour (?:autant|sa part|leur part|cela)|au contraire|entre-temps
(?:selon|d'après|pour) (?:lui|elle|eux|elles)|depuis lors|d'où|à l'inverse|malgré (?:cela|tout)|dans (?:ce|cette|ces)
[\w-]+ (?:jours?|semaines?|mois|ans|années?|heures?|minutes?) (?:plus tard|auparavant|après,)
le lendemain|la veille
depuis,|autre (?:problème|exemple|point|question|difficulté|nouveauté)|celui-là
à ce (?:sujet|propos|titre|moment|stade)
à cela|pour (?:cette|ces) raisons?|pendant ce temps|dans le même temps|de ce fait|peu après,|plus tard
parmi (?:eux|elles)
l'une? d'(?:eux|elles|entre eux)|les deux,|grâce à (?:cela|lui|elle)|finalement|autrement dit|en somme|bref|du reste
quant à (?:lui|elle|eux)|au même moment|ce faisant|pour l'heure,|de la sorte|avec (?:lui|elle|eux)
""",
    "es": r"""
él|ella|ello|ellos|ellas|este|esta|esto|estos|estas|ese|esa|eso|esos|esas|aquel|aquella|su|sus|nosotros|yo|ambos|dicho
dicha
pero|y|e|o|u|sino|pues|así|además|entonces|luego|después|asimismo|tampoco|ahí|allí|aquí|también|finalmente
mientras tanto
aun así|sin embargo|no obstante
por (?:eso|ello|tanto|ejemplo|su parte|otra parte|otro lado|lo tanto|último|el contrario)
en (?:cambio|consecuencia|ese|esa|este sentido|concreto)|de (?:hecho|esta manera|este modo|esa forma)|a su vez
más tarde
al mismo tiempo|según (?:él|ella|ellos)|desde entonces|hasta entonces|al día siguiente|con ello|para ello|en tanto
[\w-]+ (?:días?|semanas?|meses|mes|años?|horas?|minutos?) (?:después|más tarde|antes),?
(?:a|ante|con|tras|pese a|a pesar de|para|de|por|en) (?:ello|eso|esto|él|ella|ellos|ellas)
por (?:este|ese|esta|esa) \w+
(?:uno|una|dos|tres|muchos|otro) de (?:ellos|ellas)|los dos(?! \w+ (?:de|del|que|sobre|en|entre))|poco después(?! de)
al respecto|de ahí|es decir|entre (?:ellos|ellas)
en (?:este|ese) (?:caso|contexto|momento|sentido)|lo mismo|igualmente|por consiguiente|en resumen|otro de los
junto a (?:él|ella)
""",
    "pt": r"""
ele|ela|eles|elas|isso|isto|aquilo|este|esta|estes|estas|esse|essa|esses|essas|aquele|aquela|seus?|suas?|nós|eu|ambos
mas|e|ou|porém|contudo|todavia|entretanto|também|assim|então|depois|portanto|aí|ali|aqui|lá|finalmente|já
no entanto|além disso|por (?:isso|exemplo|outro lado|sua vez|conseguinte|fim)|ainda assim|enquanto isso|mais tarde
em seguida
ao mesmo tempo|desde então|até então|no dia seguinte|segundo (?:ele|ela|eles)|para ele|apesar disso|com isso|de fato
[\w-]+ (?:dias?|semanas?|meses|mês|anos?|horas?|minutos?) (?:depois|mais tarde|antes),?
(?:a|ante|com|para|por|em|segundo) (?:ele|ela|eles|elas|isso|isto)|diante disso|por (?:esse|este|essa|esta) \w+
(?:um|uma|dois|três|muitos) del[ea]s|os dois(?! \w+ (?:de|da|do|que|sobre|em|entre))|pouco depois(?! d)
(?:nesse|neste|nessa|nesta) (?:caso|momento|sentido|contexto|altura)
ou seja|entre el[ea]s|após isso|apesar disso|mesmo assim|igualmente|(?:dessa|desta) forma|(?:desse|deste) modo|daí
del[ea]s
""",
    "it": r"""
egli|ella|esso|essa|essi|esse|lui|lei|loro|questo|questa|questi|queste|quello|quella|quelli|quelle|ciò|suo|sua|suoi
sue
noi|io|entrambi|quest'
ma|e|ed|o|però|tuttavia|inoltre|anche|così|allora|quindi|poi|dunque|perciò|infatti|invece|intanto|infine|lì|là|qui
eppure
per (?:esempio|questo|quanto riguarda lui)|nel frattempo|in (?:particolare|seguito|compenso)|d'altra parte
al contrario
d'altro canto|allo stesso tempo|da allora|fino ad allora|il giorno (?:dopo|seguente)|secondo (?:lui|lei|loro)
[\w-]+ (?:giorni|giorno|settimane|settimana|mesi|mese|anni|anno|ore|ora|minuti) (?:più tardi|prima,|dopo,)
(?:a|per|con|tra|dopo|oltre a|nonostante|malgrado|da|di|in) (?:ciò|questo|quello|lui|lei|loro|questi|queste)(?! <name>)
per (?:tale|questa|queste) \w+|di conseguenza|un[oa] di (?:loro|essi)
i due(?! \w+ (?:di|del|della|che|su|sul|sulla|in|tra))|poco dopo,|più tardi|in (?:tal|quel) (?:caso|modo|momento)
cioè|dopo di che|ugualmente|a sua volta|(?:da parte|dal canto) (?:sua|suo)|in ogni caso|d'altronde|del resto|insomma
ovvero
""",
    "nl": r"""
hij|zij|ze|het (?:is|was|gaat|zou|wordt|werd)|dat|dit|deze|die|hun|haar|zijn|beide|wij|we|ik
er (?:is|was|zijn|waren|werd|wordt)
maar|en|of|want|dus|echter|toch|ook|daarom|daardoor|daarnaast|bovendien|daarna|vervolgens|toen|intussen|ondertussen
desondanks|daarmee|hierdoor|hiermee|daar|hier|verder|bijvoorbeeld|tenslotte|uiteindelijk|niettemin|daarentegen
overigens
volgens (?:hem|haar|hen)|sindsdien|tot dan|tegelijkertijd|de volgende (?:dag|ochtend)
[\w-]+ (?:dagen|dag|weken|week|maanden|maand|jaar|jaren|uur|minuten) (?:later|eerder,|daarna)
daar(?:bij|op|voor|tegen|in|onder|aan|uit|over|tussen)|hier(?:bij|op|in|aan|uit|over|voor)
(?:een|twee|geen) van (?:hen|de twee)
beiden|even later|kort daarna|om die reden|op die (?:manier|dag)|in dat geval|(?:met|onder|naast) (?:hem|haar|hen)
hetzelfde
zodoende|evenmin|ondanks (?:dat|dit|alles)|desalniettemin|anders|kortom|tevens|eveneens|laatstgenoemde
met andere woorden
""",
    "pl": r"""
on|ona|ono|oni|one|jego|jej|ich|ten|ta|to|ci|te|tamten|taki|taka|takie|my|ja|obaj|tę|tego (?:samego )?dnia
ale|a|i|lub|lecz|jednak|więc|zatem|dlatego|ponadto|także|też|również|potem|następnie|wtedy|tymczasem|tam|tu|tutaj
natomiast
mimo to|w efekcie|poza tym|z kolei|w rezultacie|na przykład|od tego czasu|do tego czasu|według (?:niego|niej|nich)
później
[\w-]+ (?:dni|dzień|tygodnie|tygodni|tydzień|miesiące|miesięcy|miesiąc|lata|lat|rok|godziny|godzin|minut) później
do tego|w (?:tym|takim) (?:czasie|przypadku|celu|kontekście|wypadku)
z (?:tego|tych) (?:powodu|względu|powodów|względów)
dzięki (?:temu|niemu|niej|nim)|po tym|przed tym|jed(?:en|na|no) z nich|wobec tego|oprócz tego|prócz tego|wśród nich
z (?:nim|nią|nimi)|wkrótce potem|chwilę później|podobnie|innymi słowy|co więcej|za to|tak samo|tym samym|tego wieczoru
stąd
""",
    "cs": r"""
on|ona|ono|oni|jeho|její|jejich|ten|ta|to|ti|tato|tento|toto|tyto|tím|my|já|oba
ale|a|i|nebo|však|proto|tedy|navíc|také|rovněž|potom|poté|pak|tehdy|mezitím|přesto|tam|tady|zde|naopak|například
později
kromě toho|podle (?:něj|něho|ní|nich)|od té doby|do té doby|druhý den|naproti tomu|kvůli tomu
(?:o )?[\w-]+ (?:dny|dní|den|týdny|týdnů|týden|měsíce|měsíců|měsíc|roky|let|rok|hodin[yu]?|minut) (?:později|poté)
k tomu|v (?:tom|tomto|takovém) (?:případě|období|okamžiku|smyslu)|z (?:tohoto|toho) důvodu|díky (?:tomu|němu|ní)
předtím
jed(?:en|na|no) z nich|vedle toho|mimo to|mezi nimi|s (?:ním|ní|nimi)|krátce poté|podobně|jinými slovy|stejně tak
za to
jinak|následně|zároveň|ostatně|nicméně|dále|navzdory tomu|během toho
""",
    "uk": r"""
він|вона|воно|вони|його|її|їх|їхн(?:ій|я|є|і)|цей|ця|це|ці|той|та|те|ті|ми|я|обидва|там|тут
але|а|і|й|або|проте|однак|однак|тому|отже|також|потім|тоді|натомість|згодом|водночас|наприклад|утім|втім
тим часом|крім того|за (?:його|її|їхніми) словами|після (?:цього|того)|з того часу|наступного дня|окрім того
(?:через|за) [\w-]+ [\w-]+ після (?:цього|того)
[\w-]+ (?:дні|днів|тижні|тижнів|місяці|місяців|роки|років|години|годин) потому
відтоді|до (?:цього|того)|[ув] (?:цьому|такому) (?:випадку|разі)|з (?:цієї причини|цього приводу)
завдяки (?:цьому|йому|їй)
од(?:ин|на|не) (?:із|з|зі) них|серед них|разом (?:із|з|зі) (?:ним|нею|ними)|невдовзі|інакше кажучи|іншими словами
так само|попри це
незважаючи на це|о?крім (?:цього|того)|відповідно(?! до)|навпаки|до речі|обоє|через це|замість цього|після нього
""",
    "ru": r"""
он|она|оно|они|его|её|ее|их|этот|эта|это|эти|тот|та|те|мы|я|оба|там|тут|здесь
но|а|и|или|однако|поэтому|также|потом|затем|тогда|зато|позже|впоследствии|например|впрочем|кроме того|тем временем
по (?:его|её|ее|их) словам|после этого|с тех пор|до этого|на следующий день|при этом|тем не менее|в то же время
(?:спустя|через) [\w-]+ (?:дня|дней|день|недели|недель|неделю|месяц(?:а|ев)?|года?|лет|час(?:а|ов)?)(?! после)
к (?:этому|тому)|в (?:этом|таком) (?:случае|контексте|смысле)|по этой причине|благодаря (?:этому|ему|ей)
од(?:ин|на|но) из них
среди них|вместе с (?:ним|ней|ними)|вскоре|иначе говоря|другими словами|(?:точно )?так же|несмотря на это|в частности
соответственно|напротив|наоборот|помимо (?:этого|того)|вместо этого|из-за этого|кстати|отсюда|до тех пор
в свою очередь
""",
}

# Beginnings that look like the above and need nothing before them.
STANDING: dict[str, str] = {
    "en": r"""
this (?:past |coming |same )?(?:<span>|<place>)(?:'s)?
this is (?:only )?the (?:<rank>|\w+th) (?:time|<span>)
(?:<before> )?both (?:of )?<name>
such as|such (?:is|was|were) the
both (?!of|<aux>|<verb>)(?:[\w'-]+ ){1,6}?and
both (?:sides|houses|chambers|parties|ends|candidates|parents) (?:of|in|to|for)
neither (?!of|<aux>)(?:[\w'-]+ ){1,8}?nor|either (?!of|<aux>)(?:[\w'-]+ ){1,12}?or
not only (?!that)(?:[\w'-]+ ){1,12}?but|not all (?:of )?(?:the )?(?!<aux>|<verb>)\w+ (?:in|of|at|who|on)
(?:so|thus) far(?!, (?:<some>|<number>) <aux>)|so (?:many|much|few)
but for (?:.* )?(?:would|could)|yet another(?! (?:<number>|man|woman))
however (?:much|many|hard|long|small|large)
(?:earlier|later) (?:this|next|in|on|last|today)|still (?:\w+ing|\w+ed|without|under|in)(?! to)
in (?:addition|contrast|response|reply|return|comparison) (?:to|with|for)(?! (?:this|that|these|those|it|him|them))
(?:as a result of|instead of|besides)(?! (?:this|that|these|those|it|him|her|them))(?=[^,])
also known as|here in|here on|elsewhere (?:in|on|at)|at the same time as
that (?:the|a|an|there|so many|<name>)
those (?:who|whose|with|without|near|on|living|responsible for|affected by|accused of)
those (?:\w+ing|\w+ed|seeking|born|hurt|convicted) (?:in|by|along|on|at|for|from|to|of|with|near|under)
<before> those (?:who|whose|with|without|in|living|\w+ing)|<before> this (?:<span>|<place>|day in)(?:'s)?
on this day|in that (?:the|it)
<number> (?:was|were|are) (?:feared |reported )?<casualty> (?:\w+ ){0,5}?(?:when|after|as)
there (?:is|are|was|were|has been|have been|had been|will be|may be|would be|could be|remains?) (?:.* )?(?:<name>|\d)
it <be> (?:(?:not|still|already|also|\w+ly|too|very|so|yet|far from) )*<matter> (?:.* )?<that>
it <be> (?:\w+ly )?<reported> (?:.* )?that
it (?:costs?|pays|paid|helps|matters|makes sense|made sense|hurts|falls) (?:.* )?(?:to|that|when|if)
it (?:emerged|turned out|appears|seems|appeared|seemed|follows) (?:.* )?that
it (?:takes|took|will take|would take|could take|may take|has taken|had taken) (?:.* )?(?:to|for)
it (?:has |had )?(?:rained|snowed|hailed|(?:was|is|has been|had been) (?:raining|snowing))
it (?:is|was|will be|marks|marked|would be) (?:only )?the (?:first|second|third|fourth|fifth|last|only|\w+th) time
it (?:is|was|has been|had been) (?:(?:more than|about|almost|nearly|over) )?(?:<number>|an?) <unit> since
it (?:will|could|may|might|would) be <unit> before
it (?:is|was) (?:not until|only (?:after|when|in|on)|on|in|at) (?:.* )?that
it (?:is|was) (?:the (?:\w+ ){1,4}|(?:<name> ){1,3})(?:that|who)(?! (?:is|was|would|could))
""",
    "de": r"""
diese[sn]? (?:jahr|monat|wochenende|sommer|winter|herbst|frühjahr|woche)
diese[nr] (?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)
es (?:gibt|gab|gebe) (?:.* )?<name>|später (?:im|in|am)|hier in|auch wenn|außer
(?:aber|und|oder) <name> <name>,
""",
    "fr": r"""
ce (?:matin|soir|mois|week-end|printemps|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)
cet (?:été|hiver|automne|après-midi)
cette (?:année|semaine|nuit|saison)|il (?:n'y|y) (?:a|avait|aura|aurait) (?:.* )?<name>|il (?:faut|faudra|faudrait)
en plus (?:de|du|des|d')|ainsi que|de plus en plus|dans (?:ce|cette) (?:pays|ville)|ici à|dans cette affaire
""",
    "es": r"""
est[ae] (?:año|mes|fin de semana|semana|mañana|tarde|noche|primavera|verano|otoño|invierno)
est[ae] (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)
además del?|después del?|luego del?|así como|\S+ \S+ (?:después|antes) del?|más tarde de|en esta? (?:año|semana)
""",
    "pt": r"""
est[ae] (?:ano|mês|fim de semana|semana|manhã|tarde|noite|primavera|verão|outono|inverno)
est[ae] (?:segunda|terça|quarta|quinta|sexta|sábado|domingo)
além d[eoa]s?|depois d[eoa]s?|assim como|\S+ \S+ (?:depois|antes) d[eoa]s?
""",
    "it": r"""
quest[ao] (?:settimana|mese|mattina|sera|notte|weekend|fine settimana|primavera|estate|autunno|inverno)
questo (?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)
quest'(?:anno|estate|autunno|inverno)|poi ché|così come|anche se
""",
    "nl": r"""
(?:dit|deze) (?:jaar|week|maand|weekend|zomer|winter|herfst|voorjaar|lente|ochtend|middag|avond)
deze (?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)
er (?:is|was|zijn|waren) (?:.* )?<name>|hier in|ook al
""",
    "pl": r"""
ten (?:rok|tydzień|miesiąc)|tu[ż]|tam, gdzie
""",
    "cs": r"""
(?:tento|tuto|toto) (?:týden|měsíc|rok|víkend|léto|jaro|zimu|sobotu|neděli)
""",
    "uk": r"""
ц[іе](?:єї|ього) (?:року|тижня|весни|зими|осені)|та сама
""",
    "ru": r"""
эт(?:ой|им|от) (?:весной|летом|зимой|осенью|год)
""",
}

# English nouns that, after "The", nearly always point at something just said. Ships, storms and the like are not among
# them: they are what a story is about, and its title names them.
ANAPHORS = frozenset(
    str.split("""
    accident accord actor actress agency agreement aim allegation allegations amendment announcement answer
    approach argument arrest arrests article assumption attack attacker attackers attorney author authors ban
    bid bill billionaire bishop blast blaze body bomb boy brother businessman campaign candidate captain case
    cause center chairman chairwoman challenge change changes charge charges claim claims clash clashes coach
    collapse comment comments company complaint concern concerns conclusion conflict congressman congresswoman
    contract controversy couple court crash crew crime criticism danger daughter deal debate decision
    declaration defendant delay demand demands development device difficulty discovery dispute doctor doctors
    document documents draft driver duo effect effort email emails employee employees ending episode event
    exception exchange explanation explosion failure family father fear fears feud figure figures finding
    findings firm footage gang gathering girl goal governor group guard guards gunman hearing host husband idea
    implication incident initiative inquiry inspector inspectors interview investment issue issues journalist
    judge killer killing law lawmaker lawmakers lawsuit lawyer lawyers legislation lesson letter list lockdown
    man mayor measure measures meeting memo men merger message minister mistake mother motive move moves murder
    news notion number numbers nurse objective offer officer official officials operation order outage outcome
    owner pair parents passenger passengers patient patients photos picture pictures pilot plan policy poll
    possibility post practice prediction probe problem problems process professor program programme project
    promise proposal prosecutor prosecutors prospect protest protests provision purchase purpose quarrel
    question quote raid reaction reason reasons recording rejection remark remarks report reporter reporters
    request resolution response result results revelation revelations riot risk risks robbery row rule ruling
    sale scandal scenario scheme search senator series settlement shooter shooting show singer sister situation
    soldier soldiers solution son speech spokesman spokesperson spokeswoman statement step story strategy strike
    student students study suit survey suspect suspects suspension tactic takeover talks tape teacher teenager
    test theory threat tragedy transaction trend trial trio trip truth tweet vehicle verdict version veteran
    victim victims video visit vote warning weapon wife witness woman women worker workers wreck""")
)
# Between "The" and such a noun: "The abrupt decision".
ADJECTIVES = (
    r"(?:shock|surprise|abrupt|sudden|final|controversial|proposed|new|unexpected|unusual|rare|brief|entire|whole)"
)

# What says at once which one is meant: "The decision to close", "The man accused of".
QUALIFIERS = (
    r"(?:to|of|by|that|from|on|in|for|who|whose|at|between|against|over|behind|near|with|without|under|about|around|into|"
    r"as|accused|charged|suspected|convicted|identified|known|\w+ing|(?:\w+ed|led|held|drawn|written) by)"
)

# Words of a subject, for "..., he said" in other languages.
SPEAKERS: dict[str, str] = {
    "en": "he she they it we i",
    "de": "er sie",
    "fr": "il elle ils elles",
    "es": "él ella ellos ellas",
    "pt": "ele ela eles elas",
    "it": "lui lei egli",
    "nl": "hij zij ze",
    "pl": "on ona oni",
    "cs": "on ona oni",
    "uk": "він вона вони",
    "ru": "он она они",
}
FIRST_PERSON = frozenset(
    str.split("i we our my you wir ich nous je nosotros yo nós eu noi io wij we ik my ja já ми я мы")
)
