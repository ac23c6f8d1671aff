import type { Module } from '../../platform/module.ts'
import { askForTicket } from './ask_for_ticket.ts'
import { openTicketJob } from './open_ticket.ts'
import { ticket } from './ticket.object.ts'

export const tickets: Module = {
  name: 'tickets',
  objects: [ticket],
  consequences: [askForTicket],
  jobs: [openTicketJob],
}
