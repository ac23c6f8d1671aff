/** One thing that doctor has looked at: fine, worth knowing, or wrong. */
export interface Finding {
  level: 'fine' | 'note' | 'wrong'
  sentence: string
}
export const fine = (sentence: string): Finding => ({ level: 'fine', sentence })
export const note = (sentence: string): Finding => ({ level: 'note', sentence })
export const wrong = (sentence: string): Finding => ({ level: 'wrong', sentence })
