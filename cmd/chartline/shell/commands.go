package shell

import (
	"context"
	"io"
	"slices"
	"strings"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/shell/plot"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
)

// command is something to do that is no statement.
type command struct {
	name, args, help string
	do               func(s *Session, ctx context.Context, args []string) error
}

// commands are all of them, in the order in which .help lists them.
var commands []command

// The list holds functions that read it.
func init() {
	commands = []command{
		{"help", "", "list the commands", (*Session).help},
		{"tables", "[PATTERN]", "list tables, and what a row of each is", (*Session).tables},
		{"describe", "NAME", "tell the columns of a table, or what a saved question takes and answers", (*Session).describe},
		{"queries", "[PATTERN]", "list saved questions", (*Session).queries},
		{"run", "NAME [--identified] [P=V …]", "answer a saved question; small counts are withheld unless --identified", (*Session).run},
		{"save", "TOPIC/NAME QUESTION", "save the last statement as a question of the site, under the words of QUESTION", (*Session).save},
		{"explain", "[STATEMENT]", "tell how DuckDB answers a statement, or the last one", (*Session).explain},
		{"param", "[NAME[:TYPE]=VALUE]", "give :NAME a value in statements, or list those that are given", (*Session).param},
		{"mode", "[FORM]", "show answers as " + formNames(), (*Session).mode},
		{"output", "[FILE]", "write the next answer to a file; without one, to the terminal after all", (*Session).output},
		{"plot", "line|bar|hist [X Y] [FILE.png]", "draw the last answer", (*Session).plot},
		{"timer", "on|off", "tell how long statements take", (*Session).setTimer},
		{"quit", "", "leave; Ctrl-D does too", (*Session).quit},
	}
}

func formNames() string {
	names := make([]string, len(format.Forms))
	for i, f := range format.Forms {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// command carries out a line that began with a dot.
func (s *Session) command(ctx context.Context, line string) error {
	name, rest, _ := strings.Cut(line, " ")
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	if i < 0 {
		return fault.Newf(fault.Usage, "", nearestCommand(name), "no command .%s", name)
	}
	if name == "explain" {
		return s.explain(ctx, []string{strings.TrimSpace(rest)})
	}
	args, err := words(rest)
	if err != nil {
		return err
	}
	return commands[i].do(s, ctx, args)
}

func nearestCommand(name string) string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	if near, ok := config.Nearest(name, names); ok {
		return "did you mean ." + near + "?"
	}
	return ".help lists them"
}

// words splits a line into words; 'quoted text' is one, with what stands beside it.
func words(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	within, quoted := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, within = !quoted, true
		case !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\r'):
			if within {
				out = append(out, word.String())
				word.Reset()
			}
			within = false
		default:
			word.WriteRune(r)
			within = true
		}
	}
	if quoted {
		return nil, fault.New(fault.Usage, "", "a ' is not closed", "close it")
	}
	if within {
		out = append(out, word.String())
	}
	return out, nil
}

// wrongUse says how a command is used.
func wrongUse(name string) error {
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	return fault.Newf(fault.Usage, "", "write ."+strings.TrimSpace(name+" "+commands[i].args), ".%s is used in another way", name)
}

func (s *Session) help(context.Context, []string) error {
	g := format.Grid{Columns: []format.Column{{Name: "command"}, {Name: "does"}}}
	for _, c := range commands {
		g.Rows = append(g.Rows, []string{strings.TrimSpace("." + c.name + " " + c.args), c.help})
	}
	g.Rows = append(g.Rows, []string{"Tab", "completes names, and lists what there is"}, []string{"Ctrl-R", "searches what was typed before"},
		[]string{"Ctrl-C", "stops a statement, or drops what is typed"})
	return s.list("A statement ends with a semicolon and may have several lines.\nCommands begin with a dot.\n\n", g)
}

func (s *Session) mode(_ context.Context, args []string) error {
	switch len(args) {
	case 0:
		return s.say(string(s.form()) + "\n")
	case 1:
		form, err := format.Parse(args[0], format.Forms...)
		if err == nil {
			s.Form = form
		}
		return err
	}
	return wrongUse("mode")
}

func (s *Session) output(_ context.Context, args []string) error {
	switch len(args) {
	case 0:
		s.Once = ""
	case 1:
		s.Once = args[0]
	default:
		return wrongUse("output")
	}
	return nil
}

func (s *Session) setTimer(_ context.Context, args []string) error {
	if len(args) != 1 || args[0] != "on" && args[0] != "off" {
		return wrongUse("timer")
	}
	s.timer = args[0] == "on"
	return nil
}

func (s *Session) quit(context.Context, []string) error {
	s.over = true
	return nil
}

func (s *Session) param(_ context.Context, args []string) error {
	if len(args) == 0 {
		g := format.Grid{Columns: []format.Column{{Name: "parameter"}, {Name: "type"}, {Name: "value"}}}
		for _, p := range s.sortedParams() {
			g.Rows = append(g.Rows, []string{p.Name, p.typeName(), p.Text})
		}
		return s.list("", g)
	}
	for _, arg := range args {
		p, err := ParseParam(arg)
		if err != nil {
			return err
		}
		s.Set(p)
	}
	return nil
}

// plot draws the last answer in the terminal, or as a picture where a file is named.
func (s *Session) plot(_ context.Context, args []string) error {
	var picture string
	if n := len(args); n > 0 && strings.HasSuffix(strings.ToLower(args[n-1]), ".png") {
		args, picture = args[:n-1], args[n-1]
	}
	if len(args) != 1 && len(args) != 3 && !(len(args) == 2 && args[0] == string(plot.Hist)) {
		return wrongUse("plot")
	}
	r := plot.Request{Kind: plot.Kind(args[0]), Look: s.Theme, Made: s.Mode.Banner() + ". "}
	if r.Kind != plot.Line && r.Kind != plot.Bar && r.Kind != plot.Hist {
		return wrongUse("plot")
	}
	if len(args) > 1 {
		r.X, r.Y = args[1], args[len(args)-1]
	}
	if s.kept == nil {
		return fault.New(fault.Usage, "", "there is no answer to draw", "ask something first")
	}
	if picture != "" {
		if err := s.File(picture, func(w io.Writer) error { return s.kept.PNG(w, r) }); err != nil {
			return err
		}
		s.Note("drawn in %s", picture)
		return nil
	}
	text, err := s.kept.Text(r, s.width())
	if err != nil {
		return err
	}
	return s.say(text)
}

// width is that of the terminal, or of a page.
func (s *Session) width() int {
	if s.columns != nil {
		return s.columns()
	}
	return 80
}
