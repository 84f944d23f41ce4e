package treat

import (
	"strings"

	"chartline/pipeline/schema"
)

// An interval of more than ten years within one account is no interval of its care: it is
// a date of birth in a wrong column, or an error.
const longest = "BETWEEN -3660 AND 3660"

// dayOfStay gives of a date the year of the account alone, or its distance from admission.
// Only one date of an account has a year: a stay of two days from one year to the next
// would tell both dates.
func dayOfStay(t *schema.Table, c schema.Column) (string, string, string) {
	if t.Name == "encounter" && c.Name == "admitted_on" {
		return "year", "c.year", "year of discharge, or of admission where there is none"
	}
	return days(c, "t."+c.Name)
}

// dayOfInstant is the day of an instant where the table has no date of it.
func dayOfInstant(t *schema.Table, c schema.Column) (string, string, string) {
	if _, dated := t.Column(strings.TrimSuffix(c.Name, "_at") + "_on"); dated {
		return "", "", "left out: its date has the interval"
	}
	return days(c, "CAST(t."+c.Name+" AS DATE)")
}

func days(c schema.Column, date string) (string, string, string) {
	interval := "CAST(" + date + " - c.admitted_on AS BIGINT)"
	name := c.Name[:len(c.Name)-3] + "_day"
	return name, "CASE WHEN " + interval + " " + longest + " THEN " + interval + " END", "days since admission"
}

func birthYear(_ *schema.Table, c schema.Column) (string, string, string) {
	return "birth_year", "CASE WHEN NOT c.aged AND NOT c.moved THEN year(t." + c.Name + ") END", "year; empty for people over 89"
}

// cappedAge tells of people over 89 that they are, and no age from before: with the year
// of the account it would tell how old they are now.
func cappedAge(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "CASE WHEN c.age >= 90 THEN 90 WHEN NOT c.aged AND c.age >= 0 THEN c.age END",
		"90 stands for 90 and older; empty for earlier accounts of people over 89 today"
}

func plausibleAge(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "CASE WHEN c.age BETWEEN 0 AND 130 THEN c.age END", "kept from 0 to 130"
}

func shiftedDate(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "t." + c.Name + " + c.shift", "moved by the secret shift of the patient; intervals hold"
}

func shiftedInstant(_ *schema.Table, c schema.Column) (string, string, string) {
	return c.Name, "t." + c.Name + " + to_days(c.shift)", "moved by the secret shift of the patient; intervals hold"
}
