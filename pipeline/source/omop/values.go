package omop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/omop/beside"
	"chartline/pipeline/source/omop/table"
)

// setting is what the rows of a table need beside themselves.
type setting struct {
	spec      source.Spec
	facility  string
	zone      *time.Location
	isShifted bool
	concepts  *beside.Index[beside.Concept]
	births    *beside.Index[arrow.Date32]
	postcodes *beside.Index[string]
	sites     *beside.Index[string]
}

// settingOf reads what the rows of a table need of other tables.
func (s *Source) settingOf(ctx context.Context, in source.Input, t cdm) (*setting, error) {
	zone, err := time.LoadLocation(in.Spec.Timezone)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, fmt.Sprintf("source %q", in.Spec.Name), "no such time zone", "write an IANA zone such as America/Chicago")
	}
	c := &setting{spec: in.Spec, facility: in.Spec.FacilityID(), zone: zone, isShifted: in.Spec.Option(source.Shifted) == "true"}
	if slices.Contains(t.needs, "concept") {
		c.concepts, err = load(ctx, in.Spec, "concept", &s.concepts, beside.Concepts)
	}
	if err == nil && slices.Contains(t.needs, "person") {
		c.births, err = load(ctx, in.Spec, "person", &s.births, beside.Births)
	}
	if err == nil && slices.Contains(t.needs, "location") {
		c.postcodes, err = load(ctx, in.Spec, "location", &s.postcodes, func(r beside.Read) (*beside.Index[string], error) {
			return beside.Texts(r, "location_id", "zip")
		})
	}
	if err == nil && slices.Contains(t.needs, "care_site") {
		c.sites, err = load(ctx, in.Spec, "care_site", &s.sites, func(r beside.Read) (*beside.Index[string], error) {
			return beside.Texts(r, "care_site_id", "care_site_source_value")
		})
	}
	return c, err
}

// load gives what a table says beside others; it is nil where there is no such table.
func load[V any](ctx context.Context, spec source.Spec, name string, kept *beside.Kept[*beside.Index[V]],
	read func(r beside.Read) (*beside.Index[V], error)) (*beside.Index[V], error) {
	inputs, state := besides(spec, name)
	if len(inputs) == 0 {
		return nil, nil
	}
	return kept.Get(state, func() (*beside.Index[V], error) {
		return read(func(form table.Form, start func(out source.Sink) table.Rows, out source.Sink) error {
			for _, in := range inputs {
				if err := readTable(ctx, in, form, start, out); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// when reads a date or a time of day, as the database that wrote it does: ISO 8601 with
// a blank or T, an offset or UTC, or a date without dashes. Midnight is what stands for
// a date without a time of day (CLK-06). ok is true for no text.
func (s *setting) when(field []byte) (m moment.Moment, given, ok bool) {
	switch {
	case field == nil:
		return m, false, true
	case len(field) == len("20261001"):
		m, ok = moment.Compact(string(field), s.zone)
		return m, ok, ok
	case len(field) > dateBytes && (field[dateBytes] == ' ' || field[dateBytes] == 'T') && isMidnight(field[dateBytes+1:]):
		field = field[:dateBytes]
	}
	text := string(field)
	if before, utc := strings.CutSuffix(text, " UTC"); utc {
		text = before + "Z"
	}
	m, ok = moment.ISO(text, s.zone)
	return m, ok, ok
}

const dateBytes = len("2026-10-01")

// isMidnight reports whether a time of day is midnight as it is written.
func isMidnight(clock []byte) bool {
	for _, b := range clock[:min(len(clock), len("00:00:00"))] {
		if b != '0' && b != ':' {
			return false
		}
	}
	return true
}

// during sets a date and an instant of a visit. A time of day of another date than the
// date's is not used, nor one at midnight of the facilities.
func (s *setting) during(row *source.Batcher, on, at string, date, datetime []byte) (day moment.Moment, v verdict) {
	day, given, ok := s.when(date)
	if !ok {
		return day, reject(on, source.ReasonType)
	}
	clock, timed, ok := s.when(datetime)
	if !ok {
		return day, reject(on, source.ReasonType)
	}
	if !given {
		day, given = clock, timed
	}
	if !given {
		return day, verdict{}
	}
	row.Date(on, day.On)
	if clock.HasTime && clock.On == day.On && !s.isShifted && !s.startsDay(clock) {
		row.Instant(at, clock.At)
	}
	return day, verdict{}
}

// startsDay reports whether an instant is midnight in the zone of the facilities.
func (s *setting) startsDay(m moment.Moment) bool {
	hour, minute, second := time.Unix(int64(m.At), 0).In(s.zone).Clock()
	return hour+minute+second == 0
}
