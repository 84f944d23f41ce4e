// Package x12 reads the X12 interchanges between providers and payers: institutional,
// professional and dental claims (837, versions 4010 and 5010), and of remittances (835)
// and claim acknowledgements (277CA) when an account was paid and when its claim was
// taken (standard.md 5.1, 5.10).
//
// # What it cannot tell
//
// A claim says what was billed and not who coded it or when: turnaround ends at the bill
// and accuracy cannot be measured (standard.md 5.8). The DRG comes without its grouper's
// version, which is taken from the fiscal year of the discharge. The discharge is the
// last day of the statement of a bill that closes the stay; its hour is no instant
// (CLK-06). A HCPCS or CPT code stands on a line of charges, where nobody can tell what a
// coder assigned from what a price list did, so it is a service_line and no procedure.
//
// # Replacements
//
// An account is CLM01. Of its bills the one made last stands, by BHT04 and BHT05, in
// whatever order they arrive; of those made in the same second a replacement stands after
// what it replaces and a void after both, and between equals the text decides (ING-06).
// Every bill states its lists whole, so that codes of an earlier one do not survive; a
// void leaves a cancelled encounter without any. The parts of a stay (frequency 2 to 4)
// share out its charges: their lines stand side by side and the total stays empty. Late
// charges (frequency 5) add lines and change nothing else. A replacement under another
// CLM01 than the original's names it by the payer's own number (REF*F8), which no earlier
// claim holds: both accounts stand.
//
// # What breaks
//
// An input that breaks off, whose trailers announce more than there is, or whose control
// numbers do not match is refused as a whole. A trailer that announces less is a reject
// of its own: nothing that was announced is missing. A claim is rejected as a whole for
// what its encounter needs; a code or a line that cannot be read is rejected by itself.
// ISA15 may say that an interchange is a test: it is read as any other.
package x12

import (
	"context"
	"io"
	"path"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/blocks"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/source/x12/envelope"
	"chartline/pipeline/source/x12/segment"
)

// Source is the format "x12".
type Source struct{}

// Options of the format's own.
var (
	accounts = source.Option{Name: "accounts", Default: "unique", Values: []string{"unique", "by-provider"},
		Meaning: "Whether account numbers (CLM01) are unique in the feed, or only within a billing provider, whose number is put before them then."}
	trailers = source.Option{Name: "trailers", Default: "checked", Values: []string{"checked", "reported"},
		Meaning: "Whether a trailer that announces more than there is, or has another control number, refuses the file or is only a reject."}
)

// Name is the format's name in the configuration.
func (Source) Name() string { return "x12" }

// Settings says what of a Spec is used.
func (Source) Settings() source.Settings {
	return source.Settings{
		About:   "X12 claims (837 institutional, professional, dental), remittances (835) and acknowledgements (277CA)",
		Options: []source.Option{source.Facility, source.Shifted, accounts, trailers},
	}
}

// Recognises reports whether a file begins with an ISA segment.
func (Source) Recognises(_ string, head []byte) bool { return segment.Begins(string(head)) }

// Inputs lists the files that may hold interchanges: senders call them anything, so that
// only files which are plainly of another kind are passed over.
func (Source) Inputs(spec source.Spec) ([]source.Input, error) {
	return inbox.Find(spec, func(name string) bool { return !otherKinds[path.Ext(name)] })
}

// otherKinds are extensions of files that hold no interchange.
var otherKinds = map[string]bool{
	".csv": true, ".tsv": true, ".psv": true, ".json": true, ".ndjson": true, ".jsonl": true, ".xml": true,
	".html": true, ".pdf": true, ".doc": true, ".docx": true, ".xls": true, ".xlsx": true, ".md": true, ".log": true,
	".parquet": true, ".duckdb": true, ".db": true, ".hl7": true, ".png": true, ".jpg": true, ".tif": true,
	".sql": true, ".yaml": true, ".yml": true, ".md5": true, ".sha256": true, ".tmp": true, ".part": true,
}

// Read emits what one file holds.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	site, err := siteOf(in.Spec)
	if err != nil {
		return err
	}
	f, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer f.Close()
	return readAll(ctx, in.Place(), f, site, out)
}

// readAll reads a file in its order, and takes its claims apart on all cores.
func readAll(ctx context.Context, place string, from io.Reader, site site, out source.Sink) error {
	envelopes := envelope.NewReader(place, from)
	envelopes.Lenient, envelopes.Zone = site.lenient, site.zone
	stream := blocks.Stream{Place: place, From: newFeed(envelopes, site), End: whole}
	return blocks.Run(ctx, stream, func(out source.Sink) blocks.Worker { return newWorker(out, site) }, out)
}

// site is what the configuration says of every record.
type site struct {
	facility   string
	zone       *time.Location
	zoned      bool // the zone is known, so that a time of day is an instant
	shifted    bool
	byProvider bool // account numbers are unique to a provider only
	lenient    bool // wrong trailers are only reported
}

// siteOf reads the configuration.
func siteOf(spec source.Spec) (site, error) {
	zone, err := time.LoadLocation(spec.Timezone)
	if err != nil {
		return site{}, fault.Wrap(fault.Config, err, "source \""+spec.Name+"\"", "no such time zone", "write an IANA name such as America/Chicago")
	}
	shifted := spec.Option(source.Shifted) == "true"
	return site{
		facility: spec.FacilityID(), zone: zone, zoned: spec.Timezone != "" && !shifted, shifted: shifted,
		byProvider: spec.Option(accounts) == "by-provider", lenient: spec.Option(trailers) == "reported",
	}, nil
}
