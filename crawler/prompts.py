"""Lines by which a page asks something of its reader: to follow its channels, to listen, comment or print. Pure."""

import re

from crawler.embeds import stands_for_embed
from crawler.page_metadata import words

#: What commands at the beginning of a line, and where that is not the reader's own language the verb alone.
_FIRST = r"""
    (?:click\ here\ to\ )?(?:join|follow|subscribe)|(?:read|find)\ us|get\ (?:our|the|all|more)|stay\ (?:up\ to\ date
     |informed|tuned)
    |folge(?:n\ sie|\ uns|t\ uns)|hier\ geht\ es\ zu[mr]|jetzt\ \w+\ (?:whatsapp|telegram)\S*|abonnieren\ sie
    |(?:suivez|rejoignez|retrouvez|recevez|abonnez)(?:-(?:nous|vous))?|s[ií]gue(?:nos)?|[uú]nete|suscr[ií]b(?:ete
     |ase)|sumate
    |(?:clique\ (?:aqui\ )?(?:e|para)\ )?(?:siga|seguir|receba|entre)|participe|iscriviti|unisciti|segui(?:ci)?|resta
    |dołącz|obserwuj|śledź|sledujte|přidejte\ se|sleduj|pridajte\ sa
    |подпи(?:сывайтесь|шитесь|шись|саться)|чита(?:йте|й)\ нас|смотрите\ нас|следите|присоедин(?:яйтесь|иться)
     |больше\ \w+
    |підпи(?:суйтесь|шіться|сатися)|стежте|приєдн(?:уйтесь|атися)|більше\ \w+|следвайте|последвайте
    |ikuti|simak|dapatkan|gabung|bergabung|theo\ dõi|mời\ bạn|tham\ gia|đăng\ ký
    |تابع(?:وا|ونا|نا)?|اشترك(?:وا)?|انضم(?:وا)?|עקבו|הצטרפו|ακολου(?:θήστε|θείστε|θησε)|γίνετε|εγγραφείτε
    |följ|gå\ med|følg|bli\ med|seuraa|liity|sekite|prenumeruokite|pratite|sledite|pridružite|zapratite
    |urm[aă]r\w+|abon\w+|aboneaz\w+|kövess\w*|kövesd|csatlakoz\w+|jälgi|seko|volg|meld\ je
"""
_CHANNEL = r"""
    (?:telegram|whats-?app|viber|google\ news|facebook|instagram|youtube|zalo|messenger|tiktok|linkedin|twitter
     |bluesky)\S*
    |(?:дзен|телеграмм?|вайбер|вибер|вотсап|ватсап|фейсбук|ютуб|max|вк)[а-яіїє]{0,3}|\S{0,12}канал[а-яіїє]{0,3}
    |واتس\ ?اب|تلغرام|تيليغرام|تلجرام|فيسبوك|يوتيوب|تطبيق\S*|טלגרם|\S?וואטסאפ|פייסבוק|व्हाट्स\ ?ए?प|टेलीग्राम
    |inbox|posteingang|newsletter\S*
"""
#: What commands at the end of a line, in languages that put it there.
_LAST = r"""
    katılın|katıl|abone\ olun?|takip\ ed(?:in|iniz)|फॉलो\ करें|(?:से\ )?जुड़ें|ज्वाइन\ करें|구독\S{0,8}(?:\ 주세요)?
     |팔로우\S{0,6}|추가\S{0,6}
    |友だち追加|フォロー(?:する|してください)?|チャンネル登録\S{0,6}|folgen|abonnieren|volgen
"""
_ORIENTAL_CHANNEL = r"카카오톡|네이버|채널\S*|유튜브|line|ライン|公式\S{0,8}"
#: What neither parts a command from what it names nor follows: who tells of a command goes on to say who gave it.
_FREE = r"[^«»\"“”„.,:;]"
_ASKS = re.compile(
    rf"""[^\w«»"“”„‘']*(?:[^\W\d_]\S*\s){{0,2}}?(?:
    (?:{_FIRST})(?![^\W\d_])(?:{_FREE}{{0,100}}\s)??[^\s\w]?(?:{_CHANNEL}){_FREE}{{0,50}}
    |{_FREE}{{0,80}}?(?:{_CHANNEL}|{_ORIENTAL_CHANNEL})(?:['’]\S+)?\s?{_FREE}{{0,40}}?(?:{_LAST})
    )[.!\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
#: Of these one is in any such line.
_WORDS = words("""
    telegram whatsapp whats-app viber google facebook instagram youtube zalo messenger tiktok linkedin twitter
    bluesky дзен телеграм
    вайбер вибер вотсап ватсап фейсбук ютуб канал واتس تلغرام تيليغرام تلجرام فيسبوك يوتيوب تطبيق טלגרם וואטסאפ
    פייסבוק व्हाट्स टेलीग्राम
    inbox posteingang newsletter 카카오톡 네이버 채널 유튜브 line ライン 公式
""")
#: What can be done with the page, and what it is filed under, alone.
_TOOLS = re.compile(
    r"""\W*(?:
    (?:listen\ to\ (?:this|the)\ (?:article|story)|(?:artikel|beitrag)\ (?:(?:an|vor)|zum\ (?:an)?)hören
     |écoute[rz]\ (?:cet|l['’])\s?article
     |escuch(?:ar|a)\ (?:el\ |la\ |este\ )?(?:art[ií]culo|noticia)|ascolta\ (?:questo\ |l['’])articolo
     |posłuchaj\ artykułu
     |ouvir\ (?:a\ |o\ )?(?:notícia|matéria|artigo)|poslechněte\ si\ článek|lyssna\ på\ artikeln|lytt\ til\ (?:saken
     |artikkelen)
     |kuuntele\ juttu|haberi\ dinle(?:yin)?|(?:기사|본문)\ 듣기|слушать\ (?:статью|новость)|слухати\ (?:статтю|новину))
     (?:\s?[•·|(–-]?\s?\d+.{0,10})?
    |(?:leave|post|add|write)\ a\ comment|(?:view|show|read)\ (?:all\ )?(?:the\ )?comments
     |comment\ on\ this\ (?:article|story)
    |kommentare?\ (?:anzeigen|schreiben|lesen|verfassen)|(?:lire|voir|afficher)\ les\ commentaires
     |réagir\ à\ cet\ article
    |laisse[rz]\ un\ commentaire|(?:ver|leer)\ (?:los\ )?comentarios|deja\ un\ comentario|ver\ (?:os\ )?comentários
    |(?:deixe|faça)\ (?:o\ )?(?:seu|um)\ comentário|(?:leggi|mostra)\ i\ commenti|lascia\ un\ commento|(?:zobacz
     |dodaj)\ komentarz\w*
    |(?:показать|читать)\ комментарии|оставить\ комментарий|(?:залишити|додати)\ коментар|yorum\ (?:yap(?:ın)?|yaz)
    |reacties\ (?:bekijken|lezen)|(?:visa|skriv)\ kommentar\w*|댓글\ (?:쓰기|보기)|发表评论|コメントを(?:書く|見る)
    |prikaži\ komentare|(?:καταχωρήστε|γράψτε)\ το\ σχόλιό\ σας
    # As WordPress has them
    |comments\ are\ (?:now\ )?closed|(?:die\ )?kommentar(?:funktion|e)\ (?:ist|sind)\ .{0,40}geschlossen
     |les\ commentaires\ sont\ fermés|los\ comentarios\ están\ cerrados
     |os\ comentários\ estão\ (?:fechados|encerrados)
     |i\ commenti\ sono\ chiusi|diskus[ei]a?\ (?:je|byla)\ u(?:zavřena|končena|zavretá)
     |комментарии\ (?:закрыты|отключены)
     |możliwość\ komentowania\ .{0,20}wyłączona|коментарі\ (?:закриті|вимкнено)|yorumlar\ kapalı\w*
    |your\ e-?mail(?:\ address)?\ will\ not\ be\ published|(?:ihre|deine)\ e-mail-adresse\ wird\ nicht\ veröffentlicht
     |votre\ adresse\ (?:e-mail|de\ messagerie)\ ne\ sera\ pas\ publiée|el\ tuo\ indirizzo\ email\ non\ sarà\ pubblicato
     |tu\ dirección\ de\ correo\ electrónico\ no\ será\ publicada|o\ seu\ endereço\ de\ e-?mail\ não\ será\ publicado
     |vaše\ e-mailová\ adresa\ nebude\ zveřejněna|twój\ adres\ e-?mail\ nie\ zostanie\ opublikowany
     |ваш\ адрес\ email\ не\ будет\ опубликован|ваша\ e-mail\ адреса\ не\ оприлюднюватиметься
     |e-posta\ adresiniz\ yayınlanmayacak\w*
    |print\ this\ (?:article|page)|copy\ (?:the\ )?link|link\ (?:kopieren|copied)|copier\ le\ lien
     |copiar\ (?:el\ )?enlace|copia\ (?:il\ )?link
    |kopírovat\ odkaz|kopiuj\ link|скопировать\ ссылку|скопіювати\ посилання|복사하기|リンクをコピー
    |report\ (?:an\ error|a\ problem)|fehler\ melden|signaler\ une\ erreur|informar\ de\ un\ error|segnala\ un\ errore
    |(?:share\ this|diesen)\ (?:article|artikel|beitrag)(?:\ (?:on|via)\ \S+|\ teilen)?|les\ hele\ saken|top\ stories
    |archivado\ en|archivé\ (?:dans|sous)|filed\ under|(?:haberin|yazının)\ devamı
    |опубликован[оа]?\ в\ разделе\b.{0,60}|ссылка\ на\ материал\b.{0,60}|текстовая\ версия|статус\ материала
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
#: Who took a picture that is not there.
_PICTURED = re.compile(
    r"""\W*(?:
    (?:photos?|fotos?|fotó|фото|світлина|снимка|bild(?:er)?|images?|imagen|imagem|immagine|zdj(?:ęcie|\.)|kuvat?
     |φωτ[οό]\S*|fotoğraf
     |ảnh|nuotr\.|사진|写真|图片|圖片|صورة|צילום)(?:\ (?:credits?|source|quelle|ilustrativ\w+))?\s?[:：©]\s?\S.{1,80}
    |(?:photos?|pictures?|images?)\ (?:by|via|courtesy\ of|credit)\b.{2,80}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 260


def is_prompt(line: str) -> bool:
    """Tell whether a line asks its reader to follow the site, names a tool of the page, or who took a picture.

    So are those that stand where something else would be shown.

    >>> [is_prompt(line) for line in ("Sigue nuestro canal de WhatsApp", "Leave a comment", "Photo: Jane Roe/AFP")]
    [True, True, True]
    >>> [is_prompt(line) for line in ("He wrote on Telegram.", "Follow-up talks are set for May", "Foto de familia")]
    [False, False, False]

    """
    if stands_for_embed(line):
        return True
    if len(line) > _LONGEST:
        return False
    if _TOOLS.fullmatch(line) or _PICTURED.fullmatch(line):
        return True
    folded = line.lower()
    return any(word in folded for word in _WORDS) and _ASKS.fullmatch(line) is not None
