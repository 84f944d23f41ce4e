package fhirbulk

import (
	"context"
	"encoding/json"
	"slices"

	"chartline/pipeline/source"
)

// severities of an issue (FHIR IssueSeverity), the worst last.
var severities = []string{"information", "warning", "error", "fatal"}

// readOutcomes counts what the server says that it could not export. Its words may quote
// records and are not kept.
func readOutcomes(ctx context.Context, in source.Input, out source.Sink) error {
	counts := map[string]int64{}
	err := eachLine(ctx, in, func(l line) error {
		if l.flaw != "" {
			return l.reject(out, l.flaw)
		}
		var outcome struct {
			ResourceType string `json:"resourceType"`
			Issue        []struct {
				Severity string `json:"severity"`
			} `json:"issue"`
		}
		if json.Unmarshal(l.text, &outcome) != nil || outcome.ResourceType != "OperationOutcome" {
			return l.reject(out, source.ReasonStructure)
		}
		worst := -1
		for _, issue := range outcome.Issue {
			worst = max(worst, slices.Index(severities, issue.Severity))
		}
		what := "OperationOutcome"
		if worst >= 0 {
			what += " (" + severities[worst] + ")"
		}
		counts[what]++
		return nil
	})
	if err != nil {
		return err
	}
	for _, what := range append([]string{"OperationOutcome"}, qualified()...) {
		if counts[what] == 0 {
			continue
		}
		if err := out.Skip(what, counts[what]); err != nil {
			return err
		}
	}
	return nil
}

func qualified() (words []string) {
	for _, s := range severities {
		words = append(words, "OperationOutcome ("+s+")")
	}
	return words
}
