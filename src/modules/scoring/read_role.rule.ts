export type Role =
  | 'engineering'
  | 'product'
  | 'leadership'
  | 'founder'
  | 'marketing'
  | 'sales'
  | 'customer_success'
  | 'design'
  | 'operations'
  | 'student'
  | 'other'
export type SubRole = 'data_science' | 'project' | 'software_engineer' | 'web_engineer' | 'founder_ceo' | 'other'

/** `null` means not known: nothing was said about it. */
export type ReadRole = { role: Role | null; sub_role: SubRole | null; technical_product: boolean }

/**
 * Role and sub-role of a person from what they chose at sign-up and from their title (C2), in the usual languages. What they chose
 * decides the role, unless it was "other"; the title decides the sub-role. A title that says both (Co-founder & CEO) is leadership.
 */
export function readRole(role_at_organization: string | null | undefined, title: string | null | undefined): ReadRole {
  const chosen = fold(role_at_organization)
  const held = fold(title)
  const fromChoice = chosen ? roleIn(chosen) : null
  const fromTitle = held ? roleIn(held) : null
  const role = fromChoice && fromChoice !== 'other' ? fromChoice : (fromTitle ?? fromChoice)
  return {
    role,
    sub_role: subRoleIn(`${held} ${chosen}`.trim(), held !== ''),
    technical_product: role === 'product' && TECHNICAL.test(`${held} ${chosen}`),
  }
}

function roleIn(text: string): Role {
  return ROLES.find(([, words]) => words.test(text))?.[0] ?? 'other'
}

function subRoleIn(text: string, hasTitle: boolean): SubRole | null {
  const found = SUB_ROLES.find(([, words]) => words.test(text))?.[0]
  return found ?? (hasTitle ? 'other' : null)
}

const fold = (text: string | null | undefined): string =>
  (text ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[_/&,.()|+–—-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Whole words of a folded text; scripts that are written without spaces are looked for anywhere. */
const words = (list: readonly string[], anywhere: readonly string[] = []): RegExp =>
  new RegExp([`(?<![\\p{L}\\p{N}])(?:${list.join('|')})(?![\\p{L}\\p{N}])`, ...anywhere].join('|'), 'u')

const ENGINEER = [
  'engineer(?:ing|s|in)?',
  'eng',
  'developers?',
  'development',
  'devs?',
  'programmer',
  'coder',
  'swe',
  'sre',
  'devops',
  'architect',
  '\\w*entwickl\\w*',
  'ingenieur\\w*',
  'ingenier\\w*',
  'developpeu\\w*',
  'desarroll\\w*',
  'desenvolved\\w*',
  'engenheir\\w*',
  'sviluppat\\w*',
  'ingegner\\w*',
  '\\w*ontwikkel\\w*',
  '\\w*utvikler',
  '\\w*utvecklare',
  '\\w*udvikler',
  'programador\\w*',
  'programmier\\w*',
  'programist\\w*',
  'разработчик',
  'инженер',
  'программист',
]
const ENGINEER_ANYWHERE = ['エンジニア', '工程师', '工程師', '개발자', '開発']

const CHIEF = [
  'ceo',
  'chief executive\\w*',
  'managing director',
  'geschaftsfuhr\\w*',
  'directeur general',
  'directrice generale',
  'pdg',
  'director general',
  'diretora? executiv\\w*',
  'amministratore delegato',
  'administrerende direktor',
  'verkstallande direktor',
  'toimitusjohtaja',
  'prezes',
  'генеральныи директор',
]
const FOUNDER = [
  '(?:co ?)?founder',
  'founding partner',
  '(?:mit)?grunder(?:in)?',
  '(?:co ?)?fondat\\w*',
  '(?:co ?)?fundador\\w*',
  'oprichter',
  'grundare',
  'grunnlegger',
  'основатель',
]
const FOUNDER_ANYWHERE = ['創業者', '创始人', '창업자']
const HELPER = ['(?:executive )?assistant\\w*', 'assistenz', 'office manager']
const LEARNER = [
  'student(?:in)?',
  'intern',
  'internship',
  'praktikant\\w*',
  'werkstudent\\w*',
  'trainee',
  'etudiant\\w*',
  'estudiante',
  'stagiaire',
]

/** In order: the first that is found names the role. "Head of Product" is leadership, "Product engineer" is product. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['student', words(LEARNER)],
  ['operations', words(HELPER)],
  ['sales', words(['account executive', 'sales executive', 'business development executive', 'sales engineer\\w*'])],
  ['marketing', words(['marketing executive', 'product market\\w*'])],
  [
    'leadership',
    words(
      [
        ...CHIEF,
        ...[
          'c[tioprfm]o',
          'cso',
          'cdo',
          'cpto',
          'ciso',
          'chief',
          'president',
          '[se]?vp',
          'head',
          'leadership',
          'executive',
          'c level',
          'c suite',
        ],
        ...['board', 'vorstand', '\\w*leiter(?:in)?', '\\w*leitung', 'directeur', 'directrice', 'directora?', 'diretora?', 'direttor\\w*'],
        ...['direktor\\w*', 'jefe', 'jefa', 'responsable', 'chef de', 'gerente', 'management', 'general manager', 'директор'],
      ],
      ['社長', '部長', '总监', '總監', '总经理', '대표'],
    ),
  ],
  [
    'founder',
    words([...FOUNDER, '(?<!(?:product|process|project|data|account|service) )owner', 'inhaber(?:in)?', 'entrepreneur'], FOUNDER_ANYWHERE),
  ],
  ['product', words(['products?', 'produkt\\w*', 'produit', 'producto', 'produto', 'prodotto', 'pm', 'tpm', 'продакт'])],
  [
    'engineering',
    words(
      [
        ...ENGINEER,
        ...['technical', 'technology', 'tech', 'software\\w*', 'front ?end', 'back ?end', 'full ?stack', 'web', 'data', 'machine learning'],
        ...['ml', 'ai', 'qa', 'it', 'infrastructure', 'platform', 'security', 'analyst', 'analytics', 'scientist'],
      ],
      ENGINEER_ANYWHERE,
    ),
  ],
  [
    'marketing',
    words(
      [
        'marketing\\w*',
        'marketer',
        'marketeer',
        'growth',
        'seo',
        'content',
        'brand',
        'communications?',
        'demand generation',
        'pr',
        'social media',
        'маркетинг\\w*',
      ],
      ['マーケ', '市场', '마케팅'],
    ),
  ],
  [
    'sales',
    words(
      [
        'sales',
        'account manager',
        'business development',
        'bizdev',
        '[bs]dr',
        'ae',
        '\\w*vertrieb\\w*',
        'ventas',
        'vendas',
        'vendite',
        'commercial\\w*',
        'revenue',
        'revops',
      ],
      ['営業', '销售', '영업'],
    ),
  ],
  ['customer_success', words(['customers?', 'success', 'support', 'kundenbetreu\\w*', 'service'])],
  ['design', words(['design\\w*', 'ux', 'ui', 'creative', 'art'])],
  [
    'operations',
    words([
      ...['operations?', 'ops', 'finance', 'financial', 'legal', 'hr', 'people', 'recruit\\w*', 'procurement', 'buyer', '\\w*einkauf\\w*'],
      ...['purchasing', 'accounting', 'accountant', 'admin\\w*', 'project', 'projekt\\w*', 'consult\\w*'],
    ]),
  ],
]

const WEB = '(?:web|front ?end)'
const SUB_ROLES: readonly (readonly [SubRole, RegExp])[] = [
  ['other', words([...LEARNER, ...HELPER])],
  ['founder_ceo', words([...FOUNDER, ...CHIEF], FOUNDER_ANYWHERE)],
  [
    'data_science',
    words(['data', 'datos', 'dados', 'donnees', 'daten\\w*', 'machine learning', 'ml', 'ai', 'statistic\\w*'], ['データ', '数据']),
  ],
  ['project', words(['projects?', 'projekt\\w*', 'projet', 'proyectos?', 'projetos?', 'progetto'])],
  ['web_engineer', words([`${WEB} ?(?:\\p{L}+ )?(?:${ENGINEER.join('|')})`, 'front ?end', 'webmaster'], ['フロントエンド'])],
  [
    'software_engineer',
    words(
      [
        ...[
          'software\\w*',
          'swe',
          'back ?end',
          'full ?stack',
          'developers?',
          'programmer',
          'programador\\w*',
          'programmier\\w*',
          '\\w*entwickl\\w*',
        ],
        ...['developpeu\\w*', 'desarroll\\w*', 'desenvolved\\w*', 'sviluppat\\w*', '\\w*ontwikkel\\w*', '\\w*utvikler', '\\w*utvecklare'],
        ...['\\w*udvikler', '(?:mobile|ios|android|product|application|app) engineer', 'разработчик', 'программист'],
      ],
      ['ソフトウェア', '软件', '軟體', '개발자'],
    ),
  ],
]

const TECHNICAL = words([
  'technical',
  'technisch\\w*',
  'technique',
  'tecnic\\w*',
  'platform',
  'api',
  'data',
  'infrastructure',
  'tpm',
  ...ENGINEER,
])
