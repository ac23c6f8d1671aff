import { describe, expect, test } from 'vitest'
import { type Forward, findForward } from './find_forward.rule.ts'
import { type Sample, sampleMail } from './fixtures/sample_mail.ts'

const isColleague = (address: string): boolean => address.endsWith('@hedge.test')

async function find(sample: Sample) {
  return findForward(await sampleMail(sample), isColleague)
}

async function forward(sample: Sample): Promise<Forward> {
  const found = await find(sample)
  if (!found.forwarded) throw new Error(`no forward: ${found.reason}`)
  return found
}

// client and language, subject, text
const inlineForwards: [string, string, string][] = [
  [
    'Gmail en',
    'Fwd: Pricing',
    'Can somebody take this?\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026 at 9:00 AM\nSubject: Pricing\nTo: Bob Bright <bob@hedge.test>\n\n\nHello, what does it cost?',
  ],
  [
    'Gmail de',
    'Fwd: Preise',
    '---------- Forwarded message ---------\nVon: Jane Doe <jane@acme.test>\nDate: Mo., 5. Jan. 2026 um 09:00 Uhr\nSubject: Preise\nTo: <bob@hedge.test>\n\nHallo',
  ],
  [
    'Gmail, subject rewritten',
    'A big one from Acme',
    'see below\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Pricing\nTo: <bob@hedge.test>\n\nHello',
  ],
  [
    'Outlook desktop en',
    'FW: Pricing',
    'FYI\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob Bright <bob@hedge.test>\nSubject: Pricing\n\nHello',
  ],
  [
    'Outlook, no prefix and no thread',
    'Pricing',
    'FYI\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob Bright <bob@hedge.test>\nSubject: Pricing\n\nHello',
  ],
  [
    'Outlook [mailto:]',
    'FW: Pricing',
    '-----Original Message-----\nFrom: Jane Doe [mailto:jane@acme.test] \nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
  ],
  [
    'Outlook doubled mailto',
    'FW: Pricing',
    '________________________________\nFrom: Jane Doe <jane@acme.test<mailto:jane@acme.test>>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob <bob@hedge.test<mailto:bob@hedge.test>>\nSubject: Pricing\n\nHello',
  ],
  [
    'Outlook bold stars',
    'Fw: Pricing',
    '*From:* Jane Doe <jane@acme.test>\n*Sent:* Monday, January 5, 2026 9:00 AM\n*To:* Bob Bright <bob@hedge.test>\n*Subject:* Pricing\n\nHello',
  ],
  [
    'bold stars inside',
    'Fw: Pricing',
    '*From: *Jane Doe <jane@acme.test>\n*Date: *Monday, January 5, 2026 at 9:00 AM\n*To: *Bob\n*Subject: *Pricing\n\nHello',
  ],
  [
    'markdown bold',
    'Fw: Pricing',
    '**From:** Jane Doe <jane@acme.test>\n**Sent:** Monday, January 5, 2026 9:00 AM\n**To:** Bob\n**Subject:** Pricing\n\nHello',
  ],
  [
    'Outlook de',
    'WG: Preise',
    'Von: Jane Doe <jane@acme.test>\nGesendet: Montag, 5. Januar 2026 09:00\nAn: Bob Bright <bob@hedge.test>\nBetreff: Preise\n\nHallo',
  ],
  [
    'Outlook fr',
    'TR: Tarifs',
    'De : Jane Doe <jane@acme.test>\nEnvoyé : lundi 5 janvier 2026 09:00\nÀ : Bob Bright <bob@hedge.test>\nObjet : Tarifs\n\nBonjour',
  ],
  [
    'Outlook es',
    'RV: Precios',
    'De: Jane Doe <jane@acme.test>\nEnviado el: lunes, 5 de enero de 2026 9:00\nPara: Bob <bob@hedge.test>\nAsunto: Precios\n\nHola',
  ],
  [
    'Outlook it',
    'I: Prezzi',
    'Da: Jane Doe <jane@acme.test>\nInviato: lunedì 5 gennaio 2026 09:00\nA: Bob <bob@hedge.test>\nOggetto: Prezzi\n\nCiao',
  ],
  [
    'Outlook pt',
    'ENC: Preços',
    'De: Jane Doe <jane@acme.test>\nEnviado: segunda-feira, 5 de janeiro de 2026 09:00\nPara: Bob <bob@hedge.test>\nAssunto: Preços\n\nOlá',
  ],
  [
    'Outlook nl',
    'Doorst: Prijzen',
    'Van: Jane Doe <jane@acme.test>\nVerzonden: maandag 5 januari 2026 09:00\nAan: Bob <bob@hedge.test>\nOnderwerp: Prijzen\n\nHallo',
  ],
  [
    'Outlook sv',
    'VB: Priser',
    'Från: Jane Doe <jane@acme.test>\nSkickat: den 5 januari 2026 09:00\nTill: Bob <bob@hedge.test>\nÄmne: Priser\n\nHej',
  ],
  [
    'Outlook da',
    'VS: Priser',
    'Fra: Jane Doe <jane@acme.test>\nSendt: 5. januar 2026 09:00\nTil: Bob <bob@hedge.test>\nEmne: Priser\n\nHej',
  ],
  [
    'Outlook nb',
    'Videresend: Priser',
    'Fra: Jane Doe <jane@acme.test>\nSendt: mandag 5. januar 2026 09:00\nTil: Bob <bob@hedge.test>\nEmne: Priser\n\nHei',
  ],
  [
    'Outlook fi',
    'VL: Hinnat',
    'Lähettäjä: Jane Doe <jane@acme.test>\nLähetetty: maanantai 5. tammikuuta 2026 9.00\nVastaanottaja: Bob <bob@hedge.test>\nAihe: Hinnat\n\nHei',
  ],
  [
    'Outlook pl',
    'PD: Ceny',
    'Od: Jane Doe <jane@acme.test>\nWysłano: poniedziałek, 5 stycznia 2026 09:00\nDo: Bob <bob@hedge.test>\nTemat: Ceny\n\nCześć',
  ],
  [
    'Outlook cs',
    'FW: Ceny',
    'Od: Jane Doe <jane@acme.test>\nOdesláno: pondělí 5. ledna 2026 9:00\nKomu: Bob <bob@hedge.test>\nPředmět: Ceny\n\nDobrý den',
  ],
  [
    'Outlook hu',
    'FW: Árak',
    'Feladó: Jane Doe <jane@acme.test>\nElküldve: 2026. január 5., hétfő 9:00\nCímzett: Bob <bob@hedge.test>\nTárgy: Árak\n\nHelló',
  ],
  [
    'Outlook ro',
    'Redir: Prețuri',
    'De la: Jane Doe <jane@acme.test>\nTrimis: luni, 5 ianuarie 2026 09:00\nCătre: Bob <bob@hedge.test>\nSubiect: Prețuri\n\nBună',
  ],
  [
    'Outlook tr',
    'İLT: Fiyatlar',
    'Kimden: Jane Doe <jane@acme.test>\nGönderildi: 5 Ocak 2026 Pazartesi 09:00\nKime: Bob <bob@hedge.test>\nKonu: Fiyatlar\n\nMerhaba',
  ],
  [
    'Outlook ru',
    'FW: Цены',
    'От: Jane Doe <jane@acme.test>\nОтправлено: 5 января 2026 г. 9:00\nКому: Bob <bob@hedge.test>\nТема: Цены\n\nЗдравствуйте',
  ],
  [
    'Outlook uk',
    'FW: Ціни',
    'Від: Jane Doe <jane@acme.test>\nНадіслано: 5 січня 2026 р. 9:00\nКому: Bob <bob@hedge.test>\nТема: Ціни\n\nДобрий день',
  ],
  [
    'Outlook ja',
    'FW: 価格',
    '差出人: Jane Doe <jane@acme.test>\n送信日時: 2026年1月5日 9:00\n宛先: Bob <bob@hedge.test>\n件名: 価格\n\nこんにちは',
  ],
  [
    'Outlook ja, wide colons',
    '転送: 価格',
    '差出人：Jane Doe <jane@acme.test>\n送信日時：2026年1月5日 9:00\n宛先：Bob <bob@hedge.test>\n件名：価格\n\nこんにちは',
  ],
  [
    'Outlook zh-Hans',
    '转发: 价格',
    '发件人: Jane Doe <jane@acme.test>\n发送时间: 2026年1月5日 9:00\n收件人: Bob <bob@hedge.test>\n主题: 价格\n\n你好',
  ],
  [
    'QQ zh',
    '转发：价格',
    '------------------ 原始邮件 ------------------\n发件人: "Jane Doe" <jane@acme.test>;\n发送时间: 2026年1月5日(星期一) 上午9:00\n收件人: "Bob"<bob@hedge.test>;\n主题: 价格\n\n你好',
  ],
  [
    'Outlook zh-Hant',
    '轉寄: 價格',
    '寄件者: Jane Doe <jane@acme.test>\n寄件日期: 2026年1月5日 9:00\n收件者: Bob <bob@hedge.test>\n主旨: 價格\n\n你好',
  ],
  [
    'Outlook ko',
    '전달: 가격',
    '보낸 사람: Jane Doe <jane@acme.test>\n보낸 날짜: 2026년 1월 5일 월요일 오전 9:00\n받는 사람: Bob <bob@hedge.test>\n제목: 가격\n\n안녕하세요',
  ],
  [
    'Apple Mail en',
    'Fwd: Pricing',
    'Yours?\n\nBegin forwarded message:\n\n> From: Jane Doe <jane@acme.test>\n> Subject: Pricing\n> Date: 5 January 2026 at 09:00:00 CET\n> To: bob@hedge.test\n> \n> Hello',
  ],
  [
    'Apple Mail de',
    'Fwd: Preise',
    'Anfang der weitergeleiteten Nachricht:\n\nVon: Jane Doe <jane@acme.test>\nBetreff: Preise\nDatum: 5. Januar 2026 um 09:00:00 MEZ\nAn: bob@hedge.test\n\nHallo',
  ],
  [
    'Apple Mail fr',
    'Fwd: Tarifs',
    'Début du message réexpédié :\n\n> De: Jane Doe <jane@acme.test>\n> Objet: Tarifs\n> Date: 5 janvier 2026 à 09:00:00 UTC+1\n> À: bob@hedge.test\n> \n> Bonjour',
  ],
  [
    'Thunderbird en',
    'Fwd: Pricing',
    '-------- Forwarded Message --------\nSubject: \tPricing\nDate: \tMon, 5 Jan 2026 09:00:00 +0100\nFrom: \tJane Doe <jane@acme.test>\nTo: \tbob@hedge.test\n\nHello',
  ],
  [
    'Thunderbird de',
    'Fwd: Preise',
    '-------- Weitergeleitete Nachricht --------\nBetreff: \tPreise\nDatum: \tMon, 5 Jan 2026 09:00:00 +0100\nVon: \tJane Doe <jane@acme.test>\nAn: \tbob@hedge.test\n\nHallo',
  ],
  [
    'Thunderbird pl',
    'Fwd: Ceny',
    '--- Treść przekazanej wiadomości ---\nTemat: \tCeny\nData: \tMon, 5 Jan 2026 09:00:00 +0100\nNadawca: \tJane Doe <jane@acme.test>\nAdresat: \tbob@hedge.test\n\nCześć',
  ],
  [
    'Yahoo en',
    'Fw: Pricing',
    '   ----- Forwarded Message ----- From: Jane Doe <jane@acme.test> To: "bob@hedge.test" <bob@hedge.test> Sent: Monday, January 5, 2026 at 09:00:00 AM GMT+1 Subject: Pricing\n\nHello',
  ],
  [
    'Yahoo pt',
    'Fw: Preços',
    '----- Mensagem encaminhada -----\nDe: Jane Doe <jane@acme.test>\nPara: "bob@hedge.test" <bob@hedge.test>\nEnviado: segunda-feira, 5 de janeiro de 2026 09:00:00\nAssunto: Preços\n\nOlá',
  ],
  [
    'Notes',
    'Fw: Pricing',
    '----- Forwarded by Bob Bright/Berlin/Hedge on 05/01/2026 10:00 AM -----\n\nFrom:        Jane Doe <jane@acme.test>\nTo:        bob@hedge.test\nDate:        05/01/2026 09:00 AM\nSubject:        Pricing\n\nHello',
  ],
  [
    'mutt',
    '[Fwd] Pricing',
    'look\n\n----- Forwarded message from Jane Doe <jane@acme.test> -----\n\nDate: Mon, 5 Jan 2026 09:00:00 +0100\nFrom: Jane Doe <jane@acme.test>\nTo: bob@hedge.test\nSubject: Pricing\nUser-Agent: Mutt\n\nHello\n\n----- End forwarded message -----',
  ],
  [
    'mutt without headers',
    'Pricing (fwd)',
    '----- Forwarded message from Jane Doe <jane@acme.test> -----\n\nHello\n\n----- End forwarded message -----',
  ],
  [
    '[EXTERNAL] in subject',
    '[EXTERNAL] FW: Pricing',
    'From: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: [EXTERNAL] Pricing\n\nHello',
  ],
  [
    'Fwd before [EXT]',
    'Fwd: [EXT] Pricing',
    '---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: [EXT] Pricing\nTo: <bob@hedge.test>\n\nHello',
  ],
  [
    'external banner above the block',
    'FW: Pricing',
    'CAUTION: This email originated from outside. Do not click.\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\n[EXTERNAL EMAIL]\n\nHello',
  ],
  [
    'wrapped From',
    'Fwd: Pricing',
    '---------- Forwarded message ---------\nFrom: Jane Doe of the Very Long Department Name <\njane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Pricing\nTo: <bob@hedge.test>\n\nHello',
  ],
  [
    'wrapped To and Subject',
    'FW: Pricing',
    'From: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob Bright <bob@hedge.test>;\n  Carl <carl@hedge.test>\nSubject: A question about the pricing of your product for a company of\n our size\n\nHello',
  ],
  [
    'own note begins with From:',
    'Fwd: Pricing',
    'From: what I hear they are ready to buy\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Pricing\nTo: <bob@hedge.test>\n\nHello',
  ],
  [
    'own note with From: and an address',
    'FW: Pricing',
    'From: the fair (wrong@other.test told me)\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
  ],
  [
    'own note with From: directly above',
    'FW: Pricing',
    'From: the fair, wrong@other.test\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
  ],
  [
    'Fwd: Re:',
    'Fwd: Re: Pricing',
    '---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Re: Pricing\nTo: <bob@hedge.test>\n\nYes please\n\nOn Mon, Jan 5, 2026 at 8:00 AM Bob Bright <bob@hedge.test> wrote:\n> Do you want it?',
  ],
  [
    'nested: outermost outsider',
    'Fwd: Fwd: Pricing',
    '---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Fwd: Pricing\nTo: <bob@hedge.test>\n\n---------- Forwarded message ---------\nFrom: Zoe <zoe@acme.test>\nDate: Sun, Jan 4, 2026\nSubject: Pricing\nTo: <jane@acme.test>\n\nHello',
  ],
  [
    'nested: below a colleague',
    'Fwd: Fwd: Pricing',
    '---------- Forwarded message ---------\nFrom: Carl <carl@hedge.test>\nDate: Mon, Jan 5, 2026\nSubject: Fwd: Pricing\nTo: <bob@hedge.test>\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.test>\nDate: Sun, Jan 4, 2026\nSubject: Pricing\nTo: <carl@hedge.test>\n\nHello',
  ],
  [
    'below a colleague, as reply',
    'Fwd: Pricing',
    '---------- Forwarded message ---------\nFrom: Carl <carl@hedge.test>\nDate: Mon, Jan 5, 2026\nSubject: Re: Pricing\nTo: <jane@acme.test>\n\nSure.\n\nOn Sun, Jan 4, 2026 at 9:00 AM Jane Doe <jane@acme.test> wrote:\n\n> Hello',
  ],
  [
    'on behalf of',
    'FW: Pricing',
    'From: Assistant <pa@acme.test> On Behalf Of Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
  ],
  [
    'spoofed display name',
    'Fwd: Pricing',
    '---------- Forwarded message ---------\nFrom: "ceo@famous.test" <jane@acme.test>\nDate: Mon, Jan 5, 2026\nSubject: Pricing\nTo: <bob@hedge.test>\n\nHello',
  ],
  [
    'unlisted language',
    'Fwd: Bei',
    '---------- Ujumbe uliosambazwa ---------\nKutoka: Jane Doe <jane@acme.test>\nTarehe: 5 Januari 2026\nMada: Bei\nKwa: bob@hedge.test\n\nHabari',
  ],
  ['reply-like sentence, forward subject', 'Fwd: Preise', 'Am 05.01.2026 um 09:00 schrieb "Jane Doe" <jane@acme.test>:\n\nHallo'],
]

const htmlForwards: [string, string, string][] = [
  [
    'Outlook desktop',
    'FW: Pricing',
    '<div><p class="MsoNormal">FYI<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Jane Doe &lt;jane@acme.test&gt; <br><b>Sent:</b> Monday, January 5, 2026 9:00 AM<br><b>To:</b> Bob Bright &lt;bob@hedge.test&gt;<br><b>Subject:</b> Pricing<o:p></o:p></p></div><p>Hello</p></div>',
  ],
  [
    'Outlook web, mailto only',
    'Fw: Pricing',
    '<div>FYI</div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> <a href="mailto:jane@acme.test">Jane Doe</a><br><b>Sent:</b> Monday, January 5, 2026 9:00 AM<br><b>To:</b> Bob<br><b>Subject:</b> Pricing</font></div><div>Hello</div>',
  ],
  [
    'Outlook mobile, a paragraph each',
    'Fw: Pricing',
    '<div id="ms-outlook-mobile-signature">x</div><p><b>From:</b> Jane Doe &lt;jane@acme.test&gt;</p><p><b>Sent:</b> Monday, January 5, 2026 9:00:00 AM</p><p><b>To:</b> Bob</p><p><b>Subject:</b> Pricing</p><p>Hello</p>',
  ],
  [
    'Outlook fr, entities',
    'TR: Tarifs',
    '<p><b>De&nbsp;:</b> Jane Doe &lt;jane@acme.test&gt;<br><b>Envoy&eacute;&nbsp;:</b> lundi 5 janvier 2026 09:00<br><b>&Agrave;&nbsp;:</b> Bob<br><b>Objet&nbsp;:</b> Tarifs</p><p>Bonjour</p>',
  ],
  [
    'Gmail',
    'Fwd: Pricing',
    '<div dir="ltr">take it<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">Jane Doe</strong> <span dir="auto">&lt;<a href="mailto:jane@acme.test">jane@acme.test</a>&gt;</span><br>Date: Mon, Jan 5, 2026 at 9:00 AM<br>Subject: Pricing<br>To:  &lt;<a href="mailto:bob@hedge.test">bob@hedge.test</a>&gt;<br></div><br><br>Hello</div></div>',
  ],
  [
    'Apple Mail',
    'Fwd: Pricing',
    '<div>x<br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><span><b>From: </b></span><span>Jane Doe &lt;<a href="mailto:jane@acme.test">jane@acme.test</a>&gt;<br></span></div><div><span><b>Subject: </b></span><span><b>Pricing</b><br></span></div><div><span><b>Date: </b></span><span>5 January 2026 at 09:00:00 CET<br></span></div><div><span><b>To: </b></span><span>bob@hedge.test<br></span></div><br><div>Hello</div></blockquote></div>',
  ],
  [
    'Thunderbird table',
    'Fwd: Preise',
    '<p>x</p><div class="moz-forward-container">-------- Weitergeleitete Nachricht --------<table class="moz-email-headers-table"><tbody><tr><th>Betreff: </th><td>Preise</td></tr><tr><th>Datum: </th><td>Mon, 5 Jan 2026 09:00:00 +0100</td></tr><tr><th>Von: </th><td>Jane Doe <a href="mailto:jane@acme.test">&lt;jane@acme.test&gt;</a></td></tr><tr><th>An: </th><td>bob@hedge.test</td></tr></tbody></table><br>Hallo</div>',
  ],
  [
    'table without marker',
    'WG: Preise',
    '<table><tr><td><b>Von:</b></td><td>Jane Doe &lt;jane@acme.test&gt;</td></tr><tr><td><b>Gesendet:</b></td><td>5. Januar 2026 09:00</td></tr><tr><td><b>An:</b></td><td>Bob</td></tr><tr><td><b>Betreff:</b></td><td>Preise</td></tr></table><p>Hallo</p>',
  ],
]

// why, sample
const noForwards: [string, Sample][] = [
  [
    'a reply by subject',
    {
      subject: 'Re: Pricing',
      text: 'ok\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
    },
  ],
  [
    'a reply with an external tag',
    {
      subject: '[EXTERNAL] RE: Pricing',
      text: 'ok\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing',
    },
  ],
  [
    'a German reply',
    {
      subject: 'AW: Preise',
      text: 'ok\n\nVon: Jane Doe <jane@acme.test>\nGesendet: 5. Januar 2026 09:00\nAn: Bob\nBetreff: Preise\n\nHallo',
    },
  ],
  [
    'Re: Fwd:',
    {
      subject: 'Re: Fwd: Pricing',
      text: 'ok\n\nOn Mon, Jan 5, 2026 at 9:00 AM Carl <carl@hedge.test> wrote:\n> ---------- Forwarded message ---------\n> From: Jane Doe <jane@acme.test>\n> Date: Mon\n> Subject: Pricing\n> To: carl@hedge.test',
    },
  ],
  [
    'a reply by In-Reply-To with an Outlook block',
    {
      subject: 'Pricing',
      headers: { 'In-Reply-To': '<a@b>' },
      text: 'ok\n\nFrom: Jane Doe <jane@acme.test>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello',
    },
  ],
  ['quoted with wrote', { subject: 'Pricing', text: 'ok\n\nOn Mon, Jan 5, 2026 at 9:00 AM Jane Doe <jane@acme.test> wrote:\n\n> Hello' }],
  [
    'quoted with wrote, wrapped',
    { subject: 'Pricing', text: 'ok\n\nOn Mon, Jan 5, 2026 at 9:00 AM Jane Doe <\njane@acme.test> wrote:\n\n> Hello' },
  ],
  ['quoted with schrieb', { subject: 'Preise', text: 'ok\n\nAm 05.01.2026 um 09:00 schrieb Jane Doe:\n> Hallo' }],
  ['own words', { subject: 'A call', text: 'From: what I hear, Acme wants to buy.\nTo: do tomorrow: call them.' }],
  ['own words with an address', { subject: 'A call', text: 'From: jane@acme.test I heard that they want to buy.' }],
  [
    'own words that look like headers',
    { subject: 'A call', text: 'I met her.\nFrom: the fair in 2026\nDate: 5 May\nSubject: pricing\nShe is keen: jane@acme.test' },
  ],
  ['own words about a forward', { subject: 'Question', text: 'I wanted to send you a forwarded message from her, but could not find it.' }],
  ['a plain mail', { subject: 'Lunch', text: 'At 12?' }],
  ['a reply with a mail attached', { subject: 'Re: Pricing', text: 'see', attached: 'From: jane@acme.test\r\nSubject: x\r\n\r\nHello' }],
]

describe('findForward (B3)', () => {
  test.each(inlineForwards)('text: %s', async (_client, subject, text) => {
    const found = await forward({ subject, text })
    expect(found.inner?.address, found.reason).toBe('jane@acme.test')
    expect(found.how).toBe('inline')
  })

  test.each(htmlForwards)('HTML: %s', async (_client, subject, html) => {
    const found = await forward({ subject, html })
    expect(found.inner, found.reason).toEqual({ name: 'Jane Doe', address: 'jane@acme.test' })
    expect(found.inner_text).toMatch(/^(?:Hello|Bonjour|Hallo)$/)
  })

  test.each(noForwards)('no forward: %s', async (_why, sample) => {
    expect(await find(sample)).toMatchObject({ forwarded: false })
  })

  test('says what is the note, the text, the subject and the date', async () => {
    const found = await forward({ subject: 'Fwd: Pricing', text: inlineForwards[0]?.[2] ?? '' })
    expect(found).toMatchObject({
      own_note: 'Can somebody take this?',
      inner_text: 'Hello, what does it cost?',
      inner_subject: 'Pricing',
      inner_date_text: 'Mon, Jan 5, 2026 at 9:00 AM',
      inner: { name: 'Jane Doe' },
      inner_to: [{ address: 'bob@hedge.test' }],
    })
  })

  test('the text of a quoted forward loses its outer marks, mutt its end line', async () => {
    expect(
      (
        await forward({
          subject: 'Fwd: x',
          text: 'Begin forwarded message:\n\n> From: Jane <jane@acme.test>\n> Date: 5 Jan 2026\n> \n> Hello\n> > older',
        })
      ).inner_text,
    ).toBe('Hello\n> older')
    const mutt = inlineForwards.find(one => one[0] === 'mutt')
    expect((await forward({ subject: 'x', text: mutt?.[2] ?? '' })).inner_text).toBe('Hello')
  })

  test('a forward in a thread that has In-Reply-To is one when its marker says so', async () => {
    const text = inlineForwards[0]?.[2] ?? ''
    const headers = { 'In-Reply-To': '<a@b>', References: '<a@b>' }
    expect((await forward({ subject: 'Fwd: Pricing', text, headers })).inner?.address).toBe('jane@acme.test')
    expect((await forward({ subject: 'Pricing', text, headers })).inner?.address).toBe('jane@acme.test')
    const outlook = inlineForwards.find(one => one[0] === 'Outlook desktop en')?.[2] ?? ''
    expect((await forward({ subject: 'FW: Pricing', text: outlook, headers })).inner?.address).toBe('jane@acme.test')
  })

  test('the HTML part gives the address that the text part lacks', async () => {
    const text = 'FYI\n\nFrom: Jane Doe\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello'
    const found = await forward({ subject: 'FW: Pricing', text, html: htmlForwards[1]?.[2] ?? '' })
    expect(found.inner?.address).toBe('jane@acme.test')
  })

  test.each<[string, Sample]>([
    [
      'only a name',
      { subject: 'FW: Pricing', text: 'From: Jane Doe\nSent: Monday, January 5, 2026 9:00 AM\nTo: Bob\nSubject: Pricing\n\nHello' },
    ],
    ['nothing inside', { subject: 'Fwd: Pricing', text: 'see below' }],
    [
      'only colleagues inside',
      {
        subject: 'Fwd: Pricing',
        text: '---------- Forwarded message ---------\nFrom: Carl <carl@hedge.test>\nDate: Mon, Jan 5, 2026\nSubject: Pricing\nTo: <jane@acme.test>\n\nHello',
      },
    ],
    [
      'looks like a reply',
      {
        subject: 'Fwd: Pricing',
        headers: { 'In-Reply-To': '<a@b>' },
        text: 'ok\n\nOn Mon, Jan 5, 2026 at 9:00 AM Jane <jane@acme.test> wrote:\n> Hello',
      },
    ],
    ['attached without From', { subject: 'Fwd: Pricing', text: 'see', attached: 'Subject: x\r\nTo: bob@hedge.test\r\n\r\nHello' }],
  ])('a forward without a usable sender: %s', async (_why, sample) => {
    const found = await forward(sample)
    expect(found.inner).toBeNull()
    expect(found.reason).toMatch(/\w.*\.$/)
  })

  test('forwarded as attachment, also without prefix, also twice', async () => {
    const inner =
      'From: =?utf-8?Q?J=C3=A4ne?= <Jane@Acme.test>\r\nTo: bob@hedge.test\r\nSubject: Pricing\r\nMessage-ID: <1@acme.test>\r\n\r\nHello'
    const once = await forward({ subject: 'this one', text: 'please', attached: inner })
    expect(once).toMatchObject({
      how: 'attached',
      inner: { name: 'Jäne', address: 'jane@acme.test' },
      inner_subject: 'Pricing',
      own_note: 'please',
    })
    const twice = `From: carl@hedge.test\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b2--\r\n`
    expect((await forward({ subject: 'Fwd: Fwd', text: 'x', attached: twice })).inner?.address).toBe('jane@acme.test')
  })

  test('a forward of an automatic mail says so', async () => {
    const auto = 'From: jane@acme.test\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away'
    expect((await forward({ subject: 'Fwd: Away', text: 'x', attached: auto })).inner_automatic).toBe(true)
    expect(
      (
        await forward({
          subject: 'Fwd: x',
          text: '---------- Forwarded message ---------\nFrom: Shop <no-reply@shop.test>\nDate: Mon, Jan 5, 2026\nSubject: x\n\nx',
        })
      ).inner_automatic,
    ).toBe(true)
  })
})
