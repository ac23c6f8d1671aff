import fs from 'node:fs'
import os from 'node:os'

const MB = 1024 * 1024
const GB = 1024 * MB

/** Settings for this machine's size; the figures and what each is worth were measured on 10 million activities. */
export function sizedSettings(dataDir: string): Record<string, string> {
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem()
  const disk = fs.statfsSync(dataDir)
  const free = disk.bavail * disk.bsize
  const inMb = (bytes: number): string => `${Math.floor(bytes / MB)}MB`
  return {
    // Touched only as data is read, so a small workspace stays small.
    shared_buffers: inMb(between(64 * MB, memory / 4, 2 * GB)),
    effective_cache_size: inMb(Math.max(256 * MB, memory / 2)),
    work_mem: inMb(between(4 * MB, memory / 256, 32 * MB)),
    maintenance_work_mem: inMb(between(64 * MB, memory / 16, 512 * MB)),
    // Whole-page images after a checkpoint are most of what is written.
    max_wal_size: inMb(between(256 * MB, free / 10, 8 * GB)),
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    effective_io_concurrency: '16',
    max_parallel_workers_per_gather: os.availableParallelism() > 2 ? '2' : '1',
    jit: 'off',
    // Index-only scans (counts, covering indexes) need the visibility map to be fresh.
    autovacuum_vacuum_scale_factor: '0.02',
    autovacuum_vacuum_insert_scale_factor: '0.02',
    autovacuum_analyze_scale_factor: '0.02',
    // A refused statement is the program's to handle and to log; only what ends a connection or the server is said here.
    log_min_messages: 'fatal',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: '-1',
  }
}

export const TEST_SETTINGS: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  // Two workers, each with a pool or two, and the odd test of concurrency.
  max_connections: '200',
  log_min_messages: 'fatal',
}

const between = (least: number, wanted: number, most: number): number => Math.max(least, Math.min(wanted, most))
