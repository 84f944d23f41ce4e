package x12

import (
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/envelope"
	"chartline/pipeline/source/x12/segment"
)

// worker unpacks parcels and emits what they hold.
type worker struct {
	out  source.Sink
	rows *rows
	site site

	number   int64 // of the claim in the input
	said     envelope.Clock
	made     string // the same in words
	loops    claim.Loops
	marks    *segment.Delimiters
	segments []segment.Segment
	decoder  claim.Decoder
	claim    claim.Claim
	parts    []string // of an event
}

func newWorker(out source.Sink, site site) *worker {
	return &worker{out: out, rows: newRows(out), site: site, marks: &segment.Delimiters{}}
}

// Release frees what the worker holds.
func (w *worker) Release() { w.rows.release() }

// Block emits what a block of parcels holds. Rejects have the number of their claim in the
// whole input, so that no records are counted here.
func (w *worker) Block(data []byte) (records int64, err error) {
	block := string(data)
	for block != "" {
		var c content
		var p parcel
		c, p, block = open(block)
		if err := w.parcel(c, p); err != nil {
			return 0, err
		}
	}
	clear(w.segments[:cap(w.segments)]) // they hold the block
	return 0, w.rows.flush()
}

func (w *worker) parcel(c content, p parcel) error {
	switch c {
	case aClaim:
		w.unpack(p)
		return w.read()
	case aHugeOne:
		w.unpack(p)
		return w.reject(schema.Must("encounter"), "", source.ReasonTooLarge, w.raw())
	case anEvent:
		return w.event(p)
	case aPassedBy:
		return w.out.Skip(p.text(), 1)
	}
	w.number = p.number()
	return w.reject(tableOf(p.text()), p.text(), p.text(), p.text())
}

// event emits what another than the provider did.
func (w *worker) event(p parcel) error {
	account, kind, at := p.text(), p.text(), p.clock()
	w.parts = w.parts[:0]
	for p != "" {
		w.parts = append(w.parts, p.text())
	}
	return w.rows.event(account, kind, at, w.site, w.parts...)
}

// unpack takes the parcel of a claim apart.
func (w *worker) unpack(p parcel) {
	w.number = p.number()
	w.decoder.Guide.Kind, w.decoder.Guide.Before = claim.Kind(p.number()), p.yes()
	w.said, w.made = p.clock(), p.text()
	if marks := p.text(); marks != w.marks.String() {
		w.marks = segment.DelimitersOf(marks)
	}
	w.loops = claim.Loops{Provider: p.text(), PayerRank: p.text(), Filing: p.text(), Dependent: p.yes()}
	w.loops.Subscriber, w.loops.Patient = p.person(), p.person()
	w.segments = w.segments[:0]
	for p != "" {
		w.segments = append(w.segments, segment.Of(p.text(), w.marks))
	}
}

// read decodes the claim and emits it, with what is left out of it.
func (w *worker) read() error {
	w.decoder.Decode(&w.claim, w.segments)
	if w.claim.Frequency.IsNotice() {
		return w.out.Skip("notice (CLM05-3 A to E)", 1)
	}
	if w.claim.Purpose == "PB" {
		return w.out.Skip("predetermination (CLM19 PB)", 1)
	}
	if flaw := w.flaw(); flaw != nil {
		return w.reject(tableOf(flaw.Table), flaw.Column, flaw.Reason, w.raw())
	}
	for _, f := range w.claim.Flaws {
		if err := w.reject(tableOf(f.Table), f.Column, f.Reason, f.Raw); err != nil {
			return err
		}
	}
	for _, word := range w.claim.Passed {
		if err := w.out.Skip(word, 1); err != nil {
			return err
		}
	}
	return w.emit()
}

// flaw is why the claim cannot be loaded, if it cannot.
func (w *worker) flaw() *claim.Flaw {
	if w.claim.Flaw != nil {
		return w.claim.Flaw
	}
	for _, text := range [...]string{
		w.claim.Account, w.claim.Record, w.claim.Facility, string(w.claim.Frequency), w.claim.Attending, w.loops.Provider,
		w.claim.AdmissionType, w.claim.AdmissionSource, w.claim.Status, w.loops.Treated().Member, w.loops.Subscriber.Member,
	} {
		if !valid(text) {
			return &claim.Flaw{Table: "encounter", Reason: source.ReasonEncoding}
		}
	}
	return nil
}

// rawBytes bounds what of a record is kept.
const rawBytes = 64 << 10

// reject reports what is left out of the claim.
func (w *worker) reject(t *schema.Table, column, reason, raw string) error {
	return w.out.Reject(source.Reject{
		Table: t, Record: w.number, Column: column, Reason: reason, Raw: raw[:min(len(raw), rawBytes)],
	})
}

// tableOf finds a table by its name, which is empty where none can be told.
func tableOf(name string) *schema.Table {
	if name == "" {
		return source.Unread
	}
	return schema.Must(name)
}

// raw is the text of the claim, as far as a reject keeps it.
func (w *worker) raw() string {
	var b strings.Builder
	for i := range w.segments {
		b.WriteString(w.segments[i].Text)
		b.WriteByte(w.marks.Terminator)
		if b.Len() > rawBytes {
			break
		}
	}
	return b.String()
}

// order is what decides between claims stated in the same second: what replaces stands
// after what it replaces, and between equals the text decides, so that one of them
// stands with everything in it, wherever it was found.
func (w *worker) order() int64 {
	const slots = envelope.Below / claim.Ranks
	return w.claim.Frequency.Rank()*slots + int64(sumOf(w.segments)%slots)
}
