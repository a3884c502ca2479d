#!/bin/sh
# Makes samples/cn_csi300_sample from a folder of market data with the layout of its README:
#   samples/make-sample.sh SOURCE [TARGET]
# The rule: of the symbols of cn_csi300_2020..2024, sorted as text, every third from the first; every row and column of
# those, as they are. The same source gives the same rows; the gzip bytes may differ between versions of gzip.
set -eu
export LC_ALL=C

source=${1:?usage: make-sample.sh SOURCE [TARGET]}
target=${2:-$(dirname "$0")/cn_csi300_sample}
years='2020 2021 2022 2023 2024'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$target/calendars" "$target/index" "$target/instruments"

for year in $years; do
    gzip -dc "$source/cn_daily/cn_csi300_$year.csv.gz" | awk -F, 'NR > 1 { print $2 }'
done | sort -u | awk 'NR % 3 == 1' > "$work/symbols"

for year in $years; do
    gzip -dc "$source/cn_daily/cn_csi300_$year.csv.gz" |
        awk -F, 'NR == FNR { chosen[$1]; next } FNR == 1 || ($2 in chosen)' "$work/symbols" - |
        tee "$work/$year.csv" | gzip -9 -n > "$target/cn_csi300_sample_$year.csv.gz"
done

gzip -dc "$source/index/cn_index_daily.csv.gz" |
    awk -F, 'NR == 1 || ($2 == "000300.SH" && $1 >= "2020-01-01" && $1 <= "2024-12-31")' |
    gzip -9 -n > "$target/index/000300.csv.gz"

cp "$source/calendars/sse_sessions.csv" "$target/calendars/sse_sessions.csv"
chmod 644 "$target/calendars/sse_sessions.csv"

# One span a symbol, from its first to its last row.
for year in $years; do tail -n +2 "$work/$year.csv"; done |
    awk -F, '{ if (!($2 in first) || $1 < first[$2]) first[$2] = $1; if ($1 > last[$2]) last[$2] = $1 }
             END { for (symbol in first) printf "%s\t%s\t%s\n", symbol, first[symbol], last[symbol] }' |
    sort > "$target/instruments/csi300_sample.txt"

{
    echo symbol,board
    awk '{ board = /^688|^689/ ? "STAR" : /^30/ ? "ChiNext" : "main"; print $1 "," board }' "$work/symbols"
} > "$target/instruments/symbols.csv"
