package suppress

import "slices"

// Span is a count of what happened in a stretch of time, from a date to the one before another,
// both as YYYY-MM-DD.
type Span struct {
	From, To string
	Count    int64 // as it was shown
}

// Follows reports whether a count that was withheld, from a date to another, can be worked out
// from counts of the same that were shown of other stretches of time: by adding and taking
// away, such as of this year the year up to May, or because what is shown leaves it too little
// room. It promises what Withhold does: the range that a reader finds reaches to minCell at
// least, and down to 1.
//
// Counts up to a date never fall, and what is shown is the difference between two of them.
// How far two can lie apart is then the shortest way between them.
func Follows(shown []Span, from, to string, minCell int64) bool {
	dates := []string{from, to}
	for _, s := range shown {
		dates = append(dates, s.From, s.To)
	}
	slices.Sort(dates)
	dates = slices.Compact(dates)
	at := func(date string) int { return slices.Index(dates, date) }
	var ways []way
	for i := 1; i < len(dates); i++ {
		ways = append(ways, way{i, i - 1, 0})
	}
	for _, s := range shown {
		ways = append(ways, way{at(s.From), at(s.To), s.Count}, way{at(s.To), at(s.From), -s.Count})
	}
	most, up := apart(ways, len(dates), at(from), at(to))
	back, down := apart(ways, len(dates), at(to), at(from))
	return up && most < minCell || down && -back > 1
}

// way says that the count up to one date is at most so much above that up to another.
type way struct {
	from, to int
	most     int64
}

// apart is the shortest way from one date to another (Bellman and Ford); false where nothing
// bounds it. Counts that contradict each other, because records came late, give a way that is
// too short rather than none.
func apart(ways []way, dates, from, to int) (most int64, bounded bool) {
	reached := make([]bool, dates)
	length := make([]int64, dates)
	reached[from] = true
	for range dates {
		for _, w := range ways {
			if far := length[w.from] + w.most; reached[w.from] && (!reached[w.to] || far < length[w.to]) {
				reached[w.to], length[w.to] = true, far
			}
		}
	}
	return length[to], reached[to]
}
