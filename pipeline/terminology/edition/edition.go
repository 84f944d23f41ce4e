// Package edition tells of which release, fiscal year or version a publisher's file is.
// Most files say so in nothing but their names, and the same file has other names at
// CMS, at the CDC and in the folder of whoever saved it. What no name says is asked for
// and never guessed: a code judged by the wrong year is a wrong judgement.
package edition

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/source/moment"
)

// Names are those by which an input goes, in lower case: its own without folders, those
// of the folders around it in its archive, of the archive, and of the one folder in which
// the file or the archive lies. Folders further out are no publisher's.
func Names(in source.Input) []string {
	path := strings.Split(strings.Trim(inbox.Unpacked(in.Path), "/"), "/")
	path = path[max(0, len(path)-2):]
	if in.Member != "" {
		path = append(path, strings.Split(strings.Trim(inbox.Unpacked(in.Member), "/"), "/")...)
	}
	slices.Reverse(path)
	return path
}

// Span is the time for which something was published: its first and its last date.
type Span struct{ From, To arrow.Date32 }

// Year is the span of a fiscal year, 1 October to 30 September.
func Year(fiscal int) Span {
	return Span{From: date(fiscal-1, 10, 1), To: date(fiscal, 9, 30)}
}

// Release is a published release of a code system.
type Release struct {
	Span
	Name string // FY2026 for that of October 2025; FY2026-04 for that of April 2026
}

// Wrong is a name that says nothing, or two things.
type Wrong string

func (w Wrong) Error() string { return string(w) }

// What can be wrong with a name.
const (
	NoYear   = Wrong("its name does not say of which release it is")
	TwoYears = Wrong("its name says two years")
)

var (
	yearWord  = regexp.MustCompile(`(?:^|[^0-9])(20[0-9]{2})(?:[^0-9]|$)`)
	monthWord = regexp.MustCompile(`(?:^|[^a-z])(jan|january|apr|april|oct|october)(?:[^a-z]|$)`)
	yearShort = regexp.MustCompile(`fy[ _-]?(20[0-9]{2}|[0-9]{2})(?:[^0-9]|$)`)
	version   = regexp.MustCompile(`(?:^|[^a-z])v(?:ersion)?[ _.-]?([0-9]{2})(?:[^0-9]|$)`)
)

// months of releases (VER-01), by the first three letters of their names.
var months = map[string]int{"jan": 1, "apr": 4, "oct": 10}

// ReleaseOf tells the release of an order file. A year alone is the fiscal year, which
// begins in the October before; a month with it is a month of that calendar year. The
// month may stand in the name of the archive alone, if the year stands there too.
func ReleaseOf(names []string) (Release, error) {
	year, err := yearOf(names)
	if err != nil {
		return Release{}, err
	}
	switch month := monthOf(names, year); month {
	case 0:
		return releaseFrom(year-1, 10), nil
	default:
		return releaseFrom(year, month), nil
	}
}

// releaseFrom is the release that came into force on the first of a month.
func releaseFrom(year, month int) Release {
	fiscal := year
	if month >= 10 {
		fiscal++
	}
	r := Release{Span: Year(fiscal), Name: fmt.Sprintf("FY%d", fiscal)}
	if month != 10 {
		r.From = date(year, month, 1)
		r.Name += fmt.Sprintf("-%02d", month)
	}
	return r
}

// yearOf is the year in the innermost name that has one.
func yearOf(names []string) (int, error) {
	for _, name := range names {
		switch years := yearsIn(name); len(years) {
		case 0:
		case 1:
			return years[0], nil
		default:
			return 0, TwoYears
		}
	}
	return 0, NoYear
}

// yearsIn lists the different years in a name.
func yearsIn(name string) []int {
	var years []int
	for at := 0; ; {
		m := yearWord.FindStringSubmatchIndex(name[at:])
		if m == nil {
			return years
		}
		year, _ := strconv.Atoi(name[at+m[2] : at+m[3]])
		if len(years) == 0 || years[len(years)-1] != year {
			years = append(years, year)
		}
		at += m[3]
	}
}

// monthOf is the month in the innermost name, or in one around it with the same year.
func monthOf(names []string, year int) int {
	for i, name := range names {
		m := monthWord.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		if years := yearsIn(name); i == 0 || len(years) == 1 && years[0] == year {
			return months[m[1][:3]]
		}
	}
	return 0
}

// FiscalYear finds a fiscal year in the first text that has one, as FY 2026, FY26 or a
// grouper's version, v43: CMS has counted its versions since fiscal year 1984.
func FiscalYear(texts ...string) (fiscal int, ok bool) {
	for _, text := range texts {
		text = strings.ToLower(text)
		if m := yearShort.FindStringSubmatch(text); m != nil {
			year, _ := strconv.Atoi(m[1])
			return 2000 + year%100, true
		}
		if m := version.FindStringSubmatch(text); m != nil {
			v, _ := strconv.Atoi(m[1])
			return v + beforeVersions, true
		}
	}
	return 0, false
}

// beforeVersions is the fiscal year before the first version of CMS's grouper and of the
// code editor that comes with it.
const beforeVersions = 1983

// GrouperVersion is the version of the grouper of a fiscal year (VER-09).
func GrouperVersion(fiscal int) string { return strconv.Itoa(fiscal - beforeVersions) }

// OfVersion is the span of a version of the grouper or the code editor, such as 37, or
// 41.1 for the one of the April after 41; that of 38 came in January.
func OfVersion(text string) (Span, bool) {
	whole, update, _ := strings.Cut(text, ".")
	v, err := strconv.Atoi(whole)
	if err != nil || v < 1 || v > 99 {
		return Span{}, false
	}
	span := Year(v + beforeVersions)
	switch {
	case update == "" || update == "0":
	case update == "1" && v == 38:
		span.From = date(v+beforeVersions, 1, 1)
	case update == "1":
		span.From = date(v+beforeVersions, 4, 1)
	default:
		return Span{}, false
	}
	return span, true
}

// Order is a number by which files of older editions come first; 0 for one whose names
// tell none.
func Order(names []string) arrow.Date32 {
	if r, err := ReleaseOf(names); err == nil {
		return r.From
	}
	if fiscal, ok := FiscalYear(names[0]); ok {
		return Year(fiscal).From
	}
	return 0
}

func date(year, month, day int) arrow.Date32 {
	d, ok := moment.Date(year, month, day)
	if !ok {
		panic(fmt.Sprintf("edition: no date %d-%d-%d", year, month, day))
	}
	return d
}
