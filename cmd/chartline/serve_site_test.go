//go:build linux && duckdb_arrow

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

// servedSite is a hospital with poison in its records, of which an extract is served.
type servedSite struct {
	dir, program, token string
	flight, web         string
	process             *exec.Cmd
	ended               chan error
}

// poisonedEncounters stand beside the hospital's own. What a Safe Harbor extract leaves of
// them must hold none of it.
const poisonedEncounters = `encounter_id,patient_id,facility_id,patient_type,admitted_on,discharged_on,payer_class,discharge_status
MRN-88271664,078-05-1120,QUIMBY,IP,2026-09-02,2026-09-03,Zacharias Quimby,415-555-0137
`

// poisonWords are what no byte that leaves may hold, with what the hospital's own records tell.
var poisonWords = []string{"MRN-88271664", "078-05-1120", "QUIMBY", "415-555-0137", "E001", "P001", "2026-09-0"}

const servedConfig = `timezone: UTC
store: {path: study.duckdb}
serve: {flight: "127.0.0.1:0", web: "127.0.0.1:0", connections: 200, rows: 50000000}
`

func newServedSite(t *testing.T) *servedSite {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &servedSite{dir: t.TempDir(), ended: make(chan error, 1)}
	s.program = filepath.Join(s.dir, "chartline")
	files := map[string]string{
		"chartline.yaml": "timezone: UTC\nstore: {path: data/a.duckdb}\nsources: [{name: coding, format: coding-csv, path: inbox}]\nstudies: {trial: {purpose: outcomes}}\n",
		"served.yaml":    servedConfig, "inbox/encounter-p.csv": poisonedEncounters,
	}
	for _, name := range []string{"encounter.csv", "diagnosis.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata", "hospital", name))
		if err != nil {
			t.Fatal(err)
		}
		files["inbox/"+name] = string(text)
	}
	if err := os.Mkdir(filepath.Join(s.dir, "inbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(self, s.program); err != nil {
		t.Fatal(err)
	}
	s.do(t, "pull", "--quiet")
	s.do(t, "extract", "trial", "--mode", "safe-harbor", "--out", "study.duckdb")
	s.token = strings.TrimSpace(s.do(t, "--config", "served.yaml", "serve", "token", "add", "R. Roe", "--days", "90"))
	s.start(t)
	return s
}

// do runs a command to its end and gives what it wrote.
func (s *servedSite) do(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(s.program, args...)
	cmd.Dir = s.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v: %s", args, err, stderr.String())
	}
	return string(out)
}

// start serves until the test ends, and waits for the addresses.
func (s *servedSite) start(t *testing.T) {
	t.Helper()
	// The clock of these tests stands; the token holds for 90 days after it.
	s.process = exec.Command(s.program, "--config", "served.yaml", "serve")
	s.process.Dir = s.dir
	s.process.Env = append(os.Environ(), "TMPDIR="+t.TempDir()) // the test ends it at once, so that it cannot tidy up
	said, err := s.process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.process.Process.Kill() })
	lines := bufio.NewScanner(said)
	for s.web == "" && lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "Flight SQL on "); ok {
			s.flight = address
		} else if address, ok := strings.CutPrefix(lines.Text(), "pages on "); ok {
			s.web = "http://" + address
		} else if strings.HasPrefix(lines.Text(), "chartline: ") {
			t.Fatal(lines.Text())
		}
	}
	go func() {
		_, _ = io.Copy(io.Discard, said)
		s.ended <- s.process.Wait()
	}()
}

func (s *servedSite) client(t *testing.T) (*flightsql.Client, context.Context) {
	t.Helper()
	c, err := flightsql.NewClient(s.flight, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+s.token)
}

// text is a whole answer as text.
func text(t *testing.T, ctx context.Context, c *flightsql.Client, sql string) string {
	t.Helper()
	i, err := c.Execute(ctx, sql)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.DoGet(ctx, i.Endpoint[0].Ticket)
	if err != nil {
		return err.Error()
	}
	defer r.Release()
	var b strings.Builder
	for r.Next() {
		for row := range int(r.RecordBatch().NumRows()) {
			for _, column := range r.RecordBatch().Columns() {
				b.WriteString(column.ValueStr(row) + "\t")
			}
			b.WriteString("\n")
		}
	}
	if r.Err() != nil {
		b.WriteString(r.Err().Error())
	}
	return b.String()
}
