package variation

import (
	"time"

	"chartline/pipeline/report/compose/block"
)

// periodWords are what is said of periods of one length.
type periodWords struct{ all, first, inside, none, noOther, further, within string }

var (
	months = periodWords{"all months", "the first %d months", "the months inside them", "no month", "no other month breaks a rule", "further months", "The latest month lies within them again."}
	weeks  = periodWords{"all weeks", "the first %d weeks", "the weeks inside them", "no week", "no other week breaks a rule", "further weeks", "The latest week lies within them again."}
	days   = periodWords{"all days", "the first %d days", "the days inside them", "no day", "no other day breaks a rule", "further days", "The latest day lies within them again."}
	others = periodWords{"all periods", "the first %d periods", "the periods inside them", "no period", "no other period breaks a rule", "further periods", "The latest period lies within them again."}
)

// wordsOf is what is said of the periods of a column.
func wordsOf(column string) periodWords {
	switch column {
	case "month":
		return months
	case "week":
		return weeks
	case "day":
		return days
	}
	return others
}

// BaselineWords say what centre and limits were made from.
func BaselineWords(e *block.Edition, baseline int, column string) string {
	if baseline > 0 {
		return e.Say(wordsOf(column).first, baseline)
	}
	return e.Text(wordsOf(column).inside)
}

func otherWords(e *block.Edition, n int, column string) string {
	if n == 0 {
		return e.Text(wordsOf(column).noOther)
	}
	return e.Say("%s {breaks|break} a rule of runs or trends", e.Plural(int64(n), wordsOf(column).further))
}

// periodName names a period in a sentence.
func periodName(e *block.Edition, start time.Time, column string) string {
	if column == "month" {
		return e.Month(start)
	}
	return e.Say("the week of %s", e.Day(start))
}

// When lists periods, as ranges where they follow each other, at most four.
func When(e *block.Edition, starts []time.Time, at []int, column string) string {
	var parts []string
	for i := 0; i < len(at); {
		j := i
		for j+1 < len(at) && at[j+1] == at[j]+1 {
			j++
		}
		parts = append(parts, stretchName(e, starts[at[i]], starts[at[j]], column))
		i = j + 1
	}
	if len(parts) > 4 {
		parts = append(parts[:3], e.Say("%d further {period|periods}", len(parts)-3))
	}
	return e.List(parts)
}

// stretchName names the periods from one to another.
func stretchName(e *block.Edition, first, last time.Time, column string) string {
	switch {
	case first.Equal(last):
		return periodName(e, first, column)
	case column == "month":
		return e.Months(first, last)
	}
	return e.Say("the weeks of %s", e.Days(first, last))
}
