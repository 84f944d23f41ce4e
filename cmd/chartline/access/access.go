// Package access says which commands a role may use on which datasets. On a machine where
// people can read the store's file, a role is a rail and no lock: the lock is the file's
// owner and its key.
package access

import (
	"slices"
	"strings"

	"chartline/pipeline/privacy"
)

// Class is what a command shows or does.
type Class int

const (
	Setup      Class = iota // shows no record and no number made of records
	Operate                 // loads, schedules and delivers
	Numbers                 // shows numbers, the small ones withheld
	Identified              // may show records of patients
	Audit                   // draws and keeps audits, which name patients and coders
	Oversight               // reads the access log
)

// classes are the commands by their paths. One that stands here stands for those below it.
var classes = map[string]Class{
	"chartline":                   Setup,
	"chartline init":              Setup,
	"chartline help":              Setup,
	"chartline contained":         Setup, // the process that carries out one statement of sql
	"chartline completion":        Setup,
	"chartline version":           Setup,
	"chartline sample":            Setup,
	"chartline query describe":    Setup,
	"chartline status":            Setup,
	"chartline doctor":            Setup,
	"chartline schedule list":     Setup,
	"chartline schedule history":  Setup,
	"chartline schedule install":  Setup,
	"chartline deliver list":      Setup,
	"chartline terminology":       Setup,
	"chartline quarantine":        Setup,
	"chartline report new":        Setup,
	"chartline report check":      Setup,
	"chartline terminology load":  Operate,
	"chartline pull":              Operate,
	"chartline check":             Operate,
	"chartline run":               Operate,
	"chartline schedule":          Operate,
	"chartline deliver":           Operate,
	"chartline quarantine retry":  Operate,
	"chartline key":               Operate,
	"chartline query":             Numbers,
	"chartline report":            Numbers,
	"chartline forecast":          Numbers,
	"chartline sql":               Identified,
	"chartline worklist":          Identified,
	"chartline patient-copy":      Identified,
	"chartline inspect":           Identified,
	"chartline extract":           Identified,
	"chartline quarantine show":   Identified,
	"chartline quarantine export": Identified,
	"chartline serve":             Identified,
	"chartline audit":             Audit,
	"chartline log":               Oversight,
}

// Of gives the class of a command: its own, or that of the nearest one above it.
func Of(command string) Class {
	for {
		if class, ok := classes[command]; ok {
			return class
		}
		above := strings.LastIndexByte(command, ' ')
		if above < 0 {
			return Setup
		}
		command = command[:above]
	}
}

// Named reports whether a command has a class of its own.
func Named(command string) bool {
	_, ok := classes[command]
	return ok
}

// Logged reports whether what a command shows belongs into the access log.
func (c Class) Logged() bool { return c != Setup }

// may are the classes that each role may use on the records themselves.
var may = map[string][]Class{
	"analyst":    {Setup, Operate, Numbers, Identified, Audit},
	"manager":    {Setup, Numbers},
	"researcher": {Setup},
	"compliance": {Setup, Numbers, Identified, Audit, Oversight},
}

// May reports whether a role may use a command of a class on a dataset. A researcher may
// ask whatever they like of an extract, and nothing of the records themselves. Without a
// role everything is allowed.
func May(role string, class Class, mode privacy.Mode) bool {
	if role == "" {
		return true
	}
	if role == "researcher" && mode > privacy.PHI && (class == Numbers || class == Identified) {
		return true
	}
	return slices.Contains(may[role], class)
}
