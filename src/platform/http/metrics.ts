import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  /** A number that is read when somebody asks for the metrics: waiting jobs, connections in use. */
  gauge: (name: string, help: string, read: () => number | Promise<number>) => void
  text: () => Promise<string>
  contentType: string
  observe: (app: FastifyInstance) => void
}

/** Metrics of this process in Prometheus' form (H5). */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'hedgerow_http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const underWay = new Gauge({ name: 'hedgerow_http_requests_in_flight', help: 'Requests being answered', registers: [registry] })
  const errors = new Counter({ name: 'hedgerow_http_errors_total', help: 'Answers that nobody foresaw (500)', registers: [registry] })
  return {
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read())
        },
      })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    observe: app => {
      // Hooks that wait for nothing take the callback: a promise each would cost every request.
      app.addHook('onRequest', (_request, _reply, done) => {
        underWay.inc()
        done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        underWay.dec()
        if (reply.statusCode === 500) errors.inc()
        const labels = { method: request.method, route: request.routeOptions.url ?? 'page', status: String(reply.statusCode) }
        duration.observe(labels, reply.elapsedTime / 1000)
        done()
      })
    },
  }
}
