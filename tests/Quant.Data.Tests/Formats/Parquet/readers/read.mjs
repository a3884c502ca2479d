// Reads every .parquet file of a folder with two independent readers and writes beside it, for each reader, what it saw:
// {column: [cell, ...]}, each cell a string that tells all values apart, or null.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readParquet } from 'parquet-wasm'

const view = new DataView(new ArrayBuffer(8))
const hex = bytes => Buffer.from(bytes).toString('hex')
const day = days => {
  const text = new Date(days * 86400000).toISOString()
  return text.slice(0, text.indexOf('T'))
}

function real(value, single) {
  if (Number.isNaN(value)) return 'nan'
  if (single) view.setFloat32(0, value)
  else view.setFloat64(0, value)
  return single ? hex(new Uint8Array(view.buffer, 0, 4)) : hex(new Uint8Array(view.buffer))
}

// hyparquet: pure JavaScript. Moments are taken raw, as it would round them to milliseconds; decimals it knows only as doubles.
const parsers = {
  timestampFromMilliseconds: String,
  timestampFromMicroseconds: String,
  timestampFromNanoseconds: String,
  dateFromDays: day,
}

async function withHyparquet(bytes) {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const schema = parquetMetadata(file).schema.slice(1)
  const rows = await parquetReadObjects({ file, compressors, parsers, utf8: false })
  const cell = (value, element) => {
    if (value === null || value === undefined) return null
    if (value instanceof Uint8Array) return hex(value)
    if (element.converted_type === 'DECIMAL') return real(value, false)
    if (element.type === 'FLOAT' || element.type === 'DOUBLE') return real(value, element.type === 'FLOAT')
    return String(value)
  }
  return Object.fromEntries(schema.map(element => [element.name, rows.map(row => cell(row[element.name], element))]))
}

// parquet-wasm: Rust's parquet, seen through Arrow. Numbers are taken from Arrow's memory, so that nothing is rounded.
function withRust(bytes) {
  const table = tableFromIPC(readParquet(bytes).intoIPCStream())
  const result = {}
  for (const field of table.schema.fields) {
    const cells = result[field.name] = []
    for (const data of table.getChild(field.name).data) {
      const vector = table.getChild(field.name)
      for (let i = 0; i < data.length; i++) {
        const at = cells.length
        cells.push(vector.isValid(at) ? arrowCell(field.type, data, i, vector, at) : null)
      }
    }
  }
  return result
}

function arrowCell(type, data, i, vector, at) {
  const name = String(type)
  if (name.startsWith('Decimal')) {
    let value = 0n
    for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(data.values[i * 4 + word] >>> 0)
    return String(BigInt.asIntN(128, value))
  }
  if (name.startsWith('Timestamp') || name.startsWith('Time')) return String(data.values[i])
  if (name.startsWith('Date32')) return day(data.values[i])
  const value = vector.get(at)
  if (name === 'Float32' || name === 'Float64') return real(value, name === 'Float32')
  return value instanceof Uint8Array ? hex(value) : String(value)
}

const folder = process.argv[2]
for (const name of readdirSync(folder).filter(name => name.endsWith('.parquet')).sort()) {
  const bytes = readFileSync(join(folder, name))
  writeFileSync(join(folder, name + '.hyparquet.json'), JSON.stringify(await withHyparquet(bytes)))
  writeFileSync(join(folder, name + '.rust.json'), JSON.stringify(withRust(new Uint8Array(bytes))))
}
