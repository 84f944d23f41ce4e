package sqldb_test

import (
	"io"
	"net"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/sqldb"
)

func TestEncryption(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := e.shared(t)
			unset := with(t, s.Address, e.tls, "")
			encrypted := map[string]string{
				"postgres": "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
				"mariadb":  "SELECT IF(variable_value = '', 'false', 'true') FROM information_schema.session_status WHERE variable_name = 'Ssl_version'",
			}[e.name]
			if err := attempt(t.Context(), unset, "SELECT 1", sqldb.Options{}); err == nil {
				t.Error("a certificate was trusted that nobody vouches for")
			} else {
				expect(t, err, fault.Config, "certificate cannot be trusted")
			}
			db, err := sqldb.Open(t.Context(), unset, sqldb.Options{CA: s.CA})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got := all(t, db, encrypted); got[0] != "string true" {
				t.Errorf("%q, want an encrypted connection", got)
			}
			if got := all(t, open(t, s.Address), encrypted); got[0] != "string false" {
				t.Errorf("%q, want a plain one", got)
			}
			relaxed := with(t, s.Address, e.tls, map[string]string{"postgres": "require", "mariadb": "skip-verify"}[e.name])
			if got := all(t, open(t, relaxed), encrypted); got[0] != "string true" {
				t.Errorf("%q, want an encrypted connection without a check", got)
			}
			expect(t, attempt(t.Context(), unset, "SELECT 1", sqldb.Options{CA: "/does/not/exist.pem"}), fault.Config, "the option ca")
		})
	}
}

// TestServerWithoutEncryption asks a server that says N to a wish for TLS, as PostgreSQL
// without certificates does.
func TestServerWithoutEncryption(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.ReadFull(c, make([]byte, 8))
			c.Write([]byte("N"))
			c.Close()
		}
	}()
	err = attempt(t.Context(), "postgres://u:"+poison+"@"+l.Addr().String()+"/d", "SELECT 1", sqldb.Options{})
	expect(t, err, fault.Config, "does not encrypt")
}
