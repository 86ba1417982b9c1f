"""Given names that many who write for papers have, and cities where papers have somebody.

By these a name is told that nothing else marks as one. What is as often the name of a place (Jordan, Victoria) or a
word (Will, May) is left out.
"""

import re
from functools import cache
from pathlib import Path

import config
from crawler.months import fold

#: Commonest names of adults in the countries of the catalogue, by hand: without accents, in small letters.
_NAMES = """
    aaron abigail adam adrian alan albert alec alex alexander alexandra alexis alice alison amanda amy andrea andrew
    andy angela anita ann anna anne anthony antony barbara ben benjamin bernard beth bob brad brendan brett brian
    bruce bryan caitlin cameron carl carol caroline catherine cathy chloe chris christina christine christopher claire
    clare colin connor craig cynthia dan daniel danielle darren dave david dean deborah debra denis dennis derek diana
    diane dominic donald donna doug douglas duncan dylan edward eleanor elena elizabeth ellen emily emma eric erica
    erin ethan eva evan evelyn fiona frances francis fred frederick gareth gary gavin geoff geoffrey george gerald
    gillian glenn gordon graham greg gregory hannah harriet harry heather helen henry howard hugh ian irene isaac
    isabel isabella jacob jacqueline jake james jamie jane janet jasmine jason jeff jeffrey jennifer jenny jeremy
    jerry jess jesse jessica jill jim joan joanna joanne joe joel john jon jonathan joseph josh joshua joyce juan
    judith judy julia julian julie justin karen kate katherine kathleen kathryn katie keith kelly ken kenneth kerry
    kevin kim kirsty kristen kyle laura lauren laurence lawrence leah leo leon leonard leslie lewis liam linda lindsay
    lisa liz louis louise lucas lucy luke lynn maggie malcolm marc marcus margaret maria marie marilyn marion martha
    martin mary matt matthew maureen megan melissa michael michelle mike miranda molly monica nancy naomi natalie
    natasha nathan neil nicholas nick nicola nicole nigel noah nora oliver olivia oscar pamela patricia patrick paul
    paula peter phil philip phillip rachel ralph raymond rebecca richard rob robert robin rod roger ronald rory
    rosemary ross roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean seth shane shannon
    sharon simon sophia sophie stacy stephanie stephen steve steven stuart sue susan suzanne tamara tanya ted teresa
    terry theresa thomas tim timothy tina todd tom tony tracy trevor tyler vanessa vernon veronica vincent virginia
    vivian walter wendy william zachary zoe alexandre alain amelie antoine arnaud aurelie aurelien baptiste benoit
    bertrand brigitte camille cecile cedric celine charles chantal christelle christophe clement corinne cyril
    delphine denise didier dominique edouard elise elodie emmanuel emmanuelle estelle etienne fabien fabrice florent
    florian francois francoise franck frederic gabriel gaelle genevieve georges gerard gilles guillaume gregoire
    helene herve hugo isabelle jacques jean jeanne jerome joelle julien juliette laetitia laure laurent lea luc lucie
    ludovic manon marianne marine marlene martine mathieu mathilde matthieu maxime melanie michel monique morgane
    nadege nathalie nicolas noemie odile olivier pascal pascale philippe pierre quentin raphael raphaelle regis remi
    remy renaud rene romain sabine salome samir sandrine sebastien serge severine stephane sylvain sylvie theo
    thibault thierry valerie veronique violaine xavier yann yannick yves yvette alfred andreas anja anke anneliese
    annette armin arne axel bastian beate bernd bernhard bettina birgit bjorn boris carola carsten christa christiane
    christof christoph claudia claus clemens cornelia dagmar detlef dieter dietmar dirk dorothea eckart ekkehard
    elisabeth elke erich ernst eugen felix ferdinand frank franz franziska friederike friedrich fritz gabi gabriele
    georg gerhard gerd gisela gunter gunther hanna hannes hans harald hartmut heike heiko heinrich heinz helga helmut
    herbert hermann holger horst ines inga ingo ingrid jan jana jens joachim jochen johann johanna johannes jorg jorn
    josef juergen jurgen jutta kai karin karl karsten katharina katja katrin kerstin klaus konrad konstantin kurt lars
    lena lothar ludwig lukas lutz maike manfred manuela marcel marco mareike margarete markus martina mathias matthias
    max maximilian michaela mirjam monika moritz nadine niklas nils norbert olaf otto peer petra rainer ralf regina
    reinhard reinhold renate roland rolf roman rudiger rudolf sascha sebastian siegfried sigrid silke silvia simone
    sonja stefan stefanie steffen susanne sven svenja tanja thorsten tilman tobias torsten udo ulrich ulrike ursula
    ute uwe verena volker werner wilhelm winfried wolfgang wolfram yvonne alberto alejandra alejandro alfonso alfredo
    alicia alvaro amparo ana andres angel antonia antonio armando arturo beatriz blanca borja carlos carmen carolina
    catalina cecilia cesar clara concha cristina daniela diego eduardo elvira emilio enrique ernesto esteban esther
    federico felipe fernanda fernando francisco gabriela gerardo gloria gonzalo guadalupe guillermo gustavo hector
    ignacio inmaculada isidro ivan jaime javier jesus joaquin jordi jorge jose josefina juana julieta julio laia
    leticia lorena lorenzo lourdes luis luisa luz macarena manuel marcelo marcos margarita mariana mariano marisa
    marta mauricio miguel miriam montserrat natalia nestor nuria octavio olga oriol pablo paloma patricio
    pedro pilar rafael ramiro ramon raquel raul ricardo roberto rocio rodrigo rosario ruben salvador sergio silvina
    sofia soledad susana teodoro valentina valeria vicente xavi ximena yolanda afonso andre bernardo bruna bruno caio
    catarina duarte fabio fatima filipa filipe flavia flavio goncalo guilherme helena henrique inacio joana joao
    joaquim leonardo leonor luana lucia luiz luiza mafalda marcia matheus mateus murilo nuno otavio paulo rafaela
    renata renato rita rogerio rui sonia susete tania telma thiago tiago vasco vitor wagner alessandra alessandro
    alessio annalisa antonella arianna beatrice carlo caterina chiara claudio cristiano daniele dario davide domenico
    donatella edoardo elisa emanuele enrico enzo ettore eugenia fabrizio federica filippo francesca francesco franco
    gabriella gaetano giacomo gianluca gianni giorgia giorgio giovanna giovanni giulia giuliano giulio giuseppe
    giuseppina goffredo grazia guido ilaria ivano jacopo lara letizia lorenza luca luciano luigi marcello margherita
    massimiliano massimo matteo maurizio michela michele mirko niccolo ottavia paola paolo pasquale piero pierluigi
    pietro raffaele riccardo roberta salvatore serena simona stefania stefano tiziana tommaso umberto valerio vincenzo
    vittorio agata agnieszka aleksander aleksandra alicja andrzej aneta arkadiusz artur bartosz bartlomiej beata
    bogdan boguslaw czeslaw damian danuta dariusz dominika dorota elzbieta ewa filip grazyna grzegorz henryk iga
    ireneusz iwona izabela jacek jakub janusz jaroslaw jerzy justyna kacper kamil karol karolina katarzyna kazimierz
    kinga krystian krystyna krzysztof leszek lidia lukasz maciej magdalena malgorzata marcin marek mariusz marzena
    mateusz michal mikolaj milosz pawel piotr przemyslaw rafal ryszard slawomir stanislaw sylwia szymon tadeusz tomasz
    urszula waldemar weronika wieslaw witold wlodzimierz wojciech zbigniew zofia zuzanna zygmunt alena alexandr ales
    anezka blanka bohumil bretislav dalibor dana eliska frantisek hana ilona irena iveta ivo jarmila jaromir jaroslav
    jiri jitka kamila karel katerina kristyna kveta ladislav lenka libor lubomir lubos marketa marcela milada milan
    milos miloslav miroslav ondrej otakar pavel pavla petr radek radim radka radoslav rostislav stanislav stepan
    tereza vaclav veronika vit vladimir vlastimil vojtech zdenek zdenka zuzana andrej branislav dusan igor juraj
    katarina lubica matus pavol attila balazs balint bela csaba dora endre erika erzsebet eszter ferenc gabor gergely
    gergo gyorgy ildiko imre istvan janos judit jozsef kata katalin kriszta krisztian krisztina lajos laszlo levente
    mariann mate miklos mihaly orsolya pal sandor szabolcs szilvia tamas tibor tunde viktoria zoltan zsofia zsolt
    zsuzsa zsuzsanna adela adina adriana alexandru alina andrei andra anca andreea calin catalin ciprian claudiu
    corina cosmin cristian dragos dumitru florin gheorghe horia ileana ioana ioan ion ionut irina iulia lavinia liviu
    lucian magda marius mihaela mihai mircea nicolae octavian oana ovidiu raluca radu razvan roxana sabina silviu
    sorin tudor valentin vasile victor viorel vlad aleksandar bojan borislav bozidar branka branko danijel danilo
    darko davor dejan dino domagoj dragan drago dragana drazen dubravka goran gordana hrvoje ivana ivica jasmina
    jelena josip jovan jovana kristina ksenija lidija ljiljana ljubica marija marijana marko matej maja milena milica
    mirela miro mirjana mladen nada natasa nebojsa nemanja nenad nevena nikola nikolina ognjen petar predrag rade
    radmila ratko sanja sasa sinisa slavica slavko slobodan snezana srdjan stjepan suzana svetlana tatjana tea tihana
    tomislav vedran vesna vladan vuk zeljka zeljko zdravko zoran zvonimir alenka anze blaz gregor jernej jure luka
    matjaz mojca nejc polona primoz rok spela tadej tilen tjasa tomaz uros ziga agnes anders anette annika arild asa
    aslak astrid berit birgitte birger bjarne bo bodil camilla carina cecilie christer christian dag ebba egil einar
    elin elisabet else emil erik erling espen fredrik frida frode geir gry gunilla gunnar gustav guro hakan hakon
    halvor hanne hedda hege helle henrik hilde ida inger jakob jesper jette johan jonas jorgen kari katrine kirsten
    kjell knud knut kristian kristin kristoffer lasse leif lene linn lisbeth lise liv lotta lotte mads magnus malin
    mari marit marte mats merete mette mia mikael mikkel morten niels nina oda ola ole olof oskar oyvind par patrik
    pelle per pernille petter pia pontus rasmus rikke roar rune sigurd silje simen siri soren staffan steen stein sten
    stian stig stina sturla svein terje tommy tone tor torbjorn tore torben torgeir tove trine troels trond trude
    trygve ulf ulla ulrika vegard vibeke viktor vilde wenche aino aki anneli anni antti ari arto eero eeva eija elina
    esa eveliina hannu harri heikki heli heidi hilkka iida ilkka inka irja janne jaakko jarmo jari jenni jouni juha
    juhani jukka juho jussi jyri kaarina kaisa kalle kimmo kirsi leena lauri liisa maarit maija marja marjo markku
    matias matti merja mika mikko minna miika mirja niina niko olli oskari outi paavo paivi pasi pauliina pekka pentti
    petri petteri piia pirjo raimo reetta reijo riikka risto saara sami sanna satu seppo simo sirpa suvi taina tapani
    tapio tarja teemu teppo tero terhi tiina timo tommi toni tuija tuomas tuomo tuula veikko vesa ville virpi aivar
    andrus ants argo arvo ave eerik indrek jaan jaanus janek joosep kadri kaire kairi kaja kristi kristjan kristo
    liina liis madis mait margus marju mart meelis merike mihkel peeter priit raivo rain reet riho rein siim sirje
    sulev taavi tarmo tiit toomas triin urmas veiko villu agnese aija aigars andris arnis artis baiba dace didzis
    edgars egita girts gatis guntis ieva ilze imants inese ingus ivars janis juris karlis kristaps kristine laima liga
    maris martins normunds raimonds rihards sanita sigita toms uldis valdis zane algirdas andrius arturas arunas asta
    ausra daiva dainius darius dovile edvinas egle evaldas gediminas giedre gintaras gintare indre jolanta juozas
    jurga jurgita justinas karolis kestutis lina linas loreta mindaugas neringa paulius ramune rasa rimantas rokas
    rolandas ruta saulius tomas vaida valdas vidmantas vilius vytautas zivile zygimantas arjen arie bart bas bram
    carolien cees coen daan edwin eline els emiel erwin femke floor frans frits gert gijs hanneke harm heleen hendrik
    henk henri herman huib ilse inge ingeborg jaap jacco janneke jasper jelle jeroen joep joost joris kees klaas koen
    kris laurens leen liesbeth lieve maaike maarten margriet marieke marijn marjolein mark marloes mathijs maud mieke
    noor pauline piet pieter pim rianne rik roel roos rutger ruud sander sanne saskia sjoerd sofie stijn tess teun
    thijs tijn toon ton valentijn wim wouter abdullah ahmet ali alper anil arda asli ayse aysegul aytac banu baris
    berk bilal burak burcu bulent can caner cem cemal cengiz deniz derya didem dilek dogan ebru ece ekrem elif emin
    emine emrah emre ender engin enis ercan erdal erdem erhan erkan erol ersin esra evren eyup fatih fatma ferhat
    feyza filiz fuat gizem gokce gokhan gonca gul gulay guven haluk hande hasan hatice hilal huseyin ibrahim idil
    ilhan ilker irfan ismail kadir kemal kerem koray levent mehmet melike melis meltem merve mete metin mine muhammet
    murat mustafa naz nazan nazli necati nevzat nihat nil nilay nilgun nur nuray nuri okan oktay omer onder onur orhan
    osman ozan ozge ozgur ozlem pelin pinar rabia ramazan recep sabri safak salih sedat seda selcuk selim selin semih
    serdar serhat serkan servet sevgi sevil sibel sinan suat suleyman tahir taner tarik tayfun tolga tuba tugba tulay
    tuncay turgut ufuk ugur umit umut utku veli volkan yagmur yasemin yasin yavuz yigit yilmaz yunus yusuf zafer zehra
    zeynep аделина александър ангел ангелина анелия антоан асен атанас биляна бойко борислав валентин валери василена
    веселин галина георги гергана даниела деница десислава димитър добромир елена емил живко ивайло илиян ива йоана
    калин калина камелия красимир кристина лилия любен любомир мария марина мартин мила мирослав миглена надежда
    невена николай огнян пенка пламен петър петя радослав радостина росен росица румен румяна светослав симеон снежана
    стоян тодор цветан цветелина чавдар юлиан яна александар бојан бранко весна владимир горан гордана дејан драган
    душан зоран иван ивана јелена јован јована катарина љиљана марија марко милан милица милош мирјана младен небојша
    ненад никола предраг саша слободан стефан александр александра алексей алексий алена алина алла анастасия анатолий
    андрей анна антон арина арсений артем артур богдан борис вадим валентина валерий валерия василий василиса вера
    вероника виктор виктория виталий владислав вячеслав геннадий георгий григорий дарья денис дмитрий евгений евгения
    екатерина елизавета игорь илья инна ирина кирилл константин ксения лариса леонид лидия любовь людмила максим
    маргарита марк матвей михаил наталия наталья никита олег олеся ольга павел петр полина роман руслан светлана семен
    сергей софья станислав степан тамара татьяна тимофей тимур федор эдуард элина эльвира юлия юрий ярослав
    анатолій андрій анастасія антоніна арсеній артемій аліна богдана валерій валерія василь віктор вікторія
    віра віталій віталіна володимир в'ячеслав ганна геннадій георгій григорій дарина дарія дмитро діана євген євгенія
    єлизавета зоряна іван іванна ігор ілля інна ірина катерина кирило костянтин ксенія леся лілія любов марія марта
    мар'яна микита микола михайло мирослава наталія назар надія настя оксана олександр олександра олексій олена остап
    павло петро поліна роксолана ростислав світлана сергій соломія софія станіслав тарас тетяна тимофій уляна федір
    христина юлія юрій ярина ярослава аляксандр андрэй вольга дзмітры зміцер кацярына наталля сяргей таццяна αγγελος
    αγγελικη αθανασιος αικατερινη αλεξανδρα αλεξανδρος αλεξης ανδρεας αννα αντωνης αποστολος αργυρης αρης αριστοτελης
    ασπασια βαγγελης βαλια βασιλης βασιλικη βικυ γεωργια γεωργιος γιαννης γιωργος γρηγορης δανιηλ δεσποινα δημητρα
    δημητρης δημητριος διονυσης δωρα ειρηνη ελενη ελευθερια ελευθεριος ελευθερος ευα ευαγγελια ευαγγελος ζωη ηλιας
    θαναση θανασης θεοδωρα θεοδωρος θοδωρης ιωαννα ιωαννης κατερινα κωνσταντινος κωστας λαμπρος λευτερης λουκας μαρια
    μαριλενα μαρινα μανωλης μανος μιχαλης ναταλια νεκταρια νικολαος νικος ξενια παναγιωτης πανος παρασκευη παυλος
    πετρος σοφια σπυρος σταυρος στελιος στεφανος σταματης στρατης σωτηρης τασος φανης φωτεινη χαρης χρηστος χρυσα
"""
#: Letters that are one with a mark to readers, but not to Unicode.
_PLAIN = str.maketrans("łøđıß", "lodis")
_GIVEN = frozenset(fold(name).translate(_PLAIN) for name in _NAMES.split())
#: What begins the names of places that are called after a person.
_SAINTS = frozenset(("san", "santa", "santo", "sao", "saint", "sainte", "st", "sankt", "sint", "port", "fort", "lake"))

#: The concepts of cities, in each of whose lines stand its names in a language: papers write from all of them.
_CONCEPTS = Path(config.__file__).parent / "concepts" / "cities.toml"
_IN_A_LANGUAGE = re.compile(r"^[a-z]{2,3} = \[(.*)\]$", re.MULTILINE)
_QUOTED = re.compile(r'"[~=]*([^"]+)"')
#: Cities that are none of these, and where papers have correspondents.
_MORE_CITIES = (
    *("New York", "Nueva York", "Nova York", "Nova Iorque", "Нью-Йорк", "Nowy Jork", "نيويورك", "Мінск"),
    *("Luxembourg", "Luxemburg", "Luxemburgo"),
)
#: What is called after a person.
_CALLED = """
    academy airport award avenue barracks base beach bridge building camp center centre city college county day field
    foundation fund hall hospital house institute interview lecture library memorial museum park port prize school
    stadium station statue street university week institut stiftung platz straße preis fondation fundación fondazione
    fundacja instytut университет институт фонд інститут університет
"""
_CALLED_AFTER = frozenset(_CALLED.split())
_BARE = re.compile(r"[^\W\d_][\w’'-]*(?:\s(?:[^\W\d_]\.|[^\W\d_][\w’'-]+)){1,3}")


@cache
def _cities() -> frozenset[str]:
    lines = _IN_A_LANGUAGE.findall(_CONCEPTS.read_text("utf-8"))
    return frozenset(map(fold, (*_MORE_CITIES, *(name for line in lines for name in _QUOTED.findall(line)))))


def is_given_name(word: str) -> bool:
    """Tell whether a word is a given name that many have.

    >>> is_given_name("João"), is_given_name("Press")
    (True, False)

    """
    return all(part in _GIVEN for part in fold(word).translate(_PLAIN).split("-"))


def is_bureau(name: str) -> bool:
    """Tell whether name is a city from which papers are written to, in the words of any language.

    >>> is_bureau("Bruxelles"), is_bureau("Львів"), is_bureau("New York"), is_bureau("Anna Berg")
    (True, True, True, False)

    """
    return fold(name) in _cities()


def is_full_name(text: str) -> bool:
    """Tell whether text is nothing but the name of a person, whichever of its names comes first.

    >>> is_full_name("Anna Berg"), is_full_name("Nagy István"), is_full_name("Press Release")
    (True, True, False)

    """
    if not _BARE.fullmatch(text) or is_bureau(text):
        return False
    words = text.split()
    has_capitals = all(word[0].isupper() or len(word) < len("della") for word in words) and words[-1][0].isupper()
    is_given = is_given_name(words[0]) or is_given_name(words[-1])
    return has_capitals and is_given and fold(words[0]) not in _SAINTS and words[-1].casefold() not in _CALLED_AFTER
