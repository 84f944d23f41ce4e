package fhirbulk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
)

// throughReader reads files to their ends and makes nothing of them, so that what is
// measured is the way: from the server into the spool, counted, and out again.
type throughReader struct{ plainReader }

func (throughReader) Read(ctx context.Context, in source.Input, _ source.Sink) error {
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}

// BenchmarkRead exports 64 MB of conditions in four files, from a server in the same
// process and on the same cores.
func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	for i := 0; text.Len() < 16<<20; i++ {
		fmt.Fprintf(&text, `{"resourceType":"Condition","id":"c%d","meta":{"lastUpdated":"2026-01-01T00:00:00Z"},"category":[{"coding":[{"code":"encounter-diagnosis"}]}],`+
			`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.%d"}]},"encounter":{"reference":"Encounter/e%d"}}`+"\n", i, i%10, i/7)
	}
	for _, c := range []struct {
		name string
		body string
		gzip bool
	}{{"plain", text.String(), false}, {"gzip", gzipped(text.String()), true}} {
		b.Run(c.name, func(b *testing.B) {
			h := newHospital(b)
			h.Files, h.Counts = map[string]string{}, map[string]int64{}
			for i := range 4 {
				name := fmt.Sprintf("c%d", i)
				h.Files[name], h.Counts[name] = "", int64(strings.Count(text.String(), "\n"))
			}
			h.File = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				if c.gzip {
					w.Header().Set("Content-Encoding", "gzip")
				}
				io.WriteString(w, c.body)
				return true
			}
			s := newSite(b, h)
			s.Reader = throughReader{}
			b.SetBytes(4 * int64(text.Len()))
			for b.Loop() {
				s.mustPull(b)
			}
		})
	}
}
