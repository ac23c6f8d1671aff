import { sql } from 'kysely'
import type { Job } from '../../platform/module.ts'
import { collectedMail } from './collected_mail.rule.ts'
import { queueMails } from './queue_mail.ts'

/**
 * Sends what waited for the hour, the morning or the end of quiet hours: one mail a person, whatever it holds. What is sent is
 * taken away in the same transaction, so it goes once, however often the job runs (F5).
 */
export const sendCollected: Job = {
  name: 'send_collected',
  run: async (_payload, ctx) => {
    const { rows } = await sql<{ email: string; subject: string; text: string; live: boolean }>`
      with due as (delete from notification_mail where due_at <= ${ctx.now} returning user_id, subject, text, created_at, id)
      select u.email, d.subject, d.text, u.active and u.deleted_at is null as live from due d join "user" u on u.id = d.user_id
      order by d.created_at, d.id`.execute(ctx.tx)
    const people = Map.groupBy(
      rows.filter(row => row.live),
      row => row.email,
    )
    await queueMails(
      ctx,
      [...people].map(([to, notices]) => ({ to, ...collectedMail(notices) })),
    )
  },
}
