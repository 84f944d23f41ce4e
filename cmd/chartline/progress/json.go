package progress

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// JSON writes what goes on as lines of JSON: what a collector of logs reads.
type JSON struct {
	Out io.Writer
	Now func() time.Time

	mu          sync.Mutex // stages may work on all cores
	stage       string
	begun       time.Time
	total, done int64
	tenth       int64
}

// Begin writes that a stage begins.
func (j *JSON) Begin(stage string, total int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stage, j.begun, j.total, j.done, j.tenth = stage, j.Now(), total, 0, 0
	Log(j.Out, j.begun, "info", stage, "event", "begin")
}

// Advance writes each tenth of a stage.
func (j *JSON) Advance(n int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done += n
	if j.total <= 0 || 10*j.done/j.total == j.tenth {
		return
	}
	j.tenth = 10 * j.done / j.total
	Log(j.Out, j.Now(), "info", j.stage, "event", "progress", "percent", min(10*j.tenth, 100))
}

// Line writes one thing that was done.
func (j *JSON) Line(text string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	Log(j.Out, j.Now(), "info", text)
}

// End writes how long a stage took.
func (j *JSON) End() {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.Now()
	Log(j.Out, now, "info", j.stage, "event", "end", "seconds", now.Sub(j.begun).Seconds())
}

// Log writes one line: time, level and message, and what else there is in pairs of a name
// and a value. A log that cannot be written has nobody to tell.
func Log(w io.Writer, at time.Time, level, message string, more ...any) {
	text := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			return []byte("null")
		}
		return b
	}
	line := fmt.Appendf(nil, `{"time":%s,"level":%s,"message":%s`, text(at.UTC().Format(time.RFC3339Nano)), text(level), text(message))
	for i := 0; i+1 < len(more); i += 2 {
		line = fmt.Appendf(line, `,%s:%s`, text(more[i]), text(more[i+1]))
	}
	_, _ = w.Write(append(line, "}\n"...))
}
