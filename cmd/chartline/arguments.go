package main

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
)

// exactly wants one argument.
func exactly(what, fix string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fault.New(fault.Usage, "", "name "+what, fix)
		}
		return atMostOne(cmd, args)
	}
}

// atMostOne wants one argument or none.
func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fault.Newf(fault.Usage, "", "see "+cmd.CommandPath()+" --help", "%d arguments where %s takes one", len(args), cmd.Name())
	}
	return nil
}

// none wants no argument. Of a command that has others below it a word is taken for one of these.
func none(cmd *cobra.Command, args []string) error {
	if cmd.HasSubCommands() {
		return noSuchCommand(cmd, args)
	}
	if len(args) > 0 {
		return fault.New(fault.Usage, "", cmd.Name()+" takes no arguments", "see "+cmd.CommandPath()+" --help")
	}
	return nil
}

// noSuchCommand refuses words that are no command.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	return fault.Newf(fault.Usage, "", didYouMean(args[0], names, cmd.CommandPath()+" --help lists them"), "no command %q", args[0])
}

// assignments reads NAME=VALUE flags.
func assignments(flags []string) (map[string]string, error) {
	values := map[string]string{}
	for _, f := range flags {
		name, value, ok := strings.Cut(f, "=")
		if !ok || name == "" {
			return nil, fault.New(fault.Usage, "", "--param is not NAME=VALUE", "write one such as --param facility=all")
		}
		if _, twice := values[name]; twice {
			return nil, fault.Newf(fault.Usage, "", "give it once", "--param %s is given twice", name)
		}
		values[name] = value
	}
	return values, nil
}

// didYouMean is the fix for a name that is not known.
func didYouMean(name string, known []string, otherwise string) string {
	if near, ok := config.Nearest(name, known); ok {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// list writes "a, b or c".
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// helpWidth is how many letters a line of help has at most.
const helpWidth = 88

// inLines sets a text in lines of help.
func inLines(text string) string {
	var out strings.Builder
	used := 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0:
		case used+1+n > helpWidth:
			out.WriteByte('\n')
			used = 0
		default:
			out.WriteByte(' ')
			used++
		}
		out.WriteString(word)
		used += n
	}
	return out.String()
}
