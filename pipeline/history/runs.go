package history

import (
	"slices"
	"time"

	"chartline/pipeline/fault"
)

// What happens to the run of a job.
const (
	Watched = "watched" // the scheduler knows the job since then
	Skipped = "skipped" // it was due, and is left out as the configuration wants
	Started = "started"
	Made    = "made" // its reports are in the outbox: from here on they are only delivered
	Ended   = "ended"
)

// RunEvent is something that happened to a run. Runs of a schedule are told apart by job
// and due instant, others by job and the instant of their start.
type RunEvent struct {
	Event   string    `json:"event"`
	Job     string    `json:"job"`
	Due     time.Time `json:"due,omitzero"` // zero where a person started it
	Run     time.Time `json:"run"`          // the due instant, or that of the start
	At      time.Time `json:"at"`
	Code    int       `json:"code,omitempty"`    // exit code, of what ended
	Message string    `json:"message,omitempty"` // what went wrong, as the program says it
}

// Run is what became of a run.
type Run struct {
	Job      string    `json:"job"`
	Due      time.Time `json:"due,omitzero"`
	Run      time.Time `json:"run"`
	Attempts int       `json:"attempts"` // how often it ended, and was not interrupted
	Started  time.Time `json:"started,omitzero"`
	At       time.Time `json:"at"` // of the last event
	Event    string    `json:"event"`
	Made     bool      `json:"made"` // its reports are in the outbox
	Code     int       `json:"code"`
	Message  string    `json:"message,omitempty"`
}

// Going reports whether a run was started and has not ended: it goes on, or its program
// was killed.
func (r Run) Going() bool { return r.Event == Started || r.Event == Made }

// Scheduled reports whether a schedule started the run.
func (r Run) Scheduled() bool { return !r.Due.IsZero() }

// FoldRuns tells from events what became of each run, in the order in which the runs
// began. Knowing a job is no run.
func FoldRuns(events []RunEvent) []Run {
	var all []Run
	at := map[string]int{}
	for _, e := range events {
		if e.Event == Watched {
			continue
		}
		key := e.Job + "\x00" + e.Run.UTC().Format(time.RFC3339Nano) + "\x00" + e.Due.UTC().Format(time.RFC3339Nano)
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, Run{Job: e.Job, Due: e.Due, Run: e.Run})
		}
		all[i].take(e)
	}
	return all
}

func (r *Run) take(e RunEvent) {
	r.Event, r.At = e.Event, e.At
	switch e.Event {
	case Started:
		r.Started, r.Code, r.Message = e.At, 0, ""
	case Skipped:
		r.Message = e.Message
	case Made:
		r.Made = true
	case Ended:
		if e.Code != int(fault.Interrupted) {
			r.Attempts++
		}
		r.Code, r.Message = e.Code, e.Message
	}
}

// Last is the run of a job that something happened to last.
func Last(runs []Run, job string) (Run, bool) {
	for _, r := range slices.Backward(runs) {
		if r.Job == job && r.Event != Skipped {
			return r, true
		}
	}
	return Run{}, false
}
