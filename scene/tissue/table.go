package tissue

import "slices"

// Table is the materials that ship with the product, in alphabetical order; the
// caller owns the slice.
//
// What is measured varies between people and laboratories by a factor of two or
// more, and a linear law stands for one that stiffens: each value is one
// published mean for small strains, with its source. Where a source gives the
// shear modulus G, Young's modulus is 3G (incompressible); where it gives true
// strain ε at failure, TearStrain is e^ε − 1. Poisson's ratio is 0.45
// throughout, near enough to incompressible to keep volume to some per cent.
// Damping is assumed: a loss factor of 0.2 at 5 Hz. What else is assumed is
// said in Source.
func Table() []Material { return slices.Clone(table) }

// Named is the material of that name in Table.
func Named(name string) (m Material, ok bool) {
	n, ok := slices.BinarySearchFunc(table, name, func(m Material, name string) int {
		switch {
		case m.Name < name:
			return -1
		case m.Name > name:
			return 1
		}
		return 0
	})
	if !ok {
		return Material{}, false
	}
	return table[n], true
}

const (
	lossTime = 0.006 // s: tan δ / ω with tan δ = 0.2 at 5 Hz
	near     = 0.45
)

var table = []Material{
	{"bowel wall", 5.18e6, near, 1.04e-3, lossTime, 0.63, 0,
		"human sigmoid and rectum: doi:10.1186/s40064-015-0922-x; density assumed"},
	{"brain", 1.6e3, near, 1.04e-3, lossTime, 0.3, 0,
		"grey and white matter by indentation: Budday et al. 2015, doi:10.1016/j.jmbbm.2015.02.024; density and tear strain assumed"},
	{"cartilage", 2.72e6, near, 1.1e-3, lossTime, 0.35, 0,
		"human nasal septum: Griffin et al. 2015, doi:10.1007/s10856-015-5619-8; tear strain: Richmon et al., Am. J. Rhinology 19, 2005, 617-622; density assumed"},
	{"dura", 68.1e6, near, 1.1e-3, lossTime, 0.144, 0,
		"human cranial dura, pooled: meta-analysis of 2022, doi:10.1007/s10237-022-01566-5; density assumed"},
	{"fat", 2.26e3, near, 0.92e-3, lossTime, 0.3, 0,
		"human, undeformed, in vivo: Hatt et al. 2023, doi:10.1016/j.jmbbm.2023.105924; density and tear strain assumed"},
	{"gallbladder wall", 255e3, near, 1.06e-3, lossTime, 0.54, 0,
		"table 1 of doi:10.1088/1361-6560/ab5010 (2019)"},
	{"gauze", 1e6, 0.3, 0.2e-3, lossTime, 0.2, 0,
		"practice gauze: assumed, not measured"},
	{"kidney", 14.7e3, near, 1.05e-3, lossTime, 0.3, 0,
		"human parenchyma in vivo at 45 Hz: doi:10.1002/jmri.22670 (2011); density and tear strain assumed"},
	{"liver", 5.4e3, near, 1.06e-3, lossTime, 0.46, 0,
		"table 1 of doi:10.1088/1361-6560/ab5010 (2019)"},
	{"muscle", 3e3, near, 1.06e-3, lossTime, 0.5, 0,
		"human gluteal, passive, in vivo, across the fibres: Hatt et al. 2023, doi:10.1016/j.jmbbm.2023.105924; density and tear strain assumed"},
	{"peritoneum", 5e6, near, 1.1e-3, lossTime, 0.3, 0,
		"assumed, of the order of other serous membranes"},
	{"rubber", 1.2e6, near, 0.93e-3, lossTime, 6, 0,
		"vulcanised natural rubber, G = 0.4 MPa: Treloar, The Physics of Rubber Elasticity, 1975; practice material"},
	{"silicone", 69e3, near, 1.07e-3, lossTime, 0.9, 0,
		"practice organs of platinum silicone, Ecoflex 00-30: Smooth-On technical bulletin (modulus at 100 % elongation, density); tear strain assumed, for teeth of jaws nick what breaks at ten times its length"},
	{"skin", 1.18e6, near, 1.1e-3, lossTime, 0.54, 0,
		"human back, initial slope: Ní Annaidh et al. 2012, doi:10.1016/j.jmbbm.2011.08.016; density assumed"},
	{"tumour", 70e3, near, 1.06e-3, lossTime, 0.46, 0,
		"hepatocellular carcinoma: table 1 of doi:10.1088/1361-6560/ab5010 (2019); tear strain that of liver"},
	{"vessel", 630e3, near, 1.05e-3, lossTime, 0.88, 0,
		"hepatic artery: table 1 of doi:10.1088/1361-6560/ab5010 (2019)"},
}
