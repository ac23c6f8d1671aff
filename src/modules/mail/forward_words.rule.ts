/**
 * The words with which mail clients label what they quote, in lower case (B3): Gmail, Outlook (desktop, web, mobile), Apple Mail,
 * Thunderbird, Yahoo, Notes, mutt and others, in over twenty languages. Data; the reading is in `find_header_blocks`.
 */
export type HeaderKey = 'from' | 'to' | 'cc' | 'date' | 'subject' | 'other'

const labels: Record<HeaderKey, string> = {
  from:
    'from|von|absender|de|expéditeur|remitente|remetente|enviado por|da|mittente|van|afzender|från|avsändare|fra|afsender|avsender|lähettäjä|' +
    'od|nadawca|odesílatel|odosielateľ|feladó|küldő|de la|expeditor|expeditorul|kimden|gönderen|от|от кого|отправитель|від|від кого|відправник|' +
    '差出人|送信者|送信元|发件人|寄件者|寄件人|發件人|보낸 사람|보낸사람|보낸이|발신|발신자|šalje|pošiljatelj|saatja|από|מאת|من|dari|từ|จาก',
  to:
    'to|an|empfänger|à|a|pour|destinataire|destinataires|para|destinatario|destinatário|destinatari|aan|ontvanger|till|mottagare|til|modtager|mottaker|' +
    'vastaanottaja|vastaanottajat|do|adresat|odbiorca|komu|příjemce|címzett|către|destinatar|destinatarul|kime|alıcı|кому|получатель|одержувач|' +
    '宛先|送信先|收件人|收件者|받는 사람|받는사람|받는이|수신|수신자|prima|pre|προς|אל|إلى|kepada|đến|ถึง',
  cc:
    'cc|bcc|kopie|kopie (cc)|copie|copie à|copia|cópia|cc:n|kopio|kopi|kopia|dw|do wiadomości|udw|másolat|másolatot kap|kópia|bilgi|копия|копія|' +
    'ccへ|抄送|副本|副本抄送|참조|κοιν',
  date:
    'date|sent|datum|gesendet|gesendet am|fecha|enviado|enviado el|enviada|enviada em|enviado em|envoyé|envoyé le|date d’envoi|data|inviato|' +
    'data invio|verzonden|skickat|dato|sendt|lähetetty|päivämäärä|päiväys|wysłano|wysłane|odesláno|odoslané|dátum|küldve|elküldve|küldés dátuma|dată|data:|trimis|' +
    'trimis la|tarih|gönderildi|gönderilen|gönderme tarihi|gönderim tarihi|дата|отправлено|надіслано|відправлено|日時|日付|送信日時|发送时间|发送日期|发件时间|' +
    '寄件日期|傳送日期|发送|日期|时间|傳送時間|날짜|보낸 날짜|보낸날짜|발신 날짜|datums|ημερομηνία|תאריך|تاريخ|tanggal|ngày|วันที่',
  subject:
    'subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|subiectul|konu|тема|件名|主题|主旨|主題|标题|' +
    '제목|teema|θέμα|נושא|الموضوع|perihal|subjek|chủ đề|เรื่อง',
  other:
    'reply-to|reply to|antwort an|répondre à|responder a|rispondi a|antwoord aan|svara till|svar til|vastaus|odpowiedź-do|odpověď na|válaszcím|răspuns către|' +
    'yanıt adresi|ответ-кому|кому відповісти|返信先|回复|organization|organisation|importance|priority|wichtigkeit|importancia|importanza|attachments|anlagen|' +
    'pièces jointes|sender|resent-from|message-id|user-agent|x-mailer|newsgroups|content-type|return-path|delivered-to|sensitivity|categories|conversation|重要度|重要性|附件|첨부',
}

const keyOfLabel = new Map<string, HeaderKey>()
for (const key of ['from', 'to', 'cc', 'date', 'subject', 'other'] as const) {
  for (const label of labels[key].split('|')) if (!keyOfLabel.has(label)) keyOfLabel.set(label, key)
}

/** Which header a printed label means, in any of the languages; null for an unknown word. */
export function headerKey(label: string): HeaderKey | null {
  return keyOfLabel.get(label.trim().replace(/\s+/g, ' ').toLowerCase().normalize('NFC')) ?? null
}

// What a client writes above the header block of a forward. Each is looked for between dashes or at the start of its own line.
const forwardMarkers = [
  '(?:begin(?:ning of)? )?forwarded (?:message|mail|e-?mail)',
  'start of forwarded (?:message|mail)',
  'forwarded (?:by|from)\\b',
  '(?:anfang der )?weitergeleitete (?:nachricht|mail|e-mail)',
  'weitergeleitet von\\b',
  '(?:début du )?message (?:transféré|transmis|réexpédié)',
  'transféré par\\b',
  '(?:inicio del )?mensaje reenviado',
  'reenviado por\\b',
  '(?:inizio )?messaggio inoltrato',
  'inoltrato da\\b',
  '(?:início da )?mensagem (?:re)?encaminhada',
  '(?:begin )?doorgestuurd bericht',
  'doorgestuurd door\\b',
  '(?:start på )?vidarebefordrat (?:meddelande|mejl|brev)',
  '(?:start på )?videresendt (?:meddelelse|besked|melding|mail)',
  '(?:välitetty|edelleenlähetetty) viesti',
  '(?:treść )?przekazan(?:a|ej) wiadomo(?:ść|ści)',
  'wiadomość przesłana dalej',
  'początek przekazywanej wiadomości',
  '(?:začátek )?přeposlan(?:á|é) zpráv[ay]',
  'začátek přeposílané zprávy',
  '(?:začiatok )?preposlan(?:á|ej) správ[ay]',
  'továbbított (?:üzenet|levél)(?: kezdete)?',
  'mesaj(?:ul)? (?:redirecționat|redirecţionat|redirectionat|transmis|retrimis)',
  'începe mesajul redirecționat',
  '(?:iletilen|iletilmiş|yönlendirilen|yönlendirilmiş) (?:ileti|mesaj|e-posta)',
  'ileti başlangıcı',
  '(?:пересылаемое|перенаправленное|пересланное|переадресованное) (?:сообщение|письмо)',
  'начало (?:переадресованного|пересылаемого|пересланного) сообщения',
  '(?:переслане|перенаправлене|переспрямоване) (?:повідомлення|лист)',
  'початок (?:листа, що пересилається|пересланого повідомлення)',
  '転送(?:された)?メッセージ',
  'メッセージを転送',
  '転送(?:された)?メール',
  '转发(?:的)?(?:邮件|信息)',
  '已转发(?:的)?(?:邮件|信息)',
  '(?:轉寄|轉發)(?:的)?(?:郵件|訊息|信件)',
  '전달된 (?:메시지|메일)',
  '전달 메시지',
  'edastatud kiri',
  'proslijeđena poruka',
  'pesan terusan',
]
const originalMarkers = [
  'original (?:message|mail|e-?mail|appointment)',
  'ursprüngliche (?:nachricht|mail)',
  'original-?nachricht',
  'message (?:d.)?origine?',
  "message d['’]origine",
  'mensaje original',
  'messaggio originale',
  'mensagem original',
  'oorspronkelijk bericht',
  'ursprungligt meddelande',
  'oprindelig (?:meddelelse|besked)',
  'opprinnelig melding',
  'alkuperäinen viesti',
  'wiadomość oryginalna',
  'oryginalna wiadomość',
  'původní zpráva',
  'eredeti üzenet',
  'mesaj original',
  'özgün (?:ileti|mesaj)',
  'orijinal (?:ileti|mesaj)',
  '(?:исходное|оригинальное) сообщение',
  'оригінальне повідомлення',
  '元のメッセージ',
  'original message',
  '原始邮件',
  '邮件原件',
  '原始郵件',
  '원본 메시지',
]
const forwardMarker = new RegExp(`^\\s*(?:[-–—_=*#]{2,}\\s*)?(?:${forwardMarkers.join('|')})`, 'iu')
const originalMarker = new RegExp(`^\\s*[-–—_=*]{2,}\\s*(?:${originalMarkers.join('|')})\\s*[-–—_=*]*\\s*$`, 'iu')

/** What a line announces: a forward, the original below (which a reply prints as well), or nothing. */
export function markerOf(line: string): 'forward' | 'original' | null {
  if (line.length > 400) return null
  if (originalMarker.test(line)) return 'original'
  const found = forwardMarker.exec(line)
  if (!found) return null
  const rest = line.slice(found[0].length).trim()
  // In prose the words go on; as a marker they end the line, or dashes, a colon or who did it follow.
  const dashed = /^\s*[-–—_=*]{3,}/.test(line)
  return dashed || rest === '' || /^[:：.]?\s*[-–—_=*]*$/.test(rest) || /^[:：]\s*$/.test(rest) ? 'forward' : null
}

const wrote =
  'wrote|writes|schrieb|a écrit|écrivait|escribió|escribio|ha scritto|scrisse|escreveu|schreef|geschreven|skrev|skrev følgende|kirjoitti|napisał(?:\\(?a\\)?)?|pisze|napsal(?:\\(?a\\)?)?|' +
  'napísal(?:\\(?a\\)?)?|ezt írta|írta|a scris|yazdı|şunu yazdı|şunları yazdı|написал(?:\\(?а\\)?)?|пишет|писал(?:\\(?а\\)?)?|написав|написала|пише|のメール|さんは書きました|のメッセージ|书写道|写道|寫道|님이 작성|님이 작성함|작성'
const attribution = new RegExp(
  `(?:${wrote})(?:\\s+(?:følgende|följande|am|il|den|den \\d.{0,60}))?\\s*[:：]?\\s*$|(?:schrieb|skrev|schreef|wrote|geschreven|kirjoitti)\\b.{0,200}[:：]\\s*$|^[^\\n]{0,300}(?:${wrote})[:：]$`,
  'iu',
)

/** Whether lines (one, or a wrapped one joined) announce a quotation: "On … Jane <jane@acme.example> wrote:" (B3). */
export function isAttribution(line: string): boolean {
  const text = line.trim()
  if (text.length < 12 || text.length > 400 || !attribution.test(text)) return false
  // A date or an address makes it the client's line; "as she wrote:" in prose has neither.
  return /\d{1,4}[^\d\n]{0,20}\d/.test(text) ? /[:：]$/.test(text) || /@/.test(text) : /<[^<>@\s]+@[^<>\s]+>/.test(text)
}
