import pg from 'pg'

/** One statement on the server itself (create or drop a database), on a connection of its own. Answers how many rows came back. */
export async function onServer(url: string, statement: string): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows.length
  } finally {
    await client.end()
  }
}

/** The same server, another database. The URL must name one. */
export function databaseUrl(adminUrl: string, database: string): string {
  return adminUrl.replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
}
