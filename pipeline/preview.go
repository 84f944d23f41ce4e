package pipeline

import (
	"bytes"
	"context"

	"chartline/pipeline/report/html"
)

// Preview is a report as HTML, as the published store has it now. Of a report for each coder
// or facility it is the first one's.
func (p *Program) Preview(ctx context.Context, r ReportRequest) ([]byte, error) {
	spec, err := p.Reports.Get(r.Report)
	if err != nil {
		return nil, err
	}
	db, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	c, _, err := p.edition(spec, r, db)
	if err != nil {
		return nil, err
	}
	if spec.ForEach != "" {
		all, err := c.Subjects(ctx)
		if err != nil {
			return nil, err
		}
		c = c.For(append(all, "")[0])
	}
	released, err := p.releases(c, nil)
	if err != nil {
		return nil, err
	}
	defer released.close()
	doc, err := c.Compose(ctx)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := html.Render(&page, doc); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}
