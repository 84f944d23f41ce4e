// Package catalogue is what the synthetic group knows of codes and care: the ICD-10
// codes that it uses with their official titles and dates, the MS-DRGs with their
// weights, and the conditions that bring people in with what is usually coded for them.
//
// Code sets, titles, exemptions and weights are facts from files of CMS and NCHS. The
// conditions, their shares, the severity of a code and the short road from codes to a
// DRG are ours: plausible, and no grouper.
package catalogue

import (
	_ "embed"
	"sync"

	"chartline/pipeline/sample/calendar"
)

// Severity is the weight of a secondary diagnosis in grouping.
type Severity int

const (
	None Severity = iota
	CC
	MCC
)

// Code is one ICD-10-CM code or header in one time of being in force.
type Code struct {
	Text, Title      string
	From, To         calendar.Day // To is 0 while it is in force
	Billable, Exempt bool         // exempt from present-on-admission reporting
	Severity         Severity
	Excluded         []string // categories of a principal diagnosis that undo the severity
	Family           *Family  // as a principal diagnosis of an inpatient; nil for most
	Confused         []*Code  // what it is taken for
	Replaced         *Code    // its predecessor until 30 September 2025, nil for most
	Header           *Code    // what is left when the last characters are cut off
}

// InForce is true on days on which the code is in force.
func (c *Code) InForce(day calendar.Day) bool {
	return day >= c.From && (c.To == 0 || day <= c.To)
}

// Category is the code's first three characters.
func (c *Code) Category() string { return c.Text[:3] }

// Counts gives the code's severity beside a principal diagnosis.
func (c *Code) Counts(principal *Code) Severity {
	if c.Severity == None || c.Category() == principal.Category() {
		return None
	}
	for _, category := range c.Excluded {
		if category == principal.Category() {
			return None
		}
	}
	return c.Severity
}

// Procedure is one ICD-10-PCS code.
type Procedure struct {
	Text, Title string
	From        calendar.Day
	Family      *Family // surgical family that it leads to; nil for most
	Confused    []*Procedure
}

// Versions of the MS-DRG grouper at hand, oldest first. Current is the one in use.
const (
	Previous = iota
	Current
)

// Versions names them: 35 is fiscal year 2018, 36 is 2019.
var Versions = [...]string{"35", "36"}

// DRG is one MS-DRG of one grouper version; Weight is in ten-thousandths.
type DRG struct {
	Number, Title, MDC, Type, WeightText, Stay string
	Weight                                     int64

	Base  string // title of the base, without a severity
	Split string // severity, as drg_set.severity has it; empty where the base is not split
}

// Family is a base DRG: up to three DRGs that differ by severity. A family that the
// previous version did not have is nil there.
type Family struct {
	Name string
	DRGs [len(Versions)][3]*DRG // by version and Severity
}

// Catalogue is everything, linked.
type Catalogue struct {
	Codes      []*Code // in order of code and date
	Procedures []*Procedure
	DRGs       [len(Versions)][]*DRG
	Families   map[string]*Family
	Conditions []*Condition

	codes      map[string]*Code // the latest time of each code
	procedures map[string]*Procedure
}

// Code finds a code in its latest time of being in force; nil where there is none.
func (c *Catalogue) Code(text string) *Code { return c.codes[text] }

// Condition finds a condition by name; nil where there is none.
func (c *Catalogue) Condition(name string) *Condition {
	for _, condition := range c.Conditions {
		if condition.Name == name {
			return condition
		}
	}
	return nil
}

//go:embed diagnosis.csv
var diagnosisFile string

//go:embed procedure.csv
var procedureFile string

//go:embed drg.csv
var drgFile string

//go:embed family.csv
var familyFile string

//go:embed condition.csv
var conditionFile string

//go:embed content.csv
var contentFile string

// Load reads the catalogue that is built into the program, once. It panics where a
// file contradicts itself, which a test rules out.
var Load = sync.OnceValue(load)

func load() *Catalogue {
	c := &Catalogue{
		Families: map[string]*Family{}, codes: map[string]*Code{}, procedures: map[string]*Procedure{},
	}
	c.loadFamilies()
	c.loadCodes()
	c.loadProcedures()
	c.loadConditions()
	return c
}
