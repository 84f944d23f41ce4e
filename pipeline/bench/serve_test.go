//go:build duckdb_arrow

package bench

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"

	"chartline/pipeline/contain"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/flight"
	"chartline/pipeline/serve/servetest"
	"chartline/pipeline/serve/token"
)

const (
	servedSQL  = "SELECT * FROM line LIMIT 1000000"
	servedRows = 1_000_000
)

// line is a row of the answer as JSON has it.
type line struct {
	Patient int64   `json:"patient"`
	Kind    int64   `json:"kind"`
	Amount  float64 `json:"amount"`
	Note    string  `json:"note"`
}

// BenchmarkServe holds Flight SQL to five times the rows per second of the same answer as
// JSON over HTTP. Both come from the same desk under TLS, and are read into typed values.
func BenchmarkServe(b *testing.B) {
	d := servetest.Desk(b, largeStore(b), servetest.Limits, contain.Limits{})
	secret := servetest.Token(b, d, "R. Roe", "researcher")
	security, trust := servetest.TLS(b)
	ask := flightClient(b, d, security, trust, secret)
	url, client := jsonServer(b, d, security, trust, secret)
	for range b.N {
		ours, theirs := time.Hour, time.Hour
		for range 3 {
			began := time.Now()
			if rows := ask(); rows != servedRows {
				b.Fatalf("%d rows by Flight SQL", rows)
			}
			ours = min(ours, time.Since(began))
			began = time.Now()
			if rows := readJSON(b, url, client); rows != servedRows {
				b.Fatalf("%d rows by JSON", rows)
			}
			theirs = min(theirs, time.Since(began))
		}
		times := float64(theirs) / float64(ours)
		b.ReportMetric(times, "times-json")
		b.ReportMetric(servedRows/ours.Seconds(), "rows/s")
		b.ReportMetric(0, "ns/op")
		if times < 5 {
			b.Logf("MISSED: Flight SQL gives %.1f times the rows per second of JSON, and should give 5", times)
		}
	}
}

// flightClient starts a server of Flight SQL, and gives what asks it and counts the rows.
func flightClient(b *testing.B, d *desk.Desk, security, trust *tls.Config, secret string) func() int64 {
	b.Helper()
	server, err := flight.New(d, flight.Options{Security: security, Patience: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	l, err := door.Listen("127.0.0.1:0", security, 10)
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = server.Serve(l) }() // what goes wrong the client sees
	b.Cleanup(func() { server.Stop(b.Context()) })
	c, err := flightsql.NewClient(l.Addr().String(), nil, nil, grpc.WithTransportCredentials(credentials.NewTLS(trust)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	ctx := metadata.AppendToOutgoingContext(b.Context(), "authorization", "Bearer "+secret)
	return func() (rows int64) {
		info, err := c.Execute(ctx, servedSQL)
		if err != nil {
			b.Fatal(err)
		}
		r, err := c.DoGet(ctx, info.Endpoint[0].Ticket)
		if err != nil {
			b.Fatal(err)
		}
		defer r.Release()
		for r.Next() {
			rows += int64(r.RecordBatch().Column(0).(*array.Int64).Len())
		}
		if r.Err() != nil {
			b.Fatal(r.Err())
		}
		return rows
	}
}

// jsonServer gives the same answer as a line of JSON for each row.
func jsonServer(b *testing.B, d *desk.Desk, security, trust *tls.Config, secret string) (string, *http.Client) {
	b.Helper()
	who, err := d.Admit(secret, "")
	if err != nil {
		b.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if writeJSON(r.Context(), d, who, w) != nil {
			panic(http.ErrAbortHandler)
		}
	}))
	s.TLS = security.Clone()
	s.StartTLS()
	b.Cleanup(s.Close)
	return s.URL, &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
}

func writeJSON(ctx context.Context, d *desk.Desk, who token.Holder, w io.Writer) error {
	rows, err := d.Ask(ctx, who, desk.Question{SQL: servedSQL})
	if err != nil {
		return err
	}
	defer rows.Release()
	out := json.NewEncoder(w)
	for rows.Next() {
		batch := rows.RecordBatch()
		for i := range int(batch.NumRows()) {
			if err := out.Encode(lineOf(batch, i)); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}

func lineOf(batch arrow.RecordBatch, i int) line {
	return line{
		batch.Column(0).(*array.Int64).Value(i), batch.Column(1).(*array.Int64).Value(i),
		batch.Column(2).(*array.Float64).Value(i), batch.Column(3).(*array.String).Value(i),
	}
}

func readJSON(b *testing.B, url string, client *http.Client) (rows int64) {
	b.Helper()
	r, err := client.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	in := json.NewDecoder(r.Body)
	for {
		var one line
		if err := in.Decode(&one); err == io.EOF {
			return rows
		} else if err != nil {
			b.Fatal(err)
		}
		rows++
	}
}
