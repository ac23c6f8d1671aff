import { useState } from 'react'
import { IconButton } from '../../../ui/Button.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { PickList } from '../../../ui/PickList.tsx'
import { Pop } from '../../../ui/Pop.tsx'
import { everyOther, placeName, placeOptions } from './territory_types.ts'

interface CountriesProps {
  name: string
  countries: readonly string[]
  onChange: (countries: string[]) => void
}

/** The list of a territory as chips: regions with their number of countries, countries by name. */
export function Countries({ name, countries, onChange }: CountriesProps) {
  const [open, setOpen] = useState(false)
  const toggle = (entry: string) => onChange(countries.includes(entry) ? countries.filter(one => one !== entry) : [...countries, entry])
  const chip = (entry: string, words: string, count = 0) => (
    <span className="tag" key={words}>
      {words} {count > 0 && <span className="t3">{count}</span>}
      <button type="button" className="x" aria-label={`Take ${words} off ${name}`} title="Take off" onClick={() => toggle(entry)}>
        <Icon name="x" small />
      </button>
    </span>
  )
  return (
    <div className="tags">
      {countries.map(entry => {
        if (entry === everyOther) return [chip(entry, 'Every other country'), chip(entry, 'No country')]
        const { name: words, count } = placeName(entry)
        return chip(entry, words, count)
      })}
      <Pop
        open={open}
        onClose={() => setOpen(false)}
        label={`Countries of ${name}`}
        width={300}
        target={
          <IconButton
            name="plus"
            label={`Add countries to ${name}`}
            small
            className="add"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        }
      >
        <PickList label="Country or region" options={placeOptions} chosen={countries} onPick={toggle} />
      </Pop>
    </div>
  )
}
