package rif

import (
	"strconv"
	"time"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claim"
	"chartline/pipeline/source/delimited"
)

// beneficiaries turns the records of a file of beneficiaries into patients. There is one
// for each year; that of the latest year stands, and in a year an update before what it
// updates. The SynPUF says the year in the names of its files only: of its files the one
// that is read last stands.
type beneficiaries struct {
	id, birth, sex, postal, year, action int
	rows                                 *source.Batcher
	out                                  source.Sink
	zip                                  [5]byte
}

func beneficiariesOf(h *delimited.Header, _ source.Spec) func(source.Sink) delimited.Rows {
	b := beneficiaries{
		id: find(h, patientID...), birth: find(h, "BENE_BIRTH_DT"),
		sex: find(h, "BENE_SEX_IDENT_CD", "SEX_IDENT_CD"), postal: find(h, "BENE_ZIP_CD", "ZIP_CD"),
		year: find(h, "RFRNC_YR", "BENE_ENROLLMT_REF_YR"), action: find(h, "DML_IND"),
	}
	return func(out source.Sink) delimited.Rows {
		rows := b
		rows.out, rows.rows = out, source.NewStatedBatcher(schema.Must("patient"), out)
		return &rows
	}
}

// sexes are the codes of BENE_SEX_IDENT_CD.
var sexes = map[string]string{"1": "M", "2": "F", "0": "U"}

// Row writes a patient. One who is deleted is passed over: there is no patient without
// claims to take back.
func (b *beneficiaries) Row(r *delimited.Record) error {
	id := claim.Cell(r, b.id)
	if len(id) == 0 {
		return reject(b.out, r, flaw{"patient", "patient_id", source.ReasonMissing})
	}
	birth, ok := claim.ParseDay(claim.Cell(r, b.birth))
	if !ok {
		return reject(b.out, r, flaw{"patient", "birth_on", source.ReasonType})
	}
	year, ok := yearOf(claim.Cell(r, b.year))
	if !ok {
		return reject(b.out, r, flaw{"patient", "", source.ReasonType})
	}
	did := actionOf(claim.Cell(r, b.action))
	if did == remove {
		return b.out.Skip("deleted beneficiary", 1)
	}
	b.rows.TextBytes("patient_id", id)
	if birth.Known {
		b.rows.Date("birth_on", birth.On)
	}
	b.setSex(claim.Cell(r, b.sex))
	b.rows.TextBytes("postal_code", claim.FiveDigits(claim.Cell(r, b.postal), b.zip[:0]))
	if year > 0 {
		b.rows.Stated(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMicro() + int64(did))
	}
	return b.rows.Next()
}

func (b *beneficiaries) setSex(cell []byte) {
	if sex, ok := sexes[string(cell)]; ok {
		b.rows.Text("sex", sex)
		return
	}
	b.rows.TextBytes("sex", cell)
}

// yearOf is the year of a record, 0 where it has none. It orders the records of a
// beneficiary and nothing else, so any number will do.
func yearOf(cell []byte) (year int, ok bool) {
	if len(cell) == 0 {
		return 0, true
	}
	n, err := strconv.ParseUint(string(cell), 10, 14)
	return int(n), err == nil
}

// Flush hands over the rows that wait.
func (b *beneficiaries) Flush() error { return b.rows.Flush() }

// Release frees the batcher.
func (b *beneficiaries) Release() { b.rows.Release() }
