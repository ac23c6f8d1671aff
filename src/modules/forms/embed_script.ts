/**
 * The script that shows a form inside another site (B7): `<div data-hedgerow-form="contact"></div>`, or where the script stands.
 * The form is our own page in a frame, so the site's styles and scripts cannot break it and it cannot break them.
 */
export const embedScript = (slug: string, title: string): string => `(function () {
  'use strict'
  var slug = ${scriptText(slug)}
  var title = ${scriptText(title)}
  var script = document.currentScript
  var base = new URL(script.src).origin

  function show(place) {
    if (place.getAttribute('data-hedgerow-shown')) return
    place.setAttribute('data-hedgerow-shown', '1')
    var frame = document.createElement('iframe')
    frame.src = base + '/f/' + slug + '?embed=1&page=' + encodeURIComponent(location.href.slice(0, 1500))
    frame.title = place.getAttribute('data-title') || title
    frame.setAttribute('scrolling', 'no')
    frame.style.cssText = 'display:block;width:100%;height:560px;border:0;color-scheme:normal'
    window.addEventListener('message', function (event) {
      if (event.source !== frame.contentWindow || event.origin !== base || !event.data) return
      if (event.data.hedgerow === 'height' && event.data.height > 0) frame.style.height = Math.ceil(event.data.height) + 'px'
      if (event.data.hedgerow === 'redirect' && /^https?:/.test(event.data.url)) location.assign(event.data.url)
    })
    place.appendChild(frame)
  }

  function start() {
    var places = document.querySelectorAll('[data-hedgerow-form="' + slug + '"]')
    for (var i = 0; i < places.length; i++) show(places[i])
    if (places.length > 0 || !script.parentNode || script.parentNode === document.head) return
    var place = document.createElement('div')
    script.parentNode.insertBefore(place, script.nextSibling)
    show(place)
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
`

/** Text inside a script, also where the script stands inside a page. */
const scriptText = (text: string): string =>
  JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
