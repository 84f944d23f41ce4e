package claim

import "strconv"

// Stay is when the visit began and ended, as far as the claim tells. Neither has a time
// of day: a claim names the hour of discharge and not the instant (CLK-06).
func (c *Claim) Stay() (from, through Day) {
	if c.Kind == Institutional {
		return c.began(), c.ended()
	}
	from, through = c.service()
	if !from.Set {
		from, through = c.Admitted, c.Discharged
	}
	return from, through
}

// began is the admission, or the first day of the first bill. A later part of a stay
// does not say when it began unless it names the admission.
func (c *Claim) began() Day {
	if c.Admitted.Set || c.Frequency == "3" || c.Frequency == "4" {
		return c.Admitted
	}
	if !c.From.Set {
		from, _ := c.service()
		return from
	}
	return c.From
}

// stillPatient is the discharge status of one who has not left.
const stillPatient = "30"

// ended is the last day of the statement, which is that of discharge on a bill that
// closes the stay.
func (c *Claim) ended() Day {
	if c.Frequency.IsOpen() || c.Status == stillPatient {
		return Day{}
	}
	if !c.Through.Set && !c.IsInpatient() {
		_, through := c.service()
		return through
	}
	return c.Through
}

// service is the first and the last day on which a line has service.
func (c *Claim) service() (from, through Day) {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.On.Set && (!from.Set || l.On.On < from.On) {
			from = l.On
		}
		if l.Through.Set && (!through.Set || l.Through.On > through.On) {
			through = l.Through
		}
	}
	return from, through
}

// The first fiscal year of the MS-DRGs, their first version, and what lies between the
// year and the version of every grouper that CMS made since 1983.
const (
	firstMSYear    = 2008
	yearsToVersion = 1983
	threeDigits    = 3
)

// Grouper tells the system of a DRG and the version of its grouper, of which an 837 says
// nothing: the version is that of the fiscal year in which the stay ended (VER-09). A
// code of other than three digits is of a payer's own grouper.
func (c *Claim) Grouper(drg string) (system, version string) {
	if len(drg) > threeDigits {
		return "other", ""
	}
	_, ended := c.Stay()
	if !ended.Set {
		return "MS-DRG", ""
	}
	t := ended.On.ToTime()
	year := t.Year()
	if t.Month() >= 10 {
		year++
	}
	if year < firstMSYear {
		return "CMS-DRG", strconv.Itoa(year - yearsToVersion)
	}
	return "MS-DRG", strconv.Itoa(year - yearsToVersion)
}

// DRG is a number with the zeros that it may have lost on the way.
func DRG(code string) string {
	for len(code) < threeDigits {
		code = "0" + code
	}
	return code
}
