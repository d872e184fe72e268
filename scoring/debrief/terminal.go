package debrief

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// narrowest is the least width, in characters, at which the table is readable.
const narrowest = 60

// Terminal writes the report as plain text for a terminal or a log, without
// colours or control characters, at most width characters wide (at least 60).
func (r Report) Terminal(w io.Writer, width int) error {
	page := &page{width: max(width, narrowest)}
	page.line(r.Title)
	page.line(strings.Trim(r.Trainee+" · "+r.When, " ·"))
	page.line("")
	page.verdict(r)
	if r.Judged() {
		page.costliest(r.Costliest)
	}
	page.again(r)
	if r.Judged() {
		page.criteria(r)
	}
	page.measurements(r)
	_, err := io.WriteString(w, page.String())
	return err
}

// page collects lines of text.
type page struct {
	strings.Builder
	width int
}

// line writes wrapped text. Control characters, which a hostile name could
// use to write anywhere on the screen, are shown as spaces.
func (p *page) line(line string) {
	p.WriteString(strings.TrimRight(text.WrapSoft(harmless(line), p.width), " "))
	p.WriteByte('\n')
}

func (p *page) item(format string, values ...any) {
	wrapped := text.WrapSoft(harmless(fmt.Sprintf(format, values...)), p.width-4)
	p.WriteString("  " + strings.ReplaceAll(wrapped, "\n", "\n    ") + "\n")
}

func (p *page) verdict(r Report) {
	headline := strings.ToUpper(r.Verdict)
	if r.Total != "" {
		headline += " · " + r.Total + " of 100 points"
	}
	if r.Pass != "" {
		headline += " · pass mark " + r.Pass
		if r.PassProvisional {
			headline += " (provisional)"
		}
	}
	p.line(headline)
	for _, c := range r.Critical {
		p.item("! %s (%s)", c.Text, c.Effect)
		for _, m := range c.Moments {
			p.item("  %s  %s", m.Time(), m.Text)
		}
	}
	for _, reason := range r.Why {
		p.item("- %s", reason)
	}
	p.line("")
}

func (p *page) costliest(criteria []Criterion) {
	if len(criteria) == 0 {
		return
	}
	p.line("What cost the most")
	for i, c := range criteria {
		p.item("%d. %s: %s, target %s (−%s points)", i+1, c.Title, c.Value, c.Target, c.Lost)
		if advice := strings.Join(strings.Fields(c.Feedback+" "+c.Note), " "); advice != "" {
			p.item("   %s", advice)
		}
	}
	p.line("")
}

// again lists the checklist and the moments to look at.
func (p *page) again(r Report) {
	for _, item := range r.Checklist {
		p.item("%s", item)
	}
	for _, w := range r.Worst {
		p.item("%s  %s (%s)", w.Jump(), w.Text, w.Why)
	}
	if len(r.Checklist)+len(r.Worst) > 0 {
		p.line("")
	}
}

func (p *page) criteria(r Report) {
	t := p.table(table.Row{"Criterion", "Value", "Target", "Score", "Lost"}, 3)
	for _, d := range r.Domains {
		title := strings.ToUpper(d.Title)
		if d.Minimum != "" {
			title += " (needs " + d.Minimum + ")"
		}
		t.AppendRow(table.Row{harmless(title), "", d.Weight, d.Score, ""})
		for _, c := range d.Criteria {
			t.AppendRow(table.Row{harmless("  " + c.Title), c.Value, harmless(c.Target), c.Score, c.Lost})
		}
		t.AppendSeparator()
	}
	for _, penalty := range r.Penalties {
		t.AppendRow(table.Row{harmless(penalty.Text), "", "", penalty.Points, ""})
	}
	p.WriteString(t.Render() + "\n\n")
}

func (p *page) measurements(r Report) {
	if len(r.Information) > 0 {
		t := p.table(table.Row{"For information, not scored", "Value"}, 1)
		for _, m := range r.Information {
			t.AppendRow(table.Row{harmless(m.Title), m.Value})
		}
		p.WriteString(t.Render() + "\n")
	}
	for _, m := range r.Missing {
		p.item("%s: not measured, %s", m.Title, m.Note)
	}
}

// table has its first column shrink to the page's width, and numbers, in the
// columns from the second, to the right.
func (p *page) table(header table.Row, columns int) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(header)
	const otherColumns = 11 // characters, borders included
	configs := []table.ColumnConfig{{Number: 1, WidthMax: p.width - otherColumns*(columns+1) - 4, WidthMaxEnforcer: text.WrapSoft}}
	for n := 2; n <= len(header); n++ {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight, WidthMax: 14, WidthMaxEnforcer: text.WrapSoft})
	}
	t.SetColumnConfigs(configs)
	return t
}

func harmless(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 {
			return ' '
		}
		return c
	}, s)
}
