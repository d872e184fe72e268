package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/drylab/drylab/scene"
)

type importCommand struct {
	Source string `arg:"" help:"Scan: a DICOM folder, ZIP, DICOMDIR or file; NIfTI, NRRD, MetaImage or Analyze." type:"path" name:"src"`
	Out    string `help:"Case folder to make." type:"path" placeholder:"DIR"`
	Force  bool   `help:"Replace the case that is in --out."`

	List   bool `help:"Only list the series of a DICOM source, with pictures, and write nothing else."`
	Series *int `help:"Take the series with this number of the list." placeholder:"N"`

	Labels    string   `help:"Segmentation made elsewhere: any of the formats above, .seg.nrrd, DICOM SEG or RTSTRUCT." type:"path" placeholder:"FILE"`
	Names     string   `help:"What the label map's numbers mean: a known table (totalsegmentator, totalsegmentator-v1, btcv, amos, flare), or a file with label name [snomed] [tissue] per line, or a 3D Slicer colour table." placeholder:"TABLE"`
	Preset    []string `help:"Segment by a preset; drylab presets lists them." placeholder:"NAME"`
	Structure []string `help:"Segment what lies between two intensities." placeholder:"NAME=LO:HI"`
	Grow      []string `help:"Grow an organ from a point inside it, LPS mm." placeholder:"NAME=X,Y,Z" sep:"none"`
	Split     []string `help:"Split a structure among the points of a file: name x y z per line, or 3D Slicer markups." placeholder:"NAME=FILE"`
	By        string   `help:"How --split divides: distance or walk." enum:"distance,walk" default:"distance"`
	Recipe    string   `help:"Make the structures as another case was made: its case.yaml, or a file of recipe lines." type:"path" placeholder:"FILE"`
	Target    string   `help:"Mark this structure as the target." placeholder:"NAME"`

	AllowGaps     bool   `help:"Interpolate where slices are missing, unevenly spaced or unreadable."`
	PixelsChecked bool   `help:"A human looked at the pixels: no name or number is burned into them."`
	Deface        bool   `help:"Remove the face from a head scan."`
	Axes          string `help:"How voxels run where the file does not say, as in Analyze 7.5: the sides towards which i, j and k grow, such as RAS." placeholder:"XYZ"`
}

// Run imports a scan. Nothing is written unless all of it succeeded.
func (c *importCommand) Run(a *app) error {
	ctx, stop := signal.NotifyContext(a.ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	im := &importing{app: a, importCommand: c, bar: newBar(a.stderr, a.json), watch: newStopwatch()}
	err := im.run(ctx)
	im.bar.clear()
	if errors.Is(err, context.Canceled) {
		return errors.New("the import was cancelled; nothing was written")
	}
	return err
}

// importing is one import on its way.
type importing struct {
	*app
	*importCommand
	bar   *bar
	watch *stopwatch
	scan  *scan
	size  int64    // of the scan's voxels, bytes
	notes []string // sentences for people
}

func (im *importing) run(ctx context.Context) error {
	if err := im.checkArguments(); err != nil {
		return err
	}
	o, err := im.options()
	if err != nil {
		return err
	}
	frugal()
	if im.scan, err = im.read(ctx); err != nil || im.scan == nil {
		return err
	}
	im.size = int64(2*len(im.scan.volume.Int16) + 4*len(im.scan.volume.Float32))
	defer keepWithin(im.size)()
	if err := im.hideFace(); err != nil {
		return err
	}
	if err := im.readLabels(ctx, &o); err != nil {
		return err
	}
	if err := im.describe(&o); err != nil {
		return err
	}
	c, err := im.writeCase(ctx, o)
	if err != nil {
		return err
	}
	im.bar.clear()
	im.watch.next("")
	im.report(c)
	return nil
}

// writeCase makes the case and its folder, all of it or nothing.
func (im *importing) writeCase(ctx context.Context, o anatomy.BuildOptions) (c *anatomy.Case, err error) {
	dir, err := filepath.Abs(im.Out)
	if err != nil {
		return nil, err
	}
	var unmade error
	err = writeFolder(dir, func(part string) error {
		if c, unmade = im.makeCase(ctx, o, part); unmade == nil {
			unmade = mayWriteCase(dir, im.Force) // somebody may have put something there meanwhile
		}
		return unmade
	})
	if unmade == nil && err != nil {
		return nil, fmt.Errorf("the case %s cannot be written: %w", dir, reason(err))
	}
	return c, unmade
}

// makeCase fills the folder with the case and its pictures.
func (im *importing) makeCase(ctx context.Context, o anatomy.BuildOptions, folder string) (*anatomy.Case, error) {
	im.watch.next("segmented")
	if err := anatomy.BuildTo(ctx, im.scan.volume, o, below(folder)); err != nil {
		if path := new(fs.PathError); errors.As(err, &path) {
			return nil, fmt.Errorf("the case %s cannot be written: %w", im.Out, path.Err)
		}
		return nil, fmt.Errorf("%s cannot be made into a case: %w", im.Source, err)
	}
	im.watch.next("drawn")
	im.bar.show(1, 1, "writing "+im.Out)
	c, err := drawOverview(folder, im.notes)
	return c, cmp.Or(ctx.Err(), err)
}

// checkArguments refuses what can be known before anything is read.
func (im *importing) checkArguments() error {
	switch {
	case im.List && im.Out == "":
		return nil
	case im.List:
		return wrongUsage{errors.New("--list writes no case; leave out --out")}
	case im.Out == "":
		return wrongUsage{errors.New("say where the case goes with --out DIR, or look what is there with --list")}
	case im.Series != nil && *im.Series < 1:
		return wrongUsage{errors.New("series are numbered from 1; drylab import SRC --list shows them")}
	case !areAxes(im.Axes):
		return wrongUsage{fmt.Errorf("--axes %s: write three letters, one each of R or L, A or P, S or I, such as RAS", im.Axes)}
	}
	return mayWriteCase(im.Out, im.Force)
}

// describe fills in what the scan says of itself.
func (im *importing) describe(o *anatomy.BuildOptions) error {
	s := im.scan
	o.SourceSHA256, o.ID, o.Modality = s.sum, "case-"+s.sum[:12], s.modality
	o.Title, o.Engine, o.Privacy = "Imported "+s.modality, scene.Engine, &s.privacy
	o.Notice = func(sentence string) { im.note("%s", sentence) }
	o.Progress = func(done, total int, what string) {
		if strings.HasPrefix(what, "surface of") {
			im.watch.next("meshed")
		}
		im.bar.show(done, total, what)
	}
	if len(o.Recipes) == 0 && o.Labels == nil {
		return im.assume(o)
	}
	im.doubtPresets()
	return im.refuseAir()
}

// refuseAir refuses to grow an organ from a point in air, as a slip of the
// coordinates puts it: what it finds looks like an organ in a table. Airways
// take a recipe that states their values.
func (im *importing) refuseAir() error {
	const airHU = -600 // brighter than any gas and than inflated lung
	if im.scan.modality != "CT" {
		return nil
	}
	for _, text := range im.Grow {
		recipe, err := segment.ParseGrowth(text)
		if err != nil {
			return wrongUsage{err}
		}
		seed := recipe.Steps[0].Points[0]
		if hu, inside := im.scan.volume.Sample(seed); inside && hu < airHU {
			return fmt.Errorf("--grow %s: that point lies in air (%.0f HU); choose one inside the organ (LPS, mm), or give a recipe such as: %s: grow from %g %g %g at -1100 to %d", text, hu, recipe.Name, seed[0], seed[1], seed[2], airHU)
		}
	}
	return nil
}

// doubtPresets tells of presets whose values mean nothing in this scan.
func (im *importing) doubtPresets() {
	for _, info := range segment.Presets() {
		if slices.Contains(im.Preset, info.Name) && info.Modality != im.scan.modality {
			im.note("The preset %s is made for %s, and this is taken for %s: look at the pictures before you trust what it found.", info.Name, info.Modality, im.scan.modality)
		}
	}
}

// assume picks presets for a scan that came without a wish. A magnetic
// resonance scan gets its outline only: nothing in its values tells a brain
// from a breast.
func (im *importing) assume(o *anatomy.BuildOptions) error {
	if looksLabelled(im.scan.volume) {
		return fmt.Errorf("%s looks like a label map, not like a scan: import the scan and give this with --labels, or say with --structure NAME=LO:HI what its numbers are", im.Source)
	}
	names := map[string][]string{"CT": {"ct-skin", "ct-bone"}, "CBCT": {"cbct-skin", "cbct-bone"}, "MR": {"mr-skin"}}[o.Modality]
	im.note("No --preset, --structure or --labels was given: taking this for %s and using %s.", o.Modality, strings.Join(names, " and "))
	switch o.Modality {
	case "CT":
		im.note("Where contrast medium was given, vessels and kidneys are as bright as bone and counted with it: look at the pictures.")
	case "MR":
		im.note("That is the outline only; drylab presets lists more, such as mr-brain for a brain without its skull.")
	}
	for _, name := range names {
		recipe, err := segment.Preset(name)
		if err != nil {
			panic("drylab: an assumed preset is not built in: " + err.Error())
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	withinSkin(o.Recipes)
	o.Optional = true
	return nil
}

// withinSkin keeps bone that presets find inside the body: the table, a head
// holder and clothes are as bright. It needs the skin to come first.
func withinSkin(recipes []segment.Recipe) {
	skin := slices.IndexFunc(recipes, func(r segment.Recipe) bool { return r.Name == "skin" })
	for i := range recipes {
		if skin >= 0 && skin < i && recipes[i].Tissue == "bone" {
			recipes[i].Steps = slices.Insert(slices.Clone(recipes[i].Steps), 1, segment.Step{Op: segment.OpWithin, Other: "skin"})
		}
	}
}

// note tells people something at once and keeps it for the sheet.
func (im *importing) note(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	if slices.Contains(im.notes, text) {
		return
	}
	im.notes = append(im.notes, text)
	im.bar.clear()
	fmt.Fprintln(im.stderr, text)
}

// options reads what the structures shall be made of.
func (c *importCommand) options() (anatomy.BuildOptions, error) {
	o := anatomy.BuildOptions{Target: c.Target}
	if c.Names != "" && c.Labels == "" {
		return o, wrongUsage{errors.New("--names says what the labels of a label map mean; give the label map with --labels")}
	}
	err := each(c.Preset, &o, segment.Preset)
	withinSkin(o.Recipes)
	if err := cmp.Or(
		err,
		each(c.Structure, &o, segment.ParseStructure),
		each(c.Grow, &o, segment.ParseGrowth),
	); err != nil {
		return o, wrongUsage{err}
	}
	if err := c.readRecipe(&o); err != nil {
		return o, err
	}
	return o, c.splits(&o)
}

func each(texts []string, o *anatomy.BuildOptions, parse func(string) (segment.Recipe, error)) error {
	for _, text := range texts {
		recipe, err := parse(text)
		if err != nil {
			return err
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	return nil
}
