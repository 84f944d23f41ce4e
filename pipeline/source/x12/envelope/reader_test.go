package envelope

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/fault"
)

const (
	isa   = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0900*^*00501*000000001*0*P*:~"
	group = "GS*HC*SENDER*RECEIVER*20250302*1000*7*X*005010X222A1~"
)

// items reads everything, as the kinds and words of what comes.
func items(text string, lenient bool) (string, error) {
	r := NewReader("some.x12", strings.NewReader(text))
	r.Lenient, r.Zone = lenient, time.UTC
	r.Reads = func(set, _ string) bool { return set == "837" }
	var all []string
	for {
		item, err := r.Next()
		if errors.Is(err, io.EOF) {
			return strings.Join(all, " "), nil
		}
		if err != nil {
			return strings.Join(all, " "), err
		}
		switch item.Kind {
		case Begin:
			all = append(all, fmt.Sprintf("begin:%s:%s:%s", item.Set, item.Version, item.Sent.On.FormattedString()))
		case Content:
			all = append(all, item.Segment.ID())
		case End:
			all = append(all, "end")
		case Passed:
			all = append(all, "passed:"+strings.ReplaceAll(item.Word, " ", "-"))
		case Broken:
			all = append(all, "broken:"+item.Segment.ID())
		}
	}
}

// TestItems: what is read comes segment by segment, the rest is named.
func TestItems(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a transaction": {isa + group + "ST*837*1*005010X223A2~BHT*1~CLM*1~SE*4*1~GE*1*7~IEA*1*1~",
			"begin:837:005010X223A2:2025-03-02 BHT CLM end"},
		"the guide of the group": {isa + group + "ST*837*1~SE*2*1~GE*1*7~IEA*1*1~", "begin:837:005010X222A1:2025-03-02 end"},
		"the clock of the interchange": {isa + "GS*HC*A*B*someday**7*X*1~ST*837*1~SE*2*1~GE*1*7~IEA*1*1~",
			"begin:837:1:2025-03-01 end"},
		"what is not read": {isa + "TA1*1~" + group + "ST*999*1~AK1*HC~*X~SE*4*1~GE*1*7~IEA*1*1~", "passed:TA1 passed:transaction-999"},
		"a segment that is none": {isa + group + "ST*837*1~*X~CLM*1~SE*4*1~GE*1*7~IEA*1*1~",
			"begin:837:005010X222A1:2025-03-02 broken: CLM end"},
		"trailers that announce too little": {isa + group + "ST*837*1~CLM*1~SE*2*1~GE*0*7~IEA*0*1~",
			"begin:837:005010X222A1:2025-03-02 CLM end broken:SE broken:GE broken:IEA"},
		"trailers of nothing that is read": {isa + group + "ST*999*1~SE*9*8~GE*9*9~IEA*9*9~",
			"passed:transaction-999 broken:SE broken:GE broken:IEA"},
		"two interchanges": {isa + "IEA*0*1~" + isa + group + "ST*837*1~SE*2*1~GE*1*7~IEA*1*1~",
			"begin:837:005010X222A1:2025-03-02 end"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := items(c.text, false)
			if err != nil || got != c.want {
				t.Errorf("error %v\ngot  %s\nwant %s", err, got, c.want)
			}
		})
	}
}

// TestLossesAreErrors unless the site says otherwise; a missing trailer always is one.
func TestLossesAreErrors(t *testing.T) {
	const head = isa + group + "ST*837*1~CLM*1~"
	for name, c := range map[string]struct {
		text    string
		lenient string // what comes of it where trailers are only reported; empty where it is an error even so
	}{
		"a segment is missing":      {head + "SE*4*1~GE*1*7~IEA*1*1~", "broken:SE"},
		"another transaction's end": {head + "SE*3*2~GE*1*7~IEA*1*1~", "broken:SE"},
		"a transaction is missing":  {head + "SE*3*1~GE*2*7~IEA*1*1~", "broken:GE"},
		"a group is missing":        {head + "SE*3*1~GE*1*7~IEA*2*1~", "broken:IEA"},
		"it breaks off":             {head + "SE*3*1~GE*1*7~", ""},
		"a trailer is missing":      {head + "GE*1*7~IEA*1*1~", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := items(c.text, false)
			if fault.KindOf(err) != fault.Input || !strings.HasPrefix(err.Error(), "some.x12: segment ") {
				t.Errorf("error %v of kind %d, want one of the input", err, fault.KindOf(err))
			}
			got, err := items(c.text, true)
			if c.lenient == "" && err == nil || c.lenient != "" && (err != nil || !strings.HasSuffix(got, c.lenient)) {
				t.Errorf("leniently %s with error %v, want %q", got, err, c.lenient)
			}
		})
	}
}

// TestClocks: BHT04 and BHT05 say when a claim was stated, else GS04, else ISA09.
func TestClocks(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ date, hour, want string }{
		"to the minute":        {"20250120", "1015", "2025-01-20T16:15:00"},
		"to the second":        {"20250120", "101530", "2025-01-20T16:15:30"},
		"to the hundredth":     {"20250120", "10153077", "2025-01-20T16:15:30"},
		"no such time":         {"20250120", "2575", "2025-01-20"},
		"a year of two digits": {"250120", "1015", "2025-01-20T16:15:00"},
		"of the last century":  {"990120", "1015", "1999-01-20T16:15:00"},
		"no such day":          {"20250230", "1015", ""},
		"nothing":              {"", "1015", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at := ClockOf(c.date, c.hour, zone)
			got := ""
			if at.Known {
				got = at.On.FormattedString()
			}
			if at.HasTime {
				got = at.At.ToTime(0).Format("2006-01-02T15:04:05")
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
