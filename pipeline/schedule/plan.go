package schedule

import (
	"fmt"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

// grace is how late a run may begin without having been missed: a machine that starts, or
// a scheduler that is called each minute.
const grace = 10 * time.Minute

// longestWait bounds the pause before a retry.
const longestWait = 6 * time.Hour

// plan tells what a job does next, and when; or which due times are left out first. Since
// is when the scheduler began to look: what was due well before was missed.
func (j Job) plan(events []history.RunEvent, now, since time.Time) (*task, *history.RunEvent) {
	from, _ := watched(events, j.Name)
	for _, r := range history.FoldRuns(events) {
		if r.Job != j.Name || !r.Scheduled() {
			continue
		}
		if at, again := j.again(r); again {
			return &task{Job: j, due: r.Due, at: at}, nil
		}
		if r.Due.After(from) {
			from = r.Due
		}
	}
	due := j.Table.Next(from)
	if due.IsZero() || due.After(now) {
		return &task{Job: j, due: due, at: due}, nil
	}
	if skipped := j.skip(due, now, since); skipped != nil {
		return nil, skipped
	}
	return &task{Job: j, due: due, at: due}, nil
}

// again reports whether a run is to be taken up or tried again, and when. What was cut
// short is taken up at once; of what failed, exit 6 alone is worth another try.
func (j Job) again(r history.Run) (time.Time, bool) {
	switch {
	case r.Event == history.Skipped:
		return time.Time{}, false
	case r.Going(), r.Event == history.Ended && r.Code == int(fault.Interrupted):
		return r.At, true
	case r.Code == int(fault.Unavailable) && int64(r.Attempts) <= j.Retries:
		return r.At.Add(j.pause(r.Attempts)), true
	default:
		return time.Time{}, false
	}
}

// pause is the wait before a retry: twice as long each time.
func (j Job) pause(attempts int) time.Duration {
	pause := j.Wait
	for range attempts - 1 {
		pause = min(2*pause, longestWait)
	}
	return pause
}

// skip is the event that leaves out the due times which the configuration does not want
// made up for, from a first one on; nil where that one is wanted.
func (j Job) skip(first, now, since time.Time) *history.RunEvent {
	if j.Missed == config.MissedAll {
		return nil
	}
	var last time.Time
	count := 0
	for due := first; !due.IsZero() && !due.After(now); due = j.Table.Next(due) {
		next := j.Table.Next(due)
		isLatest := next.IsZero() || next.After(now)
		wasMissed := due.Before(since.Add(-grace))
		if isLatest && (j.Missed == config.MissedLast || !wasMissed) {
			break
		}
		last, count = due, count+1
	}
	if count == 0 {
		return nil
	}
	message := "missed, and left out as the job wants"
	if count > 1 {
		message = fmt.Sprintf("the last of %d that were missed, and are left out as the job wants", count)
	}
	return &history.RunEvent{Event: history.Skipped, Job: j.Name, Due: last, Run: last, At: now.UTC(), Message: message}
}
