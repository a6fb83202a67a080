// The script of the console: live lists, keys, and the brush of the histogram.
// Pages work without it. It writes only HTML that the server has escaped.
'use strict'

const live = document.getElementById('live')
const connection = document.getElementById('connection')

/* Live lists: an event says that something has changed, then the list is fetched. */

let version = null
let stream = null
let loading = false
let again = false
let shown = null

async function reload () {
  if (loading) {
    again = true
    return
  }
  loading = true
  try {
    do {
      again = false
      const answer = await fetch(live.dataset.list)
      const html = await answer.text()
      if (answer.ok && html !== shown) {
        shown = html
        replace(html)
      }
    } while (again)
  } finally {
    loading = false
  }
}

/** Shows the new list, with the selection, the focus and what is being written as they are. */
function replace (html) {
  const selected = new Set([...live.querySelectorAll('input[name=id]:checked')].map(box => box.value))
  const active = live.contains(document.activeElement) ? document.activeElement : null
  if (active && active.matches('input:not([type=checkbox]), select')) {
    shown = null
    active.addEventListener('blur', reload, { once: true })
    return
  }
  const address = active && active.getAttribute('href')
  const value = active && active.name === 'id' ? active.value : null
  const page = new DOMParser().parseFromString(html, 'text/html')
  live.replaceChildren(...page.body.childNodes)
  for (const box of live.querySelectorAll('input[name=id]')) {
    box.checked = box.type === 'checkbox' && selected.has(box.value)
    if (box.type === 'checkbox' && box.value === value) box.focus()
  }
  if (address) [...live.querySelectorAll('a')].find(a => a.getAttribute('href') === address)?.focus()
}

function follow () {
  if (stream || !live || document.hidden) return
  stream = new EventSource('/console/changes')
  stream.addEventListener('changed', event => {
    connection.textContent = 'live'
    if (version !== null && version !== event.data) reload()
    version = event.data
  })
  stream.onerror = () => {
    connection.textContent = 'not connected; trying again'
    version = '' // after a restart, versions begin anew
    if (stream && stream.readyState === EventSource.CLOSED) {
      leave()
      setTimeout(follow, 5000)
    }
  }
}

function leave () {
  if (stream) stream.close()
  stream = null
}

// A browser opens few connections to a server, so a hidden page gives its own back.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    leave()
  } else {
    version = ''
    follow()
  }
})
window.addEventListener('pagehide', leave)
window.addEventListener('pageshow', () => follow())
follow()

/* Keys */

function rows () {
  return [...document.querySelectorAll('.row a.open')]
}

function move (step) {
  const all = rows()
  if (all.length === 0) return
  const row = document.activeElement?.closest?.('.row')
  const at = row ? all.indexOf(row.querySelector('a.open')) : -1
  const next = at < 0 && step < 0 ? all.length - 1 : at + step
  all[Math.min(all.length - 1, Math.max(0, next))].focus()
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement?.closest?.('.row')?.querySelector('input[name=id]')?.click(),
  '/': () => document.getElementById('text')?.focus(),
  a: () => press('acknowledge'),
  c: () => document.getElementById('verdict')?.focus(),
  m: () => document.getElementById('comment')?.focus(),
  u: () => document.getElementById('back')?.click()
}

/** Presses a button of an alert's page, or that of the selected alerts. */
function press (action) {
  const button = document.getElementById(action) ||
    (document.querySelector('input[name=id]:checked') && document.querySelector('.bulk [value=' + action + ']'))
  if (button) button.click()
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const writing = event.target.matches('input:not([type=checkbox]), select, textarea')
  if (writing) {
    if (event.key === 'Escape') event.target.blur()
    return
  }
  const key = keys[event.key]
  if (key) {
    event.preventDefault()
    key()
  }
})

/* The brush: a range of the histogram becomes the filters from and to. */

let start = null

function fraction (svg, event) {
  const box = svg.getBoundingClientRect()
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))
}

function bar (svg, event) {
  const bars = Number(svg.dataset.bars)
  return Math.min(bars - 1, Math.floor(fraction(svg, event) * bars))
}

function time (svg, bars) {
  const millis = Number(svg.dataset.from) + bars * Number(svg.dataset.step)
  return new Date(millis).toISOString().replace('.000Z', 'Z')
}

function draw (svg, from, to) {
  const width = svg.viewBox.baseVal.width / Number(svg.dataset.bars)
  const brush = svg.querySelector('#brush')
  brush.setAttribute('x', from * width)
  brush.setAttribute('width', (to + 1 - from) * width)
}

document.addEventListener('pointerdown', event => {
  const svg = event.target.closest?.('#histogram')
  if (svg) {
    start = bar(svg, event)
    svg.setPointerCapture(event.pointerId)
    draw(svg, start, start)
  }
})
document.addEventListener('pointermove', event => {
  const svg = document.getElementById('histogram')
  if (start !== null && svg) {
    const now = bar(svg, event)
    draw(svg, Math.min(start, now), Math.max(start, now))
  }
})
document.addEventListener('pointerup', event => {
  const svg = document.getElementById('histogram')
  if (start === null || !svg) return
  const now = bar(svg, event)
  const address = new URL(location.href)
  address.searchParams.set('from', time(svg, Math.min(start, now)))
  address.searchParams.set('to', time(svg, Math.max(start, now) + 1))
  address.searchParams.delete('before')
  start = null
  location.assign(address)
})

for (const select of document.querySelectorAll('.filters select')) {
  select.addEventListener('change', () => select.form.requestSubmit())
}
