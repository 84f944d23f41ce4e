package config

import (
	"fmt"
	"regexp"
	"slices"

	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
)

// memory is a size as DuckDB takes it.
var memory = regexp.MustCompile(`^[0-9]+(\.[0-9]+)? ?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$`)

// name is what a source or a job may be called: it goes into paths and on the command
// line.
var name = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

const nameFix = "use letters, digits, - and _"

// check finds what the types cannot: values out of range, and names that nothing has.
// It also completes what one part of the file gives another.
func (c *Config) check(formats []string) error {
	for _, find := range []func() error{
		c.checkValues,
		c.checkTimezone,
		c.checkAccess,
		c.checkServe,
		c.checkEdits,
		c.checkAudit,
		c.checkForecast,
		func() error { return c.checkSources(formats) },
		c.checkDeliveries,
		c.checkStudies,
		c.checkJobs,
	} {
		if err := find(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkValues() error {
	switch {
	case c.Store.Path == "":
		return c.fault("store.path", "store.path is empty", "name the file of the store")
	case c.Store.Key != "" && !secret.IsReference(c.Store.Key):
		return c.fault("store.key", "store.key is a secret, and stands in the file", secret.Fix)
	case !memory.MatchString(c.Store.Memory):
		return c.fault("store.memory", "store.memory is not a size", "write one such as 2GB")
	case !(c.Limits.MaxRejectShare >= 0 && c.Limits.MaxRejectShare <= 1):
		return c.fault("limits.max_reject_share", "limits.max_reject_share is not from 0 to 1", "write a share such as 0.01")
	case c.Privacy.MinCell < 1:
		return c.fault("privacy.min_cell", "privacy.min_cell is below 1", "write 11, or 1 to withhold nothing")
	case c.Out == "":
		return c.fault("out", "out is empty", "name the folder of the results")
	case c.Paper != "" && c.Paper != "letter" && c.Paper != "a4":
		return c.fault("paper", "paper is none that there is", "write letter or a4")
	}
	return nil
}

// checkTimezone wants a zone as soon as there is anything to read or report: no default
// is right, and a wrong one silently moves evening discharges to the next day.
func (c *Config) checkTimezone() error {
	_, set := c.lines["timezone"]
	if !set && len(c.Sources)+len(c.Jobs) > 0 {
		return c.fault("timezone", "timezone is not set", "add timezone: with the IANA zone of your facilities, such as America/Chicago")
	}
	_, err := c.Location()
	return err
}

// actions are what a site may make of an edit.
var actions = []string{"error", "warning", "review", "off"}

// checkEdits wants an edit that is off to have a reason: reports give it. Whether an edit
// of the name exists, the stage that tries them knows.
func (c *Config) checkEdits() error {
	for _, id := range sorted(c.Edits) {
		key, e := "edits."+id, c.Edits[id]
		switch {
		case e.Action != "" && !slices.Contains(actions, e.Action):
			return c.fault(key+".action", key+".action is none that there is", suggestion(e.Action, actions))
		case e.Action == "off" && e.Reason == "":
			return c.fault(key, key+" is off without a reason", "add reason: in a few words")
		case !(e.Limit >= 0 && e.Limit <= 1):
			return c.fault(key+".limit", key+".limit is not from 0 to 1", "write a share such as 0.01")
		}
	}
	return nil
}

func (c *Config) checkSources(formats []string) error {
	seen := map[string]bool{}
	for i := range c.Sources {
		s := &c.Sources[i]
		key := fmt.Sprintf("sources[%d]", i)
		switch {
		case !name.MatchString(s.Name):
			return c.fault(key, key+" has no name that it can be called by", nameFix)
		case seen[s.Name]:
			return c.fault(key+".name", fmt.Sprintf("two sources are called %q", s.Name), "give each its own name")
		case s.Path == "":
			return c.fault(key, fmt.Sprintf("source %q has no path", s.Name), "add path: with a file, a folder or a pattern")
		case !slices.Contains(formats, s.Format):
			return c.fault(orParent(c, key, "format"), fmt.Sprintf("source %q has no known format", s.Name), suggestion(s.Format, formats))
		}
		seen[s.Name] = true
		if s.Timezone == "" {
			s.Timezone = c.Timezone
		}
		if _, ok := location(s.Timezone); !ok {
			return c.fault(key+".timezone", key+".timezone is not an IANA zone", zoneFix)
		}
	}
	return nil
}

func (c *Config) checkJobs() error {
	for _, jobName := range sorted(c.Jobs) {
		key, j := "jobs."+jobName, c.Jobs[jobName]
		if !name.MatchString(jobName) {
			return c.fault(key, fmt.Sprintf("no job can be called %q", jobName), nameFix)
		}
		if jobName == ByHand {
			return c.fault(key, fmt.Sprintf("no job can be called %q: folders of reports that are made without one end so", jobName), "choose another name")
		}
		if len(j.Pull)+len(j.Reports) == 0 {
			return c.fault(key, fmt.Sprintf("job %q does nothing", jobName), "name sources under pull: or reports under reports:")
		}
		if err := c.checkPull(key, j.Pull); err != nil {
			return err
		}
		if j.Period == (Period{}) {
			j.Period = LastMonth
			c.Jobs[jobName] = j
		}
		if err := c.checkAsOf(key, j.AsOf); err != nil {
			return err
		}
		if err := c.checkSchedule(jobName); err != nil {
			return err
		}
	}
	return nil
}

// checkPull wants every source that a job pulls to exist.
func (c *Config) checkPull(key string, pull []string) error {
	var known []string
	for _, s := range c.Sources {
		known = append(known, s.Name)
	}
	for i, p := range pull {
		if !slices.Contains(known, p) {
			return c.fault(fmt.Sprintf("%s.pull[%d]", key, i), fmt.Sprintf("no source is called %q", p), suggestion(p, known))
		}
	}
	return nil
}

func (c *Config) checkAsOf(key, asOf string) error {
	if asOf == "" {
		return nil
	}
	loc, err := c.Location()
	if err != nil {
		return err
	}
	if _, err := ParseAsOf(asOf, loc); err != nil {
		return c.fault(key+".as_of", key+".as_of "+err.Error(), "write one such as 2026-10-01 or 2026-10-01T06:00:00Z")
	}
	return nil
}

// orParent is the key of a field, or of what it belongs to where it is not set.
func orParent(c *Config, key, field string) string {
	if _, set := c.lines[key+"."+field]; set {
		return key + "." + field
	}
	return key
}

func (c *Config) fault(key, what, fix string) error {
	return fault.New(fault.Config, c.Where(key), what, fix)
}
