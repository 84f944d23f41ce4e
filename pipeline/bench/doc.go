// Package bench measures Chartline against DuckDB alone, on the same machine and in
// the same run: a ratio means something everywhere, seconds only here. It holds
// benchmarks and nothing else.
//
// The data is the synthetic hospital group at a million encounters, written once and
// kept in the temporary folder; CHARTLINE_BENCH_ENCOUNTERS sets another size.
package bench
