package ledger

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                             "0 s",
		119 * time.Second:             "119 s",
		2 * time.Minute:               "2 min",
		119 * time.Minute:             "119 min",
		2 * time.Hour:                 "2 h",
		47*time.Hour + 59*time.Minute: "47 h",
		48 * time.Hour:                "2 d",
		90 * 24 * time.Hour:           "90 d",
	} {
		if got := age(d); got != want {
			t.Errorf("age of %v is %q, want %q", d, got, want)
		}
	}
}
