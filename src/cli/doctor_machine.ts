import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type { Config } from '../app/config.ts'
import { type Finding, fine, note, wrong } from './doctor_findings.ts'

const GB = 1024 ** 3
const root = path.join(import.meta.dirname, '..', '..')

/** What can be said without a database: Node, the data folder, the disk, the page, the ports. */
export async function machineFindings(config: Config): Promise<Finding[]> {
  return [nodeFinding(), ...folderFindings(config), pageFinding(), ...(await portFindings(config))]
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 12)
    ? fine(`Node ${process.versions.node}.`)
    : wrong(`Node ${process.versions.node} is too old; 24.12 is needed (npm start brings one).`)
}

function folderFindings(config: Config): Finding[] {
  const folder = path.resolve(config.dataDir)
  if (!fs.existsSync(folder)) return [note(`The data folder ${folder} does not exist yet; the first start makes it.`)]
  const found: Finding[] = []
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
    found.push(fine(`The data folder ${folder} can be read and written.`))
  } catch {
    found.push(wrong(`The data folder ${folder} cannot be read and written by this user.`))
  }
  const keyFile = path.join(folder, 'secret_key')
  if (config.secretKey === null && fs.existsSync(keyFile) && (fs.statSync(keyFile).mode & 0o077) !== 0)
    found.push(wrong(`Others can read the secret key: chmod 600 ${keyFile}`))
  const disk = fs.statfsSync(folder)
  const free = (disk.bavail * disk.bsize) / GB
  const says = `${free.toFixed(1)} GB are free where the data is.`
  found.push(free < 1 ? wrong(`Only ${says}`) : free < 5 ? note(`Only ${says}`) : fine(says))
  return found
}

const pageFinding = (): Finding =>
  fs.existsSync(path.join(root, 'dist', 'index.html'))
    ? fine('The page is built.')
    : note('The page is not built yet; the next start builds it.')

async function portFindings(config: Config): Promise<Finding[]> {
  const found: Finding[] = []
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  if (config.role !== 'worker' && config.port > 0) {
    const running = await answers(host, config.port)
    found.push(
      running
        ? fine(`Something answers on port ${config.port}.`)
        : note(`Nothing answers on port ${config.port}: the program is not running here.`),
    )
    if (running && config.smtpPort > 0)
      found.push(
        (await answers(host, config.smtpPort))
          ? fine(`Mail is taken on port ${config.smtpPort}.`)
          : wrong(`The page runs, but nothing takes mail on port ${config.smtpPort}.`),
      )
  }
  if (config.smtpUrl) {
    const { hostname, port, protocol } = new URL(config.smtpUrl)
    const number = Number(port || (protocol === 'smtps:' ? 465 : 587))
    found.push(
      (await answers(hostname, number))
        ? fine(`The mail server ${hostname}:${number} answers.`)
        : wrong(`The mail server ${hostname}:${number} (SMTP_URL) does not answer: mails wait in the outbox.`),
    )
  }
  return found
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const connection = net.connect({ host, port, timeout: 3_000 })
    const end = (yes: boolean) => {
      connection.destroy()
      resolve(yes)
    }
    connection.on('connect', () => end(true))
    connection.on('error', () => end(false))
    connection.on('timeout', () => end(false))
  })
}
