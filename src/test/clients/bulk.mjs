// Sends documents with the official client's helper: node bulk.mjs URL ID KEY COUNT
import { createRequire } from 'node:module'
const require = createRequire(process.cwd() + '/')
const { Client } = require('@elastic/elasticsearch')

const [url, id, key, count] = process.argv.slice(2)
const client = new Client({ node: url, auth: { apiKey: { id, api_key: key } }, compression: true })

async function * documents () {
  for (let n = 0; n < Number(count); n++) yield { '@timestamp': '2026-11-24T00:00:00Z', n }
}

const info = await client.info()
const result = await client.helpers.bulk({
  datasource: documents(),
  onDocument: () => ({ create: { _index: 'logs-js-default' } }),
  flushBytes: 20000
})
await client.close()
console.log(JSON.stringify({ version: info.version.number, ...result }))
