package config

import (
	"fmt"
	"slices"
	"time"
)

// Audit is how a department leads its coding audits.
type Audit struct {
	Holidays        []string `yaml:"holidays"`          // dates, besides federal holidays, that are no business days, as YYYY-MM-DD
	Worked          []string `yaml:"worked"`            // federal holidays on which the department works
	RespondDays     int64    `yaml:"respond_days"`      // business days for a coder to accept or rebut a finding
	DecideDays      int64    `yaml:"decide_days"`       // for the auditor to decide on a rebuttal
	SecondLevelDays int64    `yaml:"second_level_days"` // for the second level to decide
	RootCauses      []string `yaml:"root_causes"`       // of which an auditor chooses one
}

// defaultAudit has the service levels and causes that are usual, and the federal holidays.
func defaultAudit() Audit {
	return Audit{
		RespondDays: 5, DecideDays: 5, SecondLevelDays: 10,
		RootCauses: []string{
			"incomplete record review", "guideline not applied", "index not verified", "documentation overlooked",
			"definition of principal diagnosis", "timing of the condition", "root operation or device", "abstraction screen",
			"incomplete documentation", "criteria not met", "interface or encoder",
		},
	}
}

// checkAudit wants holidays that are dates, and service levels and causes that can be met.
func (c *Config) checkAudit() error {
	for key, days := range map[string][]string{"audit.holidays": c.Audit.Holidays, "audit.worked": c.Audit.Worked} {
		for i, day := range days {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				return c.fault(fmt.Sprintf("%s[%d]", key, i), key+" has something that is no date", "write dates such as 2026-12-25")
			}
		}
	}
	for key, days := range map[string]int64{
		"respond_days": c.Audit.RespondDays, "decide_days": c.Audit.DecideDays, "second_level_days": c.Audit.SecondLevelDays,
	} {
		if days < 1 {
			return c.fault("audit."+key, "audit."+key+" is below 1", "write business days, such as 5")
		}
	}
	if len(c.Audit.RootCauses) == 0 || slices.Contains(c.Audit.RootCauses, "") {
		return c.fault("audit.root_causes", "audit.root_causes names no cause, or an empty one", "list at least one in words")
	}
	return nil
}
