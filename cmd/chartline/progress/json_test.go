package progress

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestJSONWritesOneObjectALine reads back what was written, with signs that break JSON.
func TestJSONWritesOneObjectALine(t *testing.T) {
	var out bytes.Buffer
	at := time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC)
	j := &JSON{Out: &out, Now: func() time.Time { at = at.Add(time.Second); return at }}
	j.Begin("pulling", 100)
	j.Advance(5)
	j.Advance(20)
	j.Line("a \"quoted\"\nline")
	j.Advance(75)
	j.End()
	Log(&out, at, "error", "failed", "code", 6)
	var got []string
	for line := range strings.Lines(out.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		word, _ := m["event"].(string)
		got = append(got, strings.TrimSpace(m["level"].(string)+" "+m["message"].(string)+" "+word))
	}
	want := []string{"info pulling begin", "info pulling progress", "info a \"quoted\"\nline", "info pulling progress", "info pulling end", "error failed"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
