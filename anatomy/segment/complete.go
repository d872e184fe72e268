package segment

import (
	"cmp"
	"fmt"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Complete names the segments of a file made by another tool: each gets the
// tables' name, tissue, SNOMED CT code, colour and whether it is critical,
// by its name or, failing that, by its code. Code and colour given in the file
// stay. A segment that the tables do not know keeps its own name in kebab-case
// and takes its tissue from the words of that; without letters and digits it
// becomes segment-N after its label. Names that would occur twice are numbered:
// tumour, tumour-2.
//
// Spelling, case and order do not matter ("Left Kidney", kidney_left, KIDNEY
// L), but a side is never guessed: "kidney" stays without one, and "left
// liver", which no table has, stays left-liver.
func Complete(segments []imaging.Segment) []Named {
	tables := nameTables()
	used := make(map[string]bool)
	var named []Named
	for _, s := range segments {
		n := tables.complete(s)
		base := n.Name
		for copyNumber := 2; used[n.Name]; copyNumber++ {
			n.Name = fmt.Sprintf("%s-%d", base, copyNumber)
		}
		used[n.Name] = true
		named = append(named, n)
	}
	return named
}

func (k *known) complete(s imaging.Segment) Named {
	n, ok := k.find(s.Name)
	if !ok || s.SNOMED != "" && n.SNOMED != s.SNOMED {
		// A code outweighs a name that says something else; a name that says
		// nothing to the tables stays the segment's name.
		coded, known := k.findCode(s.SNOMED, bagOf(s.Name).side)
		if own := kebab(s.Name); known && own != "" {
			coded.Name = own
		}
		if known {
			n, ok = coded, true
		}
	}
	if !ok {
		n = guessed(cmp.Or(kebab(s.Name), fmt.Sprintf("segment-%d", s.Label)))
	}
	n.Label = s.Label
	n.SNOMED = cmp.Or(s.SNOMED, n.SNOMED)
	n.Color = cmp.Or(s.Color, n.Color)
	return n
}

// describe completes what a name alone says: for presets and recipes.
func describe(name string) Named {
	if n, ok := nameTables().find(name); ok {
		n.Name = name
		return n
	}
	return guessed(name)
}

// guessed is an entry by the words of a kebab-case name.
func guessed(name string) Named {
	tissue := tissueOf(name)
	return Named{Name: name, Tissue: tissue, Color: tissueColor(tissue), Critical: tissue == "vessel"}
}
