// Makes the files of others beside it. Needs: npm install @duckdb/node-api@1.5.6-r.1 parquet-wasm@0.8.0 apache-arrow@21.2.0
// Run where these are installed: node make.mjs <folder>. The tests know the formulas, not this program.
import { writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import * as arrow from 'apache-arrow'
import { Compression, Encoding, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } from 'parquet-wasm'

const folder = process.argv[2]
const connection = await (await DuckDBInstance.create()).connect()
await connection.run("set timezone='UTC'")
const typed = rows => `select
  i % 3 = 0 as flag, (i % 256 - 128)::tinyint as i8, (i * 7 - 1000)::smallint as i16, (i * 700003 - 5)::integer as i32,
  (i * 31000000217 - 9)::bigint as i64, (i % 256)::utinyint as u8, (i * 3)::usmallint as u16,
  (4294967295 - i)::uinteger as u32, (18446744073709551615 - i)::ubigint as u64,
  (i * 0.5)::float as f32, case when i % 11 = 5 then 'nan'::double else i / 8.0::double end as f64,
  'sym' || (i % 17) as text, 'row 中 ' || i as long_text, ('\\x00\\xFF'::blob || i::varchar::blob) as bytes,
  date '2020-01-01' + i::integer as date, time '00:00:00' + to_microseconds(i * 1001) as time_us,
  timestamp '2020-01-01' + to_microseconds(i * 60000001) as ts_us,
  (timestamp '2020-01-01' + to_milliseconds(i * 60001))::timestamp_ms as ts_ms,
  make_timestamp_ns(1577836800000000000 + i * 60000000001) as ts_ns,
  (timestamp '2020-01-01' + to_microseconds(i))::timestamptz as ts_utc,
  ((i * 123 - 7)::varchar || '.25')::decimal(9, 2) as dec9,
  ((i * 12345 - 7)::varchar || '.250001')::decimal(18, 6) as dec18,
  ((i * 12345 + 1)::varchar || '0000000000.0123456789')::decimal(38, 10) as dec38,
  case when i % 7 <> 3 then i * 0.1::double end as n_f64,
  case when i % 7 <> 3 then 'é' || (i % 5) end as n_text,
  case when i % 100 < 50 then i * 10 end as n_i64,
  case when i % 7 <> 3 then i % 2 = 0 end as n_flag,
  null::double as n_all
  from (select range as i from range(${rows}))`
for (const [name, rows, options] of [
  ['duckdb-v1-none', 100, "compression uncompressed, parquet_version v1"],
  ['duckdb-v1-snappy', 3000, "compression snappy, parquet_version v1, row_group_size 2048"],
  ['duckdb-v1-gzip', 300, "compression gzip, parquet_version v1"],
  ['duckdb-v1-zstd', 300, "compression zstd, parquet_version v1"],
  ['duckdb-v1-lz4_raw', 300, "compression lz4_raw, parquet_version v1"],
  ['duckdb-v1-brotli', 300, "compression brotli, parquet_version v1"],
  ['duckdb-v2-zstd', 3000, "compression zstd, parquet_version v2, row_group_size 2048"],
  ['duckdb-v2-none', 100, "compression uncompressed, parquet_version v2"],
]) {
  await connection.run(`copy (${typed(rows)}) to '${folder}/${name}.parquet' (format parquet, ${options})`)
}
await connection.run(`copy (select [1, 2] as list, 1 as i) to '${folder}/duckdb-nested-list.parquet' (format parquet)`)
await connection.run(`copy (select {'a': 1} as struct, 1 as i) to '${folder}/duckdb-nested-struct.parquet' (format parquet)`)
await connection.run(`copy (select 1 as a where false) to '${folder}/duckdb-empty.parquet' (format parquet)`)

// Rust's writer, through Arrow: required columns, pages of version 2, each encoding it lets one choose.
const rows = 1000
const at = f => Array.from({ length: rows }, (_, i) => f(i))
const fields = {
  i32: [new arrow.Int32(), at(i => i * 700003 - 5), false],
  i64: [new arrow.Int64(), at(i => BigInt(i) * 31000000217n - 9n), false],
  f32: [new arrow.Float32(), at(i => i * 0.5), false],
  text: [new arrow.Utf8(), at(i => 'sym' + (i % 17)), false],
  long_text: [new arrow.Utf8(), at(i => 'row 中 ' + i), false],
  n_f64: [new arrow.Float64(), at(i => i % 7 !== 3 ? i * 0.1 : null), true],
  n_text: [new arrow.Utf8(), at(i => i % 7 !== 3 ? 'é' + (i % 5) : null), true],
  n_i64: [new arrow.Int64(), at(i => i % 100 < 50 ? BigInt(i * 10) : null), true],
  n_flag: [new arrow.Bool(), at(i => i % 7 !== 3 ? i % 2 === 0 : null), true],
}
const schema = new arrow.Schema(Object.entries(fields).map(([name, [type, , nullable]]) => new arrow.Field(name, type, nullable)))
const children = Object.values(fields).map(([type, values]) => arrow.vectorFromArray(values, type).data[0])
const batch = new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows, nullCount: 0, children }))
const write = (name, build) => {
  const table = Table.fromIPCStream(arrow.tableToIPC(new arrow.Table([batch]), 'stream'))
  const builder = new WriterPropertiesBuilder().setDataPageSizeLimit(1024).setWriteBatchSize(64)
  writeFileSync(`${folder}/${name}.parquet`, writeParquet(table, build(builder).build()))
}
const each = (builder, names, encoding) => names.reduce((b, name) => b.setColumnEncoding(name, encoding), builder)
write('rust-v1-dictionary-snappy', b => b.setCompression(Compression.SNAPPY).setWriterVersion(WriterVersion.V1))
write('rust-v2-dictionary-zstd', b => b.setCompression(Compression.ZSTD).setWriterVersion(WriterVersion.V2).setMaxRowGroupSize(300))
write('rust-v1-plain-gzip', b => b.setCompression(Compression.GZIP).setWriterVersion(WriterVersion.V1).setDictionaryEnabled(false))
write('rust-v2-delta-none', b => each(each(b.setCompression(Compression.UNCOMPRESSED).setWriterVersion(WriterVersion.V2)
  .setDictionaryEnabled(false), ['i32', 'i64', 'n_i64'], Encoding.DELTA_BINARY_PACKED), ['text', 'long_text', 'n_text'], Encoding.DELTA_BYTE_ARRAY))
write('rust-v1-delta-length-brotli', b => each(each(b.setCompression(Compression.BROTLI).setWriterVersion(WriterVersion.V1)
  .setDictionaryEnabled(false), ['i32', 'i64', 'n_i64'], Encoding.DELTA_BINARY_PACKED), ['text', 'long_text', 'n_text'], Encoding.DELTA_LENGTH_BYTE_ARRAY)
  .setColumnEncoding('n_flag', Encoding.RLE))
