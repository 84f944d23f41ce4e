package database

import (
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/sqldb"
	"chartline/pipeline/source/moment"
)

const (
	micros    = 1_000_000
	dayMicros = 86_400 * micros
)

// earliest stands for :since where nothing says from where to read. SQL Server has no
// year before 1753.
var earliest = sqldb.Value{Kind: sqldb.Local, Int: time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}

// window is how far before its mark a table is read again.
type window struct {
	set    bool
	time   time.Duration
	number int64 // of a watermark that is a whole number
	counts bool  // number is meant
}

func windowOf(text string) (window, bool) {
	if text == "" {
		return window{}, true
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return window{set: true, number: n, counts: true}, n >= 0
	}
	d, ok := duration(text)
	return window{set: true, time: d}, ok
}

// duration reads a time such as 90m, 12h or 3d.
func duration(text string) (time.Duration, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err == nil
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// startOf reads where to begin: a date, a time or a whole number.
func startOf(text string) (sqldb.Value, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return sqldb.Value{Kind: sqldb.Integer, Int: n}, true
	}
	m, ok := moment.ISO(text, time.UTC)
	switch {
	case !ok:
		return sqldb.Value{}, false
	case !m.HasTime:
		return sqldb.Value{Kind: sqldb.Date, Int: int64(m.On)}, true
	case strings.ContainsAny(text[len("2006-01-02"):], "Z+-"):
		return sqldb.Value{Kind: sqldb.Instant, Int: m.Micros()}, true
	}
	return sqldb.Value{Kind: sqldb.Local, Int: m.Micros()}, true
}

// markWords begin a mark: they say of what kind the watermark was. A mark without one
// is the instant that somebody wants to pull from.
var markWords = map[sqldb.Kind]string{
	sqldb.Instant: "instant ", sqldb.Local: "local ", sqldb.Date: "date ", sqldb.Integer: "number ",
}

// markOf writes a mark.
func markOf(v sqldb.Value) string {
	text := ""
	switch v.Kind {
	case sqldb.Integer:
		text = strconv.FormatInt(v.Int, 10)
	case sqldb.Date:
		text = time.Unix(v.Int*86_400, 0).UTC().Format(time.DateOnly)
	case sqldb.Local:
		text = time.UnixMicro(v.Int).UTC().Format("2006-01-02T15:04:05.000000")
	case sqldb.Instant:
		text = time.UnixMicro(v.Int).UTC().Format("2006-01-02T15:04:05.000000Z")
	}
	return markWords[v.Kind] + text
}

// readMark reads a mark; wanted is one that no table gave.
func readMark(mark string) (v sqldb.Value, wanted, ok bool) {
	for kind, word := range markWords {
		if text, found := strings.CutPrefix(mark, word); found {
			v, ok = startOf(text)
			return v, false, ok && v.Kind == kind
		}
	}
	v, ok = startOf(mark)
	return v, true, ok
}

// from is what :since stands for: a margin below the mark of the last pull.
func (o options) from(mark string) (sqldb.Value, error) {
	if mark == "" {
		if o.since.Kind != sqldb.Null {
			return o.since, nil
		}
		return earliest, nil
	}
	v, wanted, ok := readMark(mark)
	if !ok {
		return v, fault.New(fault.Config, "", "the mark of the last pull is of another version", "pull with --again")
	}
	if wanted {
		// Servers differ in the zone of their times, by no more than a day.
		v.Int -= dayMicros
		return v, nil
	}
	if o.late.set && o.late.counts != (v.Kind == sqldb.Integer) {
		return v, fault.New(fault.Config, "", "the option late does not fit the watermark",
			"write a whole number where the watermark is one, else a time such as 3d or 12h")
	}
	v.Int -= o.late.margin(v.Kind)
	return v, nil
}

// margin is how far below the mark to read again: the window, and a little more, so
// that rows of the very last value are read again.
func (w window) margin(k sqldb.Kind) int64 {
	switch k {
	case sqldb.Integer:
		return w.number + 1
	case sqldb.Date:
		const day = 24 * time.Hour
		return int64((w.time+day-1)/day) + 1
	}
	if !w.set {
		w.time = time.Hour
	}
	return w.time.Microseconds() + micros
}

// tracker follows the watermark of a table while its rows are read.
type tracker struct {
	at      int // which column of the result; -1 for none
	highest sqldb.Value
	latest  int64 // a time beyond it moves nothing
}

// markKinds are the kinds of column that can be a watermark.
var markKinds = map[sqldb.Kind]bool{
	sqldb.Instant: true, sqldb.Local: true, sqldb.Date: true, sqldb.Integer: true,
	sqldb.Decimal: true, sqldb.Bytes: true,
}

// newTracker begins at the mark of the last pull.
func newTracker(in string, at int, c sqldb.Column, now time.Time) (tracker, error) {
	t := tracker{at: at, latest: now.UnixMicro() + dayMicros}
	if !markKinds[c.Kind] {
		return t, fault.Newf(fault.Config, "", "name a column with a time, a date or a whole number", "the watermark is %s", c.Kind)
	}
	v, wanted, ok := readMark(in)
	if in == "" || !ok || wanted {
		return t, nil
	}
	if kind := c.Kind; kind != v.Kind && !(v.Kind == sqldb.Integer && (kind == sqldb.Decimal || kind == sqldb.Bytes)) {
		return t, fault.Newf(fault.Config, "", "pull with --again", "the watermark is %s now, and was %s in the last pull", c.Kind, v.Kind)
	}
	t.highest = v
	return t, nil
}

// follow looks at the watermark of a row.
func (t *tracker) follow(row []sqldb.Value) {
	v, ok := counted(row[t.at])
	if !ok || t.highest.Kind != sqldb.Null && v.Int <= t.highest.Int {
		return
	}
	when := v.Int
	if v.Kind == sqldb.Date {
		when *= dayMicros
	}
	if v.Kind == sqldb.Integer || when <= t.latest {
		t.highest = v
	}
}

// counted is a watermark that can be compared: SQL Server's rowversion is a whole number
// of eight bytes, and an exact number is one where it has no places.
func counted(v sqldb.Value) (sqldb.Value, bool) {
	switch v.Kind {
	case sqldb.Instant, sqldb.Local, sqldb.Date, sqldb.Integer:
		return v, true
	case sqldb.Bytes:
		if len(v.Text) != 8 {
			return v, false
		}
		return sqldb.Value{Kind: sqldb.Integer, Int: int64(binary.BigEndian.Uint64(v.Text))}, true
	case sqldb.Decimal:
		n, err := strconv.ParseInt(string(v.Text), 10, 64)
		return sqldb.Value{Kind: sqldb.Integer, Int: n}, err == nil
	}
	return v, false
}

// unsettled is how near to now a row may still change under the same watermark, clocks
// of servers being a little off.
const unsettled = 5 * 60 * micros

// statedBy gives when rows were stated, of their watermarks. Clocks that only have
// seconds give the same time to two changes within one, and a pull between them sees
// the first: a fresh time counts as a microsecond earlier, so that what is read later
// stands.
func statedBy(zone *time.Location, now time.Time) func(sqldb.Value) (int64, bool) {
	fresh := now.UnixMicro() - unsettled
	return func(v sqldb.Value) (int64, bool) {
		at := v.Int
		switch v.Kind {
		case sqldb.Instant:
		case sqldb.Local:
			at = inZone(at, zone)
		default:
			return 0, false
		}
		if at > fresh {
			at--
		}
		return at, true
	}
}

// inZone is the instant of a wall clock in a zone.
func inZone(wall int64, zone *time.Location) int64 {
	if zone == time.UTC {
		return wall
	}
	text := time.UnixMicro(wall).UTC().Format("2006-01-02T15:04:05.000000")
	m, ok := moment.ISO(text, zone)
	if !ok {
		return wall
	}
	return m.Micros()
}
