"""Lines amid an article that lead elsewhere or speak of the site, told by their words. Pure.

They hold headlines of other articles, by which an article would be found that says nothing of the kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from crawler.clean import html_to_text
from crawler.counters import without_counters
from crawler.page_metadata import loose, words
from crawler.prompts import is_prompt

#: Longer lines are prose, however they begin.
_LONGEST = 200
#: «Read also», in the languages of the catalogue: alone, or before a link to another article.
_ELSEWHERE = r"""
    read\ (?:also|more|next|the\ full\ (?:story|article))|also\ (?:read|see)|see\ also|more\ on\ this(?:\ story)?
    |related(?:\ (?:articles?|stor(?:y|ies)|news|coverage))?|more\ (?:like\ this|from\ .{3,30})
     |recommended(?:\ reading)?|don['’]t\ miss|(?:next|previous)\ (?:article|post|story)
    |(?:[àa]\ )?(?:lire|voir)\ (?:aussi|également)|sur\ le\ même\ (?:sujet|thème)|à\ ne\ pas\ manquer
     |pour\ aller\ plus\ loin
    |(?:lesen|sehen)\ sie\ (?:auch|dazu|mehr)|lies\ auch|mehr\ (?:zum\ thema|dazu)|auch\ interessant
    |lea\ (?:también|además|más)|le[eé]\ (?:también|más)|leer\ más|(?:ver|mir[aá])\ también
     |[tl]e\ puede\ interesar|te\ recomendamos
    |(?:noticias|notas)\ relacionadas|más\ información|leia\ (?:também|mais|ainda)|(?:veja|confira)\ também|saiba\ mais
    |leggi\ (?:anche|di\ più)|vedi\ anche|potrebbe\ interessarti|(?:per\ )?approfondi(?:re|sci)
    |lees\ (?:ook|meer)|zie\ ook|bekijk\ ook|(?:prze)?czytaj\ (?:też|także|również|więcej)
    |zobacz\ (?:też|także|również|więcej)|(?:więcej\ )?na\ ten\ temat|polecamy|čtěte\ (?:také|též)
     |přečtěte\ si\ (?:také|i)
    |mohlo\ by\ vás\ (?:zajímat|zaujímať)|souvisejíc[íe](?:\ články)?|súvisiac[ei](?:\ články)?|(?:čítajte
     |prečítajte\ si)\ (?:tiež|aj)
    |p(?:ro)?čitajte\ (?:i|još|više)|povezane\ (?:vijesti|vesti|teme)|preberite\ (?:še|tudi|več)|lexoni?\ edhe
     |citește\ și|citiţi\ şi|vezi\ și|olvas(?:sa|ta)\ (?:el\ (?:ezt\ )?is|már|tovább)
    |kapcsolódó(?:\ cikk(?:ek)?)?|läs\ (?:också|även|mer)|les\ (?:også|mer)|se\ også|læs\ (?:også|mere)
     |lestu\ (?:líka|einnig)|lue\ (?:myös|lisää)
    |loe\ (?:ka|veel|lisaks)|lasi\ (?:arī|vēl)|skaitykite\ (?:taip\ pat|dar)|διαβάστε\ (?:επίσης|ακόμη|περισσότερα)
    |читайте\ (?:также|ещ[её]|по\ теме|також|ще|більше)|смотрите\ также|дивіться\ також|по\ теме
    |прочетете\ (?:още|също)|виж(?:те)?\ още|прочитајте\ и|bunu\ da\ okuyun|ilginizi\ çekebilir|ayrıca\ (?:okuyun|bkz)
    |ilgili\ haber(?:ler)?|baca\ juga|[اإ]قرأ\ (?:أيضا[ًَ]?|المزيد)|شاهد\ أيضا[ًَ]?|קראו?\ (?:גם|עוד)
    |(?:य[हे]|इसे)\ भी\ पढ़ें|(?:یہ\ بھی|مزید)\ پڑھیں|xem\ thêm|đọc\ thêm|อ่าน(?:เพิ่มเติม|ข่าวที่เกี่ยวข้อง)
     |بیشتر\ بخوانید|همچنین\ بخوانید|مطالب\ مرتبط
    |(?:nächster|vorheriger)\ (?:artikel|beitrag)|article\ (?:suivant|précédent)|(?:siguiente|anterior)\ art[ií]culo
     |articolo\ (?:successivo|precedente)|(?:następny|poprzedni)\ (?:artykuł|wpis)|(?:další|předchozí)\ článek
     |(?:следующая|предыдущая)\ (?:статья|новость)|[上下]一[篇则]|(?:다음|이전)\ ?(?:기사|글)
    |相关(?:阅读|新闻|报道)|延伸阅读|相關(?:新聞|報導)|延伸閱讀|関連記事|あわせて読みたい|관련\ ?기사
"""
#: Where a site asks to be followed, after at most one word («on our Telegram channel»).
_FOLLOW = r"""
    (?:follow|join|like)\ us\ (?:on|via)|suivez-nous\ sur|abonnez-vous\ (?:à|sur)|folgen\ sie\ uns\ (?:auf|bei)
    |abonnieren\ sie|síguenos\ en|seguici\ su|подписывайтесь\ на|підписуйтесь\ на
"""
_NETWORK = r"""
    (?:twitter|facebook|telegram|whatsapp|instagram|youtube|linkedin|threads|bluesky|mastodon|tiktok|viber|vkontakte
    |google\ news|newsletters?|podcast|ва[йј]бер\w*|вибер\w*|канал|телеграмм?|вконтакте|ютуб|фейсбук)
"""
#: Where it asks so at more length, always for itself («us», «our»): a network is named a few words on.
_INVITE = r"""
    (?:follow|join)\ (?:us\ (?:on|at|via|in)(?:\ our)?|our)|suivez-nous|retrouvez-nous|folge(?:n\ sie)?\ uns|s[ií]guenos
    |siga-nos|seguici|подпи(?:сывайтесь|шитесь|шись)\ на\ на[сш]\w*|следите\ за\ на(?:ми|ш\w*)
    |підпи(?:суйтесь|шіться)\ на\ на[сш]\w*|приєднуйтесь\ до\ на[сш]\w*|стежте\ за\ на(?:ми|ш\w*)|ακολουθήστε\ μας
    |bizi\ takip|ikuti\ kami|bergabung(?:lah)?\ (?:dengan|bersama)\ kami|obserwuj\ nas|dołącz\ do\ nas|volg\ ons
    |följ\ oss|seuraa\ meitä|sledujte\ nás|kövess(?:en)?\ (?:minket|bennünket)
    |urmăr(?:iți|iţi|ește|eşte)(?:-ne|\ știrile\ noastre)
    |theo\ dõi\ chúng\ tôi|pratite\ nas|пратите\ нас|(?:по)?следвайте\ ни|sekite\ mus|jälgi(?:ge)?\ meid
    |seko(?:jiet)?\ (?:\S+\ ){0,3}(?:mums|mūsu)|تابعونا|עקבו\ אחרינו
"""
#: Where it asks to be paid, or says that it will be: whole lines, for so do sentences begin as well.
_PAY = r"""
    (?:jetzt\ )?weiterlesen\ mit(?:\s\S+){1,3}|zugang\ zu\ allen\ (?:\S+\ ){0,3}\S*(?:beiträgen|artikeln|inhalten)
     |testen\ sie\ unser\ angebot
    |(?:sie\ )?haben\ (?:sie\ )?bereits\ ein\ \S*abo(?:nnement)?(?:\?(?:\s\S+){0,4})?
    |nur\ \d+\ euro\ für\ den\ ersten\ monat(?:,?\s\S+){0,3}
    |already\ (?:an?\ |have\ an?\ )?(?:subscri\w+|account|member)\?(?:\s(?:log|sign)\ in\b(?:\s\S+){0,3})?
    |this\ (?:article|story)\ is\ (?:only\ )?for\ subscribers(?:\ only)?
    |start\ your\ (?:free\ )?trial(?:\ (?:now|today))?
    |to\ continue\ reading(?:\ this\ (?:article|story))?
     (?:,?\ (?:please\ )?(?:subscribe|log\ in|sign\ (?:in|up)|register))?
    |(?:subscribe|log\ in|sign\ in|register)\ (?:now\ )?to\ (?:(?:continue|keep)\ reading|read(?:\ more)?)
     (?:\ (?:this|the\ full|the\ rest\ of\ th(?:e|is))\ (?:article|story))?
    |(?:you\ (?:can|may)\ )?(?:cancel|unsubscribe)(?:\ at)?\ any\ ?time
    |(?:vous\ êtes\ )?déjà\ abonnée?(?:\(e\)|[·.]e)?(?:\s?\?(?:\s\S+){0,3})?
    |(?:cet\ )?article\ (?:est\ )?réservé\ (?:à\ nos|aux)\ abonnés|il\ vous\ reste\ [\d.,]+\s?%\ de\ cet\ article\b.*
    |la\ suite\ est\ réservée\ (?:à\ nos|aux)\ abonnés
    |tu\ suscripción\ se\ está\ usando\ en\ otro\ dispositivo|quieres\ añadir\ otro\ usuario\ a\ tu\ suscripción
    |(?:contenido|artículo)\ exclusivo\ para\ (?:nuestros\ )?(?:suscriptores|socios|abonados)
    |si\ continúas\ leyendo\ en\ este\ dispositivo\b.*
    |abbonati\ per\ (?:continuare|leggere)(?:\s\S+){0,4}|sei\ già\ abbonat\S{1,3}\s?\?(?:\s\S+){0,3}
    |(?:kun\ )?for\ abonnenter|för\ prenumeranter|(?:nur\ )?für\ abonnenten|(?:article\ )?réservé\ aux\ abonnés
    |s[oó]lo\ (?:para\ )?suscriptores|tylko\ dla\ prenumeratorów|tilaajille|pro\ předplatitele|有料記事|会員限定
    |pozostało\ (?:jeszcze\ )?\d+\ ?%\ (?:artykułu|tekstu)(?:\s\S+){0,2}
    |masz\ już\ (?:konto|prenumeratę)\?(?:\s\S+){0,3}
"""
#: Where it asks to be written to, to be paid for or read by mail: verbs that command, and the site's letter or channel.
_JOIN = r"""
    sign\ up|subscribe|abonnez-vous|inscrivez-vous|recevez|abonnieren\ sie|melden\ sie\ sich|suscr[ií]b(?:ete|ase|í)
    |reg[ií]strate|iscriviti|iscrivetevi|ricevi|assine|inscreva-se|receba|subscreva|zapisz\ się|zasubskrybuj
    |přihlaste\ se|odebírejte|prihláste\ sa|odoberajte|prenumerera|abonner|tilmeld(?:\ dig)?|meld\ (?:u|je|deg)
    |tilaa|iratkozzon\ fel|iratkozz\ fel|feliratkozás|abonează-te|abonați-vă|înscrie-te|εγγραφείτε|εγγράψου|abone\ olun
    |подпи(?:сывайтесь|шитесь|шись)|подпишете\ се|абонирайте\ се|присоединяйтесь|підпи(?:суйтесь|шіться)
    |приєднуйтесь|prijavite\ se|pretplatite\ se|пријавите\ се|prenumeruokite|liitu|piesakies
    |للاشتراك|اشترك(?:وا)?|انضم(?:وا)?|انضموا|لمتابعة|berlangganan|đăng\ ký
"""
_LETTER = r"""
    newsletters?|news-?letters?|nyhetsbrev\w*|nyhedsbrev\w*|nieuwsbrie\w+|uutiskir\w+|hírlev\w+|bolet[ií]n(?:es)?
    |infolettre|lettre\ d['’]information|newslettera|zpravodaj\w*|рассылк\w+|розсилк\w+|бюлетин\w*|bülten\w*
    |naujienlaišk\w+|uudiskir\w+|jaunumu\ vēstul\w+|النشرة|نشرتنا|buletin\w*|bản\ tin
    |telegram\w*|whatsapp|viber\w*|телеграмм?\w*|ва[йј]бер\w*|вотсап\w*|تلغرام|تيليغرام|تلجرام|تيليجرام|واتساب|واتس\ ?اب
"""
#: What it asks of its reader about the article, and of whom it asks money.
_ASKED = r"""
    (?:(?:was|is)\ (?:this|the)\ (?:page|article|information|content)\ (?:helpful|useful|interesting)
     |did\ you\ (?:like|enjoy|find)\ (?:this|the)\ (?:page|article|story|post)
     |(?:vous\ souhaitez|envie\ de)\ réagir|cet\ article\ vous\ a-t-il|avez-vous\ (?:aimé|apprécié)\ cet\ article
     |hat\ ihnen\ (?:der|dieser)\ (?:artikel|beitrag)|war\ (?:dieser|der)\ (?:artikel|beitrag|inhalt)\ hilfreich
     |te\ (?:ha\ )?(?:gust(?:ó|ado)|result(?:ó|ado)|parec(?:ió|ido))\ .{0,20}est[ea]\ (?:art[ií]culo|not(?:a|icia))
     |ti\ è\ piaciuto\ (?:questo\ )?(?:l['’])?articolo|gostou\ (?:d?est[ea]|da|do)\ (?:matéria|artigo|notícia|texto)
     |(?:s?podoba(?:ł)?)\ (?:ci|wam|się)\ .{0,12}(?:artykuł|tekst)|líbil\ se\ vám\ (?:tento\ )?(?:článek|text)
     |páčil\ sa\ vám\ (?:tento\ )?(?:článok|text)|vond\ (?:je|u)\ dit\ (?:artikel|bericht)|tetszett\ (?:a|ez\ a)\ cikk
     |ți-a\ plăcut\ (?:acest\ )?articol\w*|(?:вам\ )?понравил(?:ась|ся)\ (?:эта\ |наша\ )?(?:стать[яи]|материал)
     |(?:вам\ )?сподобал(?:ася|ося)\ (?:ця\ )?(?:стаття|матеріал)|bu\ haberi?\ beğendiniz\ mi)
     (?:\s[^.?]{0,80})?\s?\?(?:\s.{0,80})?
    |(?:support\ us|unterstützen\ sie\ uns(?:ere\ arbeit)?|soutenez-nous|apóyanos|sostienici|sostieni\ il\ nostro
     \ lavoro|apoie-nos|wesprzyj\ nas|podpořte\ nás|podporte\ nás|підтрим(?:айте|уйте)\ нас|поддерж(?:ите|ивайте)\ нас
     |подкрепете\ ни|susțineți-ne|støtt\ oss|stöd\ oss)(?:\s\S+){0,8}
    |(?:thanks|thank\ you)\ for\ reading\b.{0,60}\b(?:subscribe|post\ is\ public|share\ it|free)\b.*
"""
#: Labels of what a reader may do with the page, alone.
_SHARING = r"""
    (?:share|teilen|compart(?:ir|e|ilhar|ilhe)|condividi|paylaş|udostępnij|zdieľať|podijelite?|podelite?|megosztás
     |distribuie
    |поделиться|поділитися|сподели|подели|κοινοποίηση|شارك|مشاركة|שתפו|שיתוף|bagikan|chia\ sẻ|แชร์|分享到|シェア(?:する)?
    |공유(?:하기)?|शेयर\ करें|dalīties|dalintis)\s?[:：]?|分享让更多人看到
    |(?:share|teilen|partager|compartir|condividi|udostępnij|sdílet|zdieľať|podijeli|podeli|поделиться|поділитися)\s
     (?:on|auf|sur|en|su|na|в|у)\s\S+
    |partager(?:\ (?:l['’]article|la\ page|cet\ article))?|(?:deel|del|dela|jaa|sdílet|jaga)\ (?:dit\ |den\ 
     |denne\ )?(?:artik\w+|článek|juttu)
    |(?:download|télécharger|descargar|scarica|baixar|pobierz|скачать|завантажити)\ (?:(?:the|le|el|il|o)\ )?pdf
    |(?:artikel\ |seite\ )?drucken|imprimer|imprimir|stampa|wydrukuj|tulosta|skriv\ ut|vytisknout(?:\ článek)?
    |распечатать|роздрукувати|верси[яi]\ для\ печати|версія\ для\ друку|возврат\ к\ списку|zurück\ zur\ übersicht
    |retour\ à\ la\ liste|back\ to\ (?:top|news|list(?:ing)?)
"""
#: How long one reads.
_READING_TIME = r"""
    (?:(?:est(?:imated|\.)?\ )?reading\ time|lese(?:zeit|dauer)|temps\ de\ lecture|tiempo\ de\ lectura
     |tempo\ d[ie]\ (?:lettura|leitura)
    |leestijd|lästid|lesetid|læsetid|lukuaika|czas\ czytania|doba\ čtení|čas\ čítania|время\ (?:чтения|прочтения
     |на\ чтение)
    |час\ (?:читання|прочитання)|прочитаєте\ за|okuma\ süresi|timp\ de\ (?:citire|lectură)|olvasási\ idő
     |χρόνος\ ανάγνωσης)
     \s?[:：]?\s?(?:ca\.?\s)?\d+\s?(?:min\w*|мин\w*|хв\w*|dk|dakika|perc|λεπτ\w+)?
    |\d+\s?(?:min(?:ut(?:e|en|es|er|os|i)?)?\.?|мин(?:ут[аы]?)?\.?|хв(?:илин[аи]?)?\.?|dk\.?|dakikada)\s
     (?:read|lesezeit|de\ lect?ura|de\ leitura|de\ lecture|di\ lettura|leestijd|lästid|lesetid|lukuaika|czytania
     |čtení|čítania|чтения
     |на\ чтение|читання|okuma|okunur)
"""
#: Where an advertisement stands, or stood.
_GOES_ON = r"""
    (?:the\ )?(?:article|story)\ continues\ (?:below|after)(?:\ (?:this\ )?(?:ad(?:vertisement)?|promotion|video))?
    |weiter\ (?:geht\ es\ )?nach\ der\ (?:anzeige|werbung)|(?:la\ )?suite\ après\ (?:la|cette)\ publicité
    |continúa\ (?:leyendo\ )?(?:después\ de|tras)\ la\ publicidad|continua\ (?:a\ leggere\ )?dopo\ la\ pubblicità
    |continua\ (?:após|depois\ d?)a\ publicidade|lees\ verder\ onder\ de\ (?:advertentie|foto|video)
    |(?:artikeln|texten)\ fortsätter\ (?:efter|under)\ \w+|(?:artiklen|historien)\ fortsætter\ (?:efter|under)\ \w+
    |(?:saken|artikkelen)\ fortsetter\ under\ \w+|(?:artikkeli|juttu)\ jatkuu\ \w+\ (?:jälkeen|alla|alapuolella)
    |(?:cikkünk\ )?a\ hirdetés\ után\ folytatódik|(?:ciąg\ dalszy|dalsza\ część)\ (?:artykułu\ 
     |materiału\ )?pod\ \w+(?:\ wideo)?|dziękujemy,\ że\ przeczytał.*
    |(?:článek|článok|text)\ pokračuje\ (?:pod|za)\ \w+|articolul\ continuă\ după\b.*|tekst\ se\ nastavlja\ (?:ispod
     |nakon)\ \w+
    |продолжение\ после\ рекламы|продовження\ після\ реклами|請繼續往下閱讀
    |werbung|anzeige|annonce|annons|publicité|publicidad|pubblicità|publicidade|hirdetés|publicitate|oglas|annonse
     |mainos|reklaam|reklāma
    |advertentie|iklan|quảng\ cáo|โฆษณา|विज्ञापन|اشتہار|تبلیغات|إعلان|פרסומת|reklam[ae]?|реклама
     |διαφήμιση|广告|廣告|広告|광고
"""
#: Programs for telephones.
_APP = r"""
    (?:get|download|install)\ (?:our|the)\ .{0,40}\bapp\b.*|laden\ sie\ .{0,40}\bapp\b.*|descarg(?:a|ue
     |á)\ .{0,30}\bapp\b.*
    |télécharge[rz]\ .{0,30}\bappli\w*.*|scarica\ .{0,30}\bapp\b.*|baixe\ .{0,30}\b(?:app|aplicativo)\b.*
     |descarcă\ aplicația\b.*
    |pobierz\ .{0,30}\baplikację\b.*|скача(?:йте|ть)\ .{0,30}приложение\b.*|завантаж\w*\ .{0,30}(?:застосунок
     |додаток)\b.*
"""
#: That it is the site's, in words that make no sentence of an article.
_RESERVED = r"""
    (?:©\s?)?riproduzione\ riservata(?:\s©.*)?|tutti\ i\ diritti\ riservati|alle\ rechte\ vorbehalten
     |tous\ droits\ réservés
    |todos\ los\ derechos\ reservados|todos\ os\ direitos\ reservados|wszelkie\ prawa\ zastrzeżone
     |všechna\ práva\ vyhrazena
    |все\ права\ защищены|усі\ права\ захищен[оі]
    |her\ hakkı\ saklıdır|未经授权.{0,20}转载
    |(?:при|за|у\ разі)\ (?:полном\ или\ частичном\ |повному\ чи\ частковому\ )?(?:цитировани|использовани|копировани
     |перепечатк|цитуванн|використанн|копіюванн|передрук|відтворенн)\w+\s.{0,120}(?:ссылк|посиланн).{0,80}
"""
#: What closes a page, in words that close no sentence.
_CLOSING = r"""
    end\ of\ article|about\ the\ authors?|share\ this(?:\ (?:page|article|story|post))?
    |advertisement(?:\ ·(?:\s\S+){0,4})?|\S+@[\w.-]+\.\w+|print\ this\ page|follow\ us\ on\ social\ media
    |privacy\ notice:\ newsletters\ may\ contain\ info.*|no\ spam(?:,\ ever|\.\ unsubscribe\ (?:at\ )?any\ ?time)?
    |انتهای\ پیام/?|(?:ends?|ende|fin|fim|fine|koniec|konec|slut|son|конец)\s?[-–—*#]+|(?-i:ENDS|ENDE)
    |सार|विस्तार
    |our\ standards:.*|for\ (?:terms\ of\ use|reprints?|permissions?),?\s.*
    |(?:have|got)\ an?\ (?:\w+\ ){0,2}(?:idea|story|tip|article)\b.*\b(?:pitch|write\ for\ us|e-?mail|contact|send)\b.*
    |(?:[a-zäöü]{2,5}(?:/[a-zäöü]{2,5})?,\s){1,5}\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\)
    |(?:[【(（\[]?(?:责任编辑|責任編輯|纠错|编辑|編輯)(?:[:：]\s?\w{1,4}(?:[\s、]\w{1,4}){0,3}(?:\s[A-Z]{1,3}\d{1,5})?[】)）\]]?|[】\]])\s?){1,2}
    |版权所有(?:[\s©,，]\S{0,20}){0,3}|저작권자\s?(?:ⓒ|©|\(c\)|[:：]).{0,80}|.{0,50}무단\s?전재.{0,40}금지
    |이\ 기사는\ 언론사에서\ .{1,20}\ 섹션으로\ 분류했습니다
"""
#: What may stand anywhere in a line, and words of which one is in it: to look for them first takes a tenth of the time.
_ANYWHERE = rf"""
    .*\bctrl\s?\+\s?enter\b.*
    |(?:.{{0,60}}\s)?(?:нашли\ (?:ошибку|опечатку)|(?:знайшли|помітили)\ помилку|prijav\w+\ (?:po)?greš\w+
     |zgłoś\ błąd|nahlásiť?\ chybu|hibát\ talált)\b.{{0,100}}
    |(?:[^«»"“”:]{{0,60}}\s)?(?:читайте|смотрите|дивіться|узнавайте|дізнавайтеся|больше\ новостей|більше\ новин)\s
     (?:.{{0,60}}\s)?(?:в|у|на)\s(?:\S+\s){{0,4}}\S*{_NETWORK}\S*(?:[\s,]+\S+){{0,5}}
    |.{{0,60}}(?:不得|禁止|请勿|請勿)(?:擅自)?(?:轉載|转载).{{0,40}}|.{{0,20}}無断(?:転載|複製|引用)\S{{0,12}}(?:禁じます|禁止|お断り).{{0,10}}
    |(?:[^«»"“”„:?!]{{0,60}}[?!,]\s)?(?:{_JOIN})\s(?:[^«»"“”„,]{{0,120}}[\s'’-])?(?:{_LETTER})\b(?:[\s,.!]+\S+){{0,8}}
    |(?:{_ASKED})
    |(?:jetzt\ )?(?:(?:unseren|den)\ )?\S{{0,20}}newsletter\ (?:jetzt\ )?(?:abonnieren|bestellen)
    |.{{0,60}}\ is\ a\ reader-supported\ publication\b.*
    |.{{0,120}}\b(?:tıklayın(?:ız)?|clique\ aqui|ha(?:z|ga)\ clic\ aquí|cliquez\ ici|klicken\ sie\ hier|clicca\ qui
     |kliknij\ tutaj|klikněte\ (?:sem|zde)|klik\ hier|klikk\ her|klicka\ här|нажмите\ (?:здесь|сюда)
     |натисніть\ (?:тут|сюди)|اضغط\ هنا)
    |.*(?:下载|下載|用|尽在|盡在|打开|打開|关注|關注)\S{{0,10}}(?:app|客户端|客戶端|公众号|公眾號)(?:看新聞|看新闻)?.{{0,20}}
"""
_WORDS_OF_THESE = words("""
    ctrl ошибку опечатку помилку greš błąd chybu hibát 轉載 转载 転載 無断 看新 客户端 客戶端 下载 下載
    尽在 盡在 打开 打開 关注 關注
    читайте смотрите дивіться навайте новостей новин
    newsletter news-letter nyhetsbrev nyhedsbrev nieuwsbrie uutiskir hírlev boletín boletin infolettre lettre zpravodaj
    рассылк розсилк бюлетин bülten naujienlaišk uudiskir jaunumu نشر buletin bản telegram whatsapp viber телеграм вайбер
    вајбер вотсап تلغرام تيليغرام تلجرام تيليجرام واتس reader-supported tıklay clique clic cliquez klicken clicca klik
    нажмите натисніть اضغط ? support unterstützen soutenez-nous apóyanos sostien apoie-nos wesprzyj podpo підтрим
    поддерж подкреп susțineți-ne støtt stöd reading
""")
#: Whose words or figures they are, and what they are filed under: a label and no sentence.
_LABELLED = r"""
    (?:sources?|quellen?|fuentes?|fonte|źródło|zdroj|джерело|источник|извор|източник|kaynak|πηγή|المصدر|منبع|kilde
     |källa|bron|lähde|forrás|sursa|来源|來源|出典|資料|자료|sumber|nguồn|šaltinis|avots|allikas|izvor|מקור|स्रोत)
     \s?[:：]\s?\w(?:[^.!?]|\.(?=\S)){1,60}\.?
    |(?:tags?|keywords?|теги|тэги|мітки|етикети|(?:ключевые|ключові)\ слова|schlag(?:worte|wörter)|stichworte|etiketler
     |etiquetas|mots[\s-]clés|(?:文章)?关键词|關鍵詞|キーワード|(?:ال)?كلمات\ (?:ال)?(?:مفتاحية|دالة|دلالية)|תגיות|tagi
     |štítky|témata|címkék|oznake|ετικέτες|temat(?:y|i)|märksõnad|žymos|trefwoorden|emneord|ämnen)\s?[:：].{0,150}
"""
#: What a site says of itself. (c) without its word is also the third item of a list.
_OF_THE_SITE = rf"""
    (?:©|copyright\s*(?:©|ⓒ|\(c\))|\(c\)\s*copyright).*|(?:{_FOLLOW})(?:\s\S+)?\s(?:x|{_NETWORK})\b.*
    |(?:follow|folge[nt]?|suivez|s[ií]gu?[ea]\w*|segui\w*|volg|följ|følg|seuraa|obserwuj|sledujte|pratite|urmăr\w+
     |köve\w+|ακολουθήστε|takip
     |следите|стежте|подпис\w+|підпис\w+|додавайте)\s.{{0,60}}\b(?:google\ news|(?:wiadomościach|новост\w+
     |новин\w+)\ google)\b.{{0,80}}
    |(?:{_INVITE})(?:\s[^\s,.:;!?]+){{0,3}}\s["“„«]?{_NETWORK}\b(?:["”“»,\s]+\S+){{0,8}}(?:(?<=[.!])\s.*)?|(?:{_PAY})\W*
    |(?:{_CLOSING}|{_LABELLED}|{_SHARING}|{_READING_TIME}|{_GOES_ON}|{_APP}|{_RESERVED})\W*
    |(?:click\ here\ to\ )?(?:sign\ up|subscribe)\ (?:for|to)\s
     (?:.*\b(?:newsletters?|our\ (?:\w+\ )?(?:channel|alerts?))|(?:continue|keep)\ reading)\b.*
"""
#: «The post … appeared first on …», as WordPress ends what it gives to feeds: with the title between.
_FOOTPRINT = re.compile(
    r"""(?:the\ post|der\ beitrag|l['’]article|la\ entrada|l['’]articolo|o\ post|het\ bericht|artykuł|запись|сообщение)
    \s(.+)\s(?:appeared\ first\ on|first\ appeared\ on|erschien\ zuerst\ auf|est\ apparu\ en\ premier\ sur
    |(?:se\ publicó|apareció)\ primero\ en|proviene\ da|apareceu\ primeiro\ em|verscheen\ eerst\ op
    |pochodzi\ z\ serwisu|появил[аи]сь\ (?:впервые|сначала))\s.*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What stands before a label, such as a bullet, but not quotation marks: who is quoted is no site.
_START = r"""[^\w"'“”„‘’«»©]*+"""
_LEADS = re.compile(
    rf"{_START}(?:{_ELSEWHERE})"
    # A title that is a link needs nothing to part it.
    r"(?:\W*+$|(?:\s*[:：|»>→]|\s+[–—-]\s|\s|(?<=[\u3000-\uffef]))(?P<title>.*))",
    re.IGNORECASE | re.VERBOSE,
)
_ANYWHERE_LINE = re.compile(rf"{_START}(?:{_ANYWHERE})\W*", re.IGNORECASE | re.VERBOSE)
_SITE_LINE = re.compile(rf"{_START}(?:{_OF_THE_SITE})", re.IGNORECASE | re.VERBOSE)
#: A sentence of its own at the end of a line, written with a capital: treaties reserve rights as well.
_RIGHTS = re.compile(r"\bA(?i:ll rights reserved)\W*+$")
#: No match begins within another, whatever is left open.
_LINK = re.compile(r"<a\b[^<>]*+>((?:[^<]|<(?!/?a\b))*+)", re.IGNORECASE)


def prose(text: str, title: str = "", links: Callable[[], Iterable[str]] = tuple) -> str:
    """Return text, paragraphs parted by newlines, without lines that lead elsewhere, are of the site, or count.

    title is the article's, and links gives the texts of the links amid it; it is called only where a line may be one.
    What links say right below a label of such goes with it.
    """
    linked: frozenset[str] | None = None
    kept = []
    is_below_label = False
    for line in text.split("\n"):
        is_below_label = is_below_label and " " in line and loose(line.removeprefix("- ")) in (linked or ())
        if is_below_label:
            continue
        if len(line) <= _LONGEST and (lead := _LEADS.fullmatch(line)):
            if linked is None:
                linked = frozenset(map(loose, links()))
            is_below_label = not lead["title"]
            if is_below_label or not linked.isdisjoint((loose(lead["title"]), loose(line))):
                continue
        if is_of_site(line, title):
            continue
        # One that is empty parts paragraphs.
        if (told := without_counters(line)) or not line:
            kept.append(told)
    return "\n".join(kept)


def is_of_site(line: str, title: str = "") -> bool:
    """Tell whether a line of the article of this title speaks of the site that brings it.

    >>> is_of_site("Follow us on Telegram!"), is_of_site("“Follow us on to Kyiv,” the colonel said.")
    (True, False)

    """
    if len(line) > _LONGEST:
        return False
    footprint = _FOOTPRINT.fullmatch(line)
    if footprint and title and loose(footprint[1]) == loose(title):
        return True
    folded = line.lower()
    may_be_anywhere = any(word in folded for word in _WORDS_OF_THESE) and _ANYWHERE_LINE.fullmatch(line)
    return bool(may_be_anywhere or _SITE_LINE.fullmatch(line) or _RIGHTS.search(line)) or is_prompt(line)


def links_in(markup: str) -> Iterator[str]:
    """Yield the texts of the links in markup, a fragment of HTML."""
    return (html_to_text(found[1]) for found in _LINK.finditer(markup))
