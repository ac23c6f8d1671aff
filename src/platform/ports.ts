/** What commands need from outside the database, in our own words. Each has one real adapter and, where it is a vendor, a stand-in. */
export interface Ports {
  /** Encrypts and decrypts what must not lie readable in the database (second-factor seeds, webhook secrets, vendor keys). */
  secrets: { seal(plain: string): string; open(sealed: string): string }
  /** The public address of this installation, without a trailing slash. */
  baseUrl: string
  /** Where mail is taken in, for the page to say. */
  smtpPort: number
  /** Where outgoing mail goes (SMTP_URL) and whom it comes from; without a URL it is kept in the outbox. */
  mailTransport: { url: string | null; from: string }
}
