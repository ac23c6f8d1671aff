declare module '../../platform/db/database.ts' {
  interface Database {
    product_event_seen: { uuid: string; seen_on: string }
    /** What events said of a person of the product; later events name only the distinct id. */
    product_user: { distinct_id: string; email: string | null; organization_key: string | null; updated_at: Date }
    /** An organisation of the product, by its id there. */
    product_organization: {
      key: string
      name: string | null
      domain: string | null
      account_id: string | null
      lead_id: string | null
      properties: unknown
      updated_at: Date
    }
    /** The row with an empty event is the whole day. */
    usage_daily: { organization_key: string; day: string; event: string; count: number; users: number }
    usage_user: { organization_key: string; day: string; event: string; user_key: string }
  }
}

export {}
