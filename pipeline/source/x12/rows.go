package x12

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/envelope"
)

// rows are the batches of one input, parents before children.
type rows struct {
	out                                  source.Sink
	patient, encounter                   *source.Batcher
	diagnosis, procedure, drg            *source.Batcher
	accountCode, serviceLine, list, done *source.Batcher
	id                                   []byte // of the last event
}

func newRows(out source.Sink) *rows {
	stated := func(table string) *source.Batcher { return source.NewStatedBatcher(schema.Must(table), out) }
	return &rows{
		out: out, patient: stated("patient"), encounter: stated("encounter"),
		diagnosis: stated("diagnosis"), procedure: stated("procedure"), drg: stated("drg_assignment"),
		accountCode: stated("account_code"), serviceLine: stated("service_line"),
		list: stated("code_list"), done: stated("event"),
	}
}

func (r *rows) all() []*source.Batcher {
	return []*source.Batcher{r.patient, r.encounter, r.diagnosis, r.procedure, r.drg, r.accountCode, r.serviceLine, r.list, r.done}
}

// flush hands over what waits.
func (r *rows) flush() error {
	for _, b := range r.all() {
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (r *rows) release() {
	for _, b := range r.all() {
		b.Release()
	}
}

// end ends a row that was stated at a time.
func end(b *source.Batcher, stated int64) error {
	b.Stated(stated)
	return b.Next()
}

// event emits that something happened to an account when the clock says; with a time of
// day only where the zone is known, and dates are those of the calendar. The parts tell it
// from others of its kind.
func (r *rows) event(account, kind string, at envelope.Clock, site site, parts ...string) error {
	b := r.done
	r.id = eventID(r.id[:0], append(parts, account, kind)...)
	b.TextBytes("event_id", r.id)
	b.Text("encounter_id", account)
	b.Text("event_type", kind)
	b.Date("occurred_on", at.On)
	if at.HasTime && site.zoned {
		b.Instant("occurred_at", at.At)
	}
	return end(b, at.Stated())
}
