/**
 * Domains whose addresses say nothing about a company (C1): free mail, internet providers' mail, privacy relays and the common
 * disposable ones. A brand with many endings is written once.
 */
const BRANDS: Readonly<Record<string, string>> = {
  yahoo:
    'com co.uk fr de it es ca in co.in com.au com.br com.mx com.ar co.jp co.id co.kr com.sg com.hk com.tw com.ph com.vn com.my co.th co.nz co.za gr ie no se dk pl ro hu cz at be nl pt com.tr com.co com.pe cl com.ve bg fi ne.jp',
  ymail: 'com',
  rocketmail: 'com',
  myyahoo: 'com',
  hotmail:
    'com co.uk fr de it es ca be nl se no dk fi ch at gr pt com.br com.ar com.mx com.tr co.jp co.th co.kr co.id co.nz co.za co.il com.au com.hk com.sg com.tw com.vn my ph cl cz hu sk ro rs lv lt',
  live: 'com co.uk fr de it ca be nl se no dk fi at ch ie pt com.au com.mx com.ar com.pt com.sg com.my co.za co.kr cn jp in ru cl hk',
  outlook:
    'com co.uk fr de it es be nl dk at ie pt com.br com.ar com.au com.tr co.id co.il co.th jp kr in sa sg my ph cl cz gr hu lv ro sk com.vn cm',
  msn: 'com co.uk de nl fr',
  windowslive: 'com',
  passport: 'com',
  gmail: 'com',
  googlemail: 'com co.uk de',
  gmx: 'com de net at ch org eu info biz us co.uk fr es li tm ph sg hk',
  web: 'de',
  freenet: 'de',
  aol: 'com co.uk de fr it es nl se at in jp com.br com.mx com.au ca be dk fi pl cl hk',
  aim: 'com',
  icloud: 'com com.cn',
  me: 'com',
  mac: 'com',
  yandex: 'com ru ua by kz com.tr net fr az uz',
  mail: 'com ru ua by kz bg ee de fr it pt gr org lt sk dk',
  proton: 'me',
  protonmail: 'com ch',
  pm: 'me',
  tutanota: 'com de',
  tutamail: 'com',
  tuta: 'io com',
  zoho: 'com eu in com.au com.cn',
  zohomail: 'com eu in',
  fastmail: 'com fm net org to us jp mx de es im in se cn com.au',
  hushmail: 'com me',
  inbox: 'com ru lv lt eu ee',
  qq: 'com',
  '163': 'com net',
  sina: 'com cn com.cn',
  sohu: 'com',
  naver: 'com',
  daum: 'net',
  libero: 'it',
  virgilio: 'it',
  tiscali: 'it co.uk fr de',
  orange: 'fr es',
  sfr: 'fr',
  free: 'fr',
  laposte: 'net',
  't-online': 'de',
  seznam: 'cz',
  rediffmail: 'com in',
  rediff: 'com',
  comcast: 'net',
  verizon: 'net',
  att: 'net',
  mailinator: 'com net org',
  guerrillamail: 'com net org biz de info',
  yopmail: 'com fr net',
  tempmail: 'com net org',
  'temp-mail': 'org io com',
  '10minutemail': 'com net org co.uk de',
}

const OTHERS = `
126.com 139.com 188.com 189.cn 21cn.com 263.net aliyun.com foxmail.com tom.com vip.163.com vip.qq.com vip.sina.com wo.cn yeah.net
hanmail.net hanmir.com kakao.com korea.com nate.com paran.com
docomo.ne.jp ezweb.ne.jp softbank.ne.jp au.com i.softbank.jp biglobe.ne.jp nifty.com ocn.ne.jp so-net.ne.jp excite.co.jp goo.jp infoseek.jp
bk.ru internet.ru list.ru rambler.ru lenta.ru ro.ru myrambler.ru autorambler.ru ya.ru narod.ru pochta.ru hotbox.ru xmail.ru nm.ru
ukr.net i.ua meta.ua bigmir.net email.ua online.ua tut.by abv.bg dir.bg mail.ee hot.ee
centrum.cz atlas.cz volny.cz email.cz post.cz quick.cz azet.sk centrum.sk zoznam.sk post.sk pobox.sk
freemail.hu citromail.hu indamail.hu vipmail.hu t-email.hu
wp.pl o2.pl onet.pl onet.eu interia.pl interia.eu interia.com op.pl poczta.fm poczta.onet.pl gazeta.pl tlen.pl go2.pl vp.pl autograf.pl buziaczek.pl spoko.pl
in.gr otenet.gr freemail.gr forthnet.gr pathfinder.gr
walla.com walla.co.il bezeqint.net netvision.net.il 012.net.il zahav.net.il nana.co.il
mynet.com superonline.com ttmail.com turk.net
email.de emailn.de arcor.de online.de onlinehome.de mailbox.org posteo.de posteo.net posteo.at posteo.org vodafone.de vodafonemail.de kabelmail.de unitybox.de netcologne.de alice-dsl.net
alice.de compuserve.de gmx-topmail.de magenta.de ewe.net ewetel.net t-online.at versanet.de lycos.de firemail.de hotmai.de directbox.com mail.de smart-mail.de
aon.at chello.at a1.net inode.at utanet.at bluewin.ch hispeed.ch sunrise.ch swissonline.ch freesurf.ch vtxmail.ch
wanadoo.fr neuf.fr cegetel.net club-internet.fr numericable.fr bbox.fr aliceadsl.fr voila.fr noos.fr gmx.net dbmail.com caramail.com
skynet.be telenet.be proximus.be scarlet.be pandora.be belgacom.net
ziggo.nl planet.nl kpnmail.nl kpnplanet.nl hetnet.nl home.nl xs4all.nl upcmail.nl casema.nl chello.nl quicknet.nl tele2.nl zonnet.nl wanadoo.nl solcon.nl telfort.nl zeelandnet.nl freedom.nl
alice.it tin.it tim.it inwind.it iol.it blu.it fastwebnet.it email.it supereva.it poste.it teletu.it vodafone.it katamail.com
telefonica.net terra.es ya.com ono.com movistar.es wanadoo.es euskaltel.net telecable.es
sapo.pt clix.pt iol.pt netcabo.pt portugalmail.pt meo.pt aeiou.pt
online.no frisurf.no broadpark.no getmail.no lyse.net altibox.no
telia.com bredband.net comhem.se spray.se swipnet.se home.se tele2.se glocalnet.net bredband2.com bahnhof.se ownit.nu
jubii.dk ofir.dk post.tele.dk tdcadsl.dk stofanet.dk mail.tele.dk privat.dk get2net.dk webspeed.dk youmail.dk
elisanet.fi kolumbus.fi luukku.com pp.inet.fi saunalahti.fi suomi24.fi netti.fi
simnet.is internet.is
btinternet.com btopenworld.com blueyonder.co.uk ntlworld.com virginmedia.com virgin.net sky.com talktalk.net talk21.com tesco.net plusnet.com plus.com
o2.co.uk freeserve.co.uk fsmail.net lineone.net supanet.com uwclub.net which.net wanadoo.co.uk orange.net onetel.com madasafish.com
eircom.net iolfree.ie indigo.ie
cox.net charter.net roadrunner.com rr.com twc.com sbcglobal.net bellsouth.net ameritech.net pacbell.net swbell.net flash.net prodigy.net snet.net nvbell.net worldnet.att.net
earthlink.net mindspring.com juno.com netzero.net netzero.com optonline.net optimum.net suddenlink.net windstream.net frontier.com frontiernet.net centurylink.net centurytel.net
embarqmail.com q.com qwest.net wowway.com rcn.com peoplepc.com cableone.net mediacombb.net hughes.net knology.net netscape.net netscape.com compuserve.com excite.com lycos.com
usa.com usa.net email.com post.com consultant.com engineer.com europe.com asia.com myself.com iname.com writeme.com techie.com dr.com contractor.net accountant.com cheerful.com
doctor.com musician.org programmer.net workmail.com mail2world.com bigfoot.com hotpop.com care2.com lavabit.com runbox.com safe-mail.net mailfence.com countermail.com riseup.net disroot.org
rogers.com shaw.ca sympatico.ca telus.net videotron.ca bell.net cogeco.ca eastlink.ca sasktel.net mts.net nb.sympatico.ca primus.ca teksavvy.com
bigpond.com bigpond.net.au optusnet.com.au iinet.net.au internode.on.net tpg.com.au ozemail.com.au westnet.com.au dodo.com.au adam.com.au
xtra.co.nz slingshot.co.nz orcon.net.nz paradise.net.nz clear.net.nz vodafone.co.nz
mweb.co.za telkomsa.net vodamail.co.za webmail.co.za iafrica.com absamail.co.za
uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br superig.com.br
terra.com terra.cl prodigy.net.mx fibertel.com.ar arnet.com.ar speedy.com.ar ciudad.com.ar adinet.com.uy vtr.net cantv.net une.net.co latinmail.com
indiatimes.com in.com sify.com vsnl.com vsnl.net bsnl.in airtelmail.in sancharnet.in dataone.in
pacific.net.sg singnet.com.sg starhub.net.sg streamyx.com tm.net.my netvigator.com hinet.net pchome.com.tw seed.net.tw pldtdsl.net telkom.net plasa.com indosat.net.id fpt.vn vnn.vn
emirates.net.ae eim.ae qatar.net.qa batelco.com.bh maktoob.com
privaterelay.appleid.com duck.com mozmail.com relay.firefox.com anonaddy.me anonaddy.com addy.io simplelogin.com simplelogin.co slmail.me aleeas.com passmail.net passinbox.com
hey.com skiff.com onmail.com cock.li vivaldi.net startmail.com ctemplar.com criptext.com opayq.com kolabnow.com soverin.net migadu.com cloudron.email
0-mail.com 20minutemail.com 33mail.com binkmail.com bobmail.info burnermail.io byom.de cock.email crazymailing.com dayrep.com deadaddress.com discard.email discardmail.com discardmail.de
dispostable.com einrot.com emailondeck.com emailtemporario.com.br fakeinbox.com fakemail.net fakemailgenerator.com filzmail.com fleckens.hu getairmail.com getnada.com grr.la
gustr.com harakirimail.com incognitomail.org inboxkitten.com jetable.org jourrapide.com kasmail.com linshiyouxiang.net mailcatch.com maildrop.cc mailexpire.com mailforspam.com
mailimate.com mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.info mailtothis.com meltmail.com mintemail.com moakt.com mohmal.com mt2015.com mvrht.com mytemp.email
mytrashmail.com nada.email no-spam.ws nowmymail.com pokemail.net rhyta.com sharklasers.com shieldemail.com sneakemail.com sogetthis.com spam4.me spamavert.com spambog.com spambox.us
spamex.com spamgourmet.com spamherelots.com spamhole.com superrito.com suremail.info teleworm.us tempail.com tempinbox.com tempmailaddress.com tempmailo.com tempr.email
throwawaymail.com throwaway.email tmail.ws tmpmail.org tmpmail.net trash-mail.com trash-mail.de trashmail.com trashmail.de trashmail.net trashmail.me trashmail.ws trbvm.com
wegwerfmail.de wegwerfmail.net wegwerfmail.org wegwerfemail.de spoofmail.de muellmail.com muell.email mailnator.com zetmail.com zoemail.org cuvox.de armyspy.com fleckens.hu
emltmp.com dropmail.me 10mail.org vomoto.com tempmail.plus tempmail.dev minuteinbox.com luxusmail.org 1secmail.com 1secmail.net 1secmail.org esiix.com wwjmp.com xojxe.com yoggm.com
`

/** Every such domain, lower-case; the defaults of a list that Settings may extend. */
export const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set([
  ...Object.entries(BRANDS).flatMap(([brand, endings]) => endings.split(' ').map(ending => `${brand}.${ending}`)),
  ...OTHERS.trim().split(/\s+/),
])
