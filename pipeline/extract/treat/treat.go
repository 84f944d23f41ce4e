// Package treat says what an extract makes of each column: one rule for each class of
// column and mode (standard 6.2 and 6.3), written as SQL. It knows no records.
package treat

import (
	"slices"
	"strings"

	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

// Column is a column of an extract.
type Column struct {
	Name      string // in the extract
	From      schema.Column
	Class     schema.Class
	SQL       string // over t, the record, and c, the chosen account or person
	Treatment string // in words
}

// Table is how a table is extracted.
type Table struct {
	Schema  *schema.Table
	Columns []Column
	Dropped []Column // without a name in the extract
	Joins   []Join
	Words   []schema.Column // whose values must be known words, or be held by enough people
}

// Join looks a column up in the vault.
type Join struct{ Column, Domain string }

// Default are the tables that a study gets unless it names others.
var Default = []string{"patient", "encounter", "diagnosis", "procedure", "drg_assignment", "account_code", "service_line", "event", "provider_query"}

// ofPatients are all tables about patients that can be extracted. Those about staff alone,
// and the frames of audits, cannot (standard 6.10).
var ofPatients = append(slices.Clone(Default), "code_assignment", "audit_case", "audit_code", "audit_finding")

// Extractable lists the tables that a study may name.
func Extractable() []string {
	names := slices.Clone(ofPatients)
	for _, t := range schema.Tables {
		if Published(t) {
			names = append(names, t.Name)
		}
	}
	return names
}

// Published reports whether a table is about nobody.
func Published(t *schema.Table) bool { return t.Class(t.Columns[0].Name) == schema.Published }

// Plan makes the rules of one table in a mode, Limited or SafeHarbor.
func Plan(t *schema.Table, mode privacy.Mode) Table {
	plan := Table{Schema: t}
	for _, from := range t.Columns {
		c := Column{From: from, Class: t.Class(from.Name)}
		rule := rules[mode][c.Class]
		if rule == nil {
			c.Treatment = "left out"
		} else {
			c.Name, c.SQL, c.Treatment = rule(t, from)
		}
		if c.Name == "" {
			plan.Dropped = append(plan.Dropped, c)
			continue
		}
		plan.Columns = append(plan.Columns, c)
		if domain := joined(t, from.Name, c.Class); domain != "" {
			plan.Joins = append(plan.Joins, Join{from.Name, domain})
		}
		if from.Kind == schema.Text && (c.Class == schema.Category || c.Class == schema.ClinicalCode || c.Class == schema.Edition) {
			plan.Words = append(plan.Words, from)
		}
	}
	return plan
}

// Keep lets a column of Words stand as it is, after each value of the dataset was found to be
// one that may stand: then none would become OTHER.
func (t *Table) Keep(column schema.Column) {
	for i := range t.Columns {
		if t.Columns[i].From.Name == column.Name {
			t.Columns[i].SQL = "t." + column.Name
		}
	}
}

// joined is the domain in the vault by which a column is looked up; empty where it is not,
// or where the chosen account has its surrogate at hand.
func joined(t *schema.Table, column string, class schema.Class) string {
	switch class {
	case schema.StaffKey:
		return "staff"
	case schema.FacilityKey:
		return "facility"
	case schema.PatientKey:
		if column != "encounter_id" && column != "patient_id" {
			return strings.TrimSuffix(column, "_id")
		}
	}
	return ""
}

// rule gives name, SQL and words for a column; an empty name leaves it out.
type rule func(t *schema.Table, c schema.Column) (name, sql, words string)

// rules are those of each mode. A class without a rule is left out.
var rules = map[privacy.Mode]map[schema.Class]rule{
	privacy.SafeHarbor: {
		schema.Mark: mark, schema.Published: kept("kept: published, about nobody"),
		schema.PatientKey: surrogate, schema.StaffKey: surrogate, schema.FacilityKey: surrogate,
		schema.BirthDate: birthYear, schema.EventDate: dayOfStay, schema.EventInstant: dayOfInstant,
		schema.Age: cappedAge, schema.PostalCode: threeDigits,
		schema.Category: knownWord, schema.ClinicalCode: knownWord, schema.Ordinal: ordinal, schema.Amount: roundedAmount,
	},
	privacy.Limited: {
		schema.Mark: mark, schema.Published: kept("kept: published, about nobody"),
		schema.PatientKey: surrogate, schema.StaffKey: surrogate, schema.FacilityKey: surrogate,
		schema.BirthDate: shiftedDate, schema.EventDate: shiftedDate, schema.EventInstant: shiftedInstant,
		schema.Age: plausibleAge, schema.PostalCode: wholePostalCode,
		schema.Category: knownWord, schema.ClinicalCode: knownWord, schema.Edition: edition, schema.Ordinal: ordinal, schema.Amount: plausibleAmount,
	},
}

func kept(words string) rule {
	return func(_ *schema.Table, c schema.Column) (string, string, string) { return c.Name, "t." + c.Name, words }
}

// mark keeps a mark; dates_shifted tells that an extract's dates are.
func mark(_ *schema.Table, c schema.Column) (string, string, string) {
	if c.Name == "dates_shifted" {
		return c.Name, "c.moved", "true where calendar dates do not hold"
	}
	return c.Name, "t." + c.Name, "kept: one of a closed list"
}

func surrogate(t *schema.Table, c schema.Column) (string, string, string) {
	words := "random surrogate, the same in every extract of the study"
	switch {
	case c.Name == "encounter_id":
		return c.Name, "c.encounter_key", words
	case c.Name == "patient_id":
		return c.Name, "c.patient_key", words
	}
	return c.Name, "k_" + c.Name + ".surrogate", words
}

func ordinal(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "CASE WHEN t." + c.Name + " BETWEEN 0 AND 999 THEN t." + c.Name + " END", "kept from 0 to 999"
}
