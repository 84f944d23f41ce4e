package survival

import (
	"runtime"
	"sync"
)

// Each estimates something for every group on all cores, such as a curve for each of a
// thousand coders: the answers are in the order of the groups.
func Each[Group, Answer any](groups []Group, estimate func(Group) Answer) []Answer {
	answers := make([]Answer, len(groups))
	workers := min(runtime.GOMAXPROCS(0), len(groups))
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(groups); i += workers {
				answers[i] = estimate(groups[i])
			}
		})
	}
	wait.Wait()
	return answers
}
