package hl7v2

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/hl7v2/message"
	"chartline/pipeline/source/hl7v2/segment"
	"chartline/pipeline/source/hl7v2/table"
	"chartline/pipeline/source/moment"
)

// worker turns blocks of messages into rows.
type worker struct {
	settings *settings
	sound    *atomic.Int64 // messages of the input whose header could be read
	out      source.Sink

	patients, encounters, lists, diagnoses, procedures, drgs *rows
	statements, assignments, lines, events                   *rows

	number   int64 // of the message at hand, within the block
	message  message.Message
	segments segment.Reader
	told     told
	skipped  map[string]int64

	// Room that is used again for each message.
	wanted, admission []segment.Coded
	places            places
	seen              map[segment.Code]bool
	named             map[string]int
}

func newWorker(s *settings, sound *atomic.Int64, out source.Sink) *worker {
	w := &worker{settings: s, sound: sound, out: out, skipped: map[string]int64{},
		places: places{}, seen: map[segment.Code]bool{}, named: map[string]int{}}
	w.segments = segment.Reader{Message: &w.message, POA: s.poa, Revenue: s.revenue}
	for _, t := range []struct {
		into **rows
		name string
	}{
		{&w.patients, "patient"}, {&w.encounters, "encounter"}, {&w.lists, "code_list"}, {&w.diagnoses, "diagnosis"},
		{&w.procedures, "procedure"}, {&w.drgs, "drg_assignment"}, {&w.statements, "code_statement"},
		{&w.assignments, "code_assignment"}, {&w.lines, "service_line"}, {&w.events, "event"},
	} {
		of := schema.Must(t.name)
		*t.into = &rows{w: w, table: of, batch: source.NewStatedBatcher(of, out)}
	}
	return w
}

func (w *worker) all() []*rows {
	return []*rows{w.patients, w.encounters, w.assignments, w.lists, w.diagnoses, w.procedures,
		w.drgs, w.statements, w.lines, w.events}
}

// Release frees the batches.
func (w *worker) Release() {
	for _, r := range w.all() {
		r.batch.Release()
	}
}

// Block emits what the messages of a block say.
func (w *worker) Block(data []byte) (records int64, err error) {
	w.number = 0
	var sound int64
	rest := string(data)
	for {
		text, after, found := message.Cut(rest)
		if !found {
			break
		}
		w.number++
		read, err := w.read(text)
		if err != nil {
			return 0, err
		}
		if read {
			sound++
		}
		rest = after
	}
	w.sound.Add(sound)
	return w.number, w.flush()
}

// flush emits the rows that wait, and what was passed over.
func (w *worker) flush() error {
	for _, r := range w.all() {
		if err := r.batch.Flush(); err != nil {
			return err
		}
	}
	for _, what := range slices.Sorted(maps.Keys(w.skipped)) {
		if err := w.out.Skip(what, w.skipped[what]); err != nil {
			return err
		}
	}
	clear(w.skipped)
	return nil
}

// read reads one message; it is not sound where its header is not.
func (w *worker) read(text string) (sound bool, err error) {
	m := &w.message
	if !m.Open(text) {
		return false, w.reject(source.Unread, "", source.ReasonStructure, text)
	}
	code, event := m.Text(message.Field(m.Header, 9), 1), m.Text(message.Field(m.Header, 9), 2)
	if code == "" {
		return false, w.reject(source.Unread, "", source.ReasonStructure, text)
	}
	if event == "" {
		event = w.eventOf()
	}
	k := table.KindOf(code, event)
	if k == nil {
		w.skipped[table.Type(code, event)]++
		return true, nil
	}
	if !m.Decode(w.settings.charset) {
		return true, w.reject(source.Unread, "", source.ReasonEncoding, text)
	}
	return true, w.tell(k)
}

// eventOf is the event of a message of an old version, which names it in EVN-1 only.
func (w *worker) eventOf() string {
	m := &w.message
	for walk := m.Segments(m.Body); ; {
		text, ok := walk.Next()
		if !ok {
			return ""
		}
		if strings.HasPrefix(text, "EVN") {
			w.told.event = m.Fields(w.told.event, text)
			return m.Text(message.Field(w.told.event, 1), 1)
		}
	}
}

// rawBytes is how much of a rejected text is kept.
const rawBytes = 64 << 10

// reject leaves a part of the message at hand out: the segment that is to blame, or all.
func (w *worker) reject(t *schema.Table, column, reason, raw string) error {
	raw = strings.ToValidUTF8(raw[:min(len(raw), rawBytes)], "\ufffd")
	return w.out.Reject(source.Reject{Table: t, Record: w.number, Column: column, Reason: reason, Raw: strings.Clone(raw)})
}

// longestText bounds what stands in a column. HL7 allows an identifier 250 characters.
const longestText = 1000

// rows makes the rows of a table. The first value of a row that cannot be makes all of it
// a reject.
type rows struct {
	w      *worker
	table  *schema.Table
	batch  *source.Batcher
	column string // that is to blame
	reason string // empty for a sound row
}

func (r *rows) blame(column, reason string) {
	if r.reason == "" {
		r.column, r.reason = column, reason
	}
}

// text sets a text; an empty one is none.
func (r *rows) text(column, value string) {
	if len(value) > longestText {
		r.blame(column, source.ReasonTooLarge)
		return
	}
	r.batch.Text(column, value)
}

// must sets a text that may not be empty.
func (r *rows) must(column, value string) {
	if value == "" {
		r.blame(column, source.ReasonMissing)
	}
	r.text(column, value)
}

func (r *rows) integer(column string, n int64) { r.batch.Integer(column, n) }

// moment sets a date, and the instant where there is a time of day. Of dates that were
// shifted there is none: nobody knows the zone's daylight saving time on them.
func (r *rows) moment(on, at string, when when) {
	switch {
	case when.wrong:
		r.blame(on, source.ReasonType)
	case when.known:
		r.batch.Date(on, when.On)
		if at != "" && when.HasTime && !r.w.settings.shifted {
			r.batch.Instant(at, when.At)
		}
	}
}

// amount sets a number of a decimal column; an empty text is none.
func (r *rows) amount(column, text string, decimals int) {
	if text == "" {
		return
	}
	n, ok := segment.Decimal(text, decimals)
	if !ok {
		r.blame(column, source.ReasonType)
		return
	}
	r.batch.Decimal(column, decimal128.FromI64(n))
}

// end ends the row, stated at a time, or rejects the segment that it came from.
func (r *rows) end(stated int64, text string) error {
	if r.reason != "" {
		r.batch.Drop()
		err := r.w.reject(r.table, r.column, r.reason, text)
		r.column, r.reason = "", ""
		return err
	}
	r.batch.Stated(stated)
	return r.batch.Next()
}

// when is a moment that a message may or may not tell.
type when struct {
	moment.Moment
	known bool
	wrong bool // a text that is no date
}

// when reads a date or time of the message at hand.
func (w *worker) when(text string) when {
	if text == "" {
		return when{}
	}
	m, ok := moment.Compact(text, w.settings.zone)
	return when{Moment: m, known: ok, wrong: !ok}
}
