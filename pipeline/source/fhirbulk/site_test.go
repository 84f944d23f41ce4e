package fhirbulk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhirbulk/web"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/source/sourcetest"
)

// fakeClock does not wait: its time goes on by what it is told to sleep.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

// site is a client with what it is configured to do.
type site struct {
	Source
	clock *fakeClock
	spec  source.Spec
	mark  string
}

func newSite(t testing.TB, h *hospital) *site {
	clock := &fakeClock{now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
	return &site{
		Source: Source{Reader: plainReader{}, clock: web.Clock{Now: clock.Now, Sleep: clock.Sleep}},
		clock:  clock,
		spec: source.Spec{
			Name: "ehr", Path: h.URL + "/fhir", Spool: filepath.Join(t.TempDir(), "spool"),
			Options: map[string]string{"types": "Patient,Encounter,Condition"},
		},
	}
}

// pull reads the server once.
func (s *site) pull(t testing.TB, out source.Sink) error {
	t.Helper()
	return s.pullUntil(t, t.Context(), out)
}

func (s *site) pullUntil(t testing.TB, ctx context.Context, out source.Sink) error {
	t.Helper()
	inputs, err := s.Inputs(s.spec)
	if err != nil {
		return err
	}
	if len(inputs) != 1 || !inputs[0].Remote {
		t.Fatalf("inputs %v, want one server", inputs)
	}
	inputs[0].Mark = s.mark
	err = s.Read(ctx, inputs[0], out)
	holdsNoSecret(t, err)
	return err
}

// mustPull reads the server once, without an error.
func (s *site) mustPull(t testing.TB) *sourcetest.Collector {
	t.Helper()
	var got sourcetest.Collector
	if err := s.pull(t, &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

// holdsNoSecret holds a message to what may stand in it.
func holdsNoSecret(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, word := range []string{secret, sourcetest.Poison, "?", "_since", "_type", "secret", "Bearer"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("the message %q holds %q", err, word)
		}
	}
}

// wants holds an error to its kind and a part of its words.
func wants(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	if fault.KindOf(err) != kind || !strings.Contains(fmt.Sprint(err), words) {
		t.Fatalf("error %v of kind %d, want one of kind %d with %q", err, fault.KindOf(err), kind, words)
	}
}

// ids are the identifiers that plainReader emitted, in their order.
func ids(got *sourcetest.Collector) string {
	var all []string
	for _, r := range got.Rows["patient"] {
		all = append(all, r["patient_id"])
	}
	return strings.Join(all, " ")
}

// spooled lists what lies in the spool.
func (s *site) spooled(t testing.TB) []string {
	t.Helper()
	var names []string
	filepath.WalkDir(s.spec.Spool, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, d.Name())
		}
		return nil
	})
	return names
}

// plainReader reads NDJSON for the tests of the way that files come: the id of every
// resource becomes a patient, a line that is no JSON is rejected. What resources mean is
// tested with the reader of FHIR itself.
type plainReader struct{ source.Source }

func (plainReader) Settings() source.Settings {
	return source.Settings{Options: []source.Option{source.Facility}}
}

func (plainReader) Maps(in source.Input) ([]source.Mapping, error) {
	return []source.Mapping{{From: "id", Table: "patient", Column: "patient_id"}}, nil
}

func (plainReader) Read(ctx context.Context, in source.Input, out source.Sink) error {
	for name := range in.Spec.Options {
		if name != "facility" {
			return fmt.Errorf("the reader of files was shown the option %s", name)
		}
	}
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	rows := source.NewBatcher(schema.Must("patient"), out)
	defer rows.Release()
	for i, line := range strings.Split(string(text), "\n") {
		var r struct{ ID string }
		switch err := json.Unmarshal([]byte(line), &r); {
		case strings.TrimSpace(line) == "":
			continue
		case line == "<html>":
			return fault.New(fault.Input, in.Place()+":1", "not NDJSON", "check it")
		case err != nil:
			err := out.Reject(source.Reject{Table: source.Unread, Record: int64(i + 1), Reason: source.ReasonStructure, Raw: line})
			if err != nil {
				return err
			}
			continue
		}
		rows.Text("patient_id", r.ID)
		if err := rows.Next(); err != nil {
			return err
		}
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	return out.Mark("a file") // which is no mark of the export
}
