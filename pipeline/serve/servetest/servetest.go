// Package servetest sets up what the tests of a server need: a small dataset behind a desk,
// people with tokens, and TLS.
package servetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // to write a dataset

	"chartline/pipeline/accesslog"
	"chartline/pipeline/contain"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/privacy"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/token"
)

// Main runs tests, or is the process in which a statement is contained.
func Main(m *testing.M) {
	if len(os.Args) != 2 || os.Args[1] != contain.Command {
		os.Exit(m.Run())
	}
	if contain.Serve(os.Stdin, os.Stdout) != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// Poison is a value of a record: it must stand in no message.
const Poison = "POISON-4711"

// tables are those of the dataset: 40 accounts with surrogates, and a view.
var tables = []string{
	"CREATE TABLE encounter AS SELECT 'e' || range AS encounter_key, CAST(2020 + range % 5 AS INTEGER) AS year, CAST(range AS DOUBLE) / 4 AS weight, range % 2 = 0 AS cancelled FROM range(40)",
	"CREATE TABLE note AS SELECT '" + Poison + "' AS said",
	"CREATE SCHEMA about", "CREATE TABLE about.stamp AS SELECT 'mode' AS name, 'safe-harbor' AS value",
	"CREATE VIEW recent AS SELECT * FROM encounter WHERE year = 2024", "CHECKPOINT",
}

// Dataset writes a dataset and gives its path. Further statements may add to it.
func Dataset(t testing.TB, statements ...string) string {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	path := filepath.Join(t.TempDir(), "study.duckdb")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range append(statements, tables...) {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

// Limits are those of the tests unless they say otherwise.
var Limits = desk.Limits{AtOnce: 4, Each: 2, Longest: 256 << 10, Wait: 5 * time.Second}

// Desk opens a desk of a dataset, on which analysts and researchers may ask. Only analysts
// see rows of persons.
func Desk(t testing.TB, path string, limits desk.Limits, of contain.Limits) *desk.Desk {
	t.Helper()
	e, err := contain.Open(context.Background(), path, duckdb.Options{MemoryLimit: "500MB"}, of)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	folder := t.TempDir()
	d, err := desk.Open(context.Background(), desk.Setup{
		Engine: e, Dataset: path, Mode: privacy.SafeHarbor, Limits: limits, Now: time.Now, May: may,
		Book: token.Book{Path: filepath.Join(folder, "tokens.json")}, Log: accesslog.Log{Path: filepath.Join(folder, "access.log"), Now: time.Now},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func may(role string, mode privacy.Mode, identified bool) bool {
	switch role {
	case "analyst":
		return true
	case "researcher":
		return mode > privacy.PHI
	}
	return !identified
}

// Token gives a person of a role a token that holds for an hour.
func Token(t testing.TB, d *desk.Desk, person, role string) string {
	t.Helper()
	secret, _, err := d.Book.Add(person, role, d.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// Entries are the lines of a desk's log.
func Entries(t testing.TB, d *desk.Desk) string {
	t.Helper()
	text, err := os.ReadFile(d.Log.Path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TLS makes a certificate for this machine, for a server and for those who trust it.
func TLS(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	if server, err = door.Security("", certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})); err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(certificate)
	return server, &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS13}
}
