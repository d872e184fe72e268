package tissue

import (
	"fmt"
	"math"
)

// Material is what a tissue is made of, in physical terms.
type Material struct {
	Name       string
	Young      float32 // Young's modulus at small strain, Pa, above zero
	Poisson    float32 // Poisson's ratio, 0 to 0.49
	Density    float32 // g/mm³, above zero; water is 0.001
	Damping    float32 // time constant of viscous stress, s: stress = C·(strain + Damping·rate of strain); 0 for none
	TearStrain float32 // largest principal strain that holds; 0 never tears
	Fibre      float32 // Young's modulus added along the fibres, Pa; 0 for none
	Source     string  // where the numbers come from
}

// maxPoisson is the largest Poisson's ratio accepted: at 0.5 the bulk modulus
// is infinite.
const maxPoisson = 0.49

func (m *Material) check() error {
	for _, x := range []float32{m.Young, m.Poisson, m.Density, m.Damping, m.TearStrain, m.Fibre} {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) || x < 0 {
			return fmt.Errorf("material %q has a value that is negative or not finite: correct it", m.Name)
		}
	}
	if m.Young == 0 || m.Density == 0 {
		return fmt.Errorf("material %q has no stiffness or no mass: both must be above zero", m.Name)
	}
	if m.Poisson > maxPoisson {
		return fmt.Errorf("material %q has Poisson's ratio %g: use at most %g", m.Name, m.Poisson, maxPoisson)
	}
	return nil
}

// lame is the shear modulus μ and Lamé's first parameter λ in Pa
// (Bower, Applied Mechanics of Solids, 2009, §3.2.4).
func (m *Material) lame() (mu, lambda float64) {
	e, nu := float64(m.Young), float64(m.Poisson)
	return e / (2 * (1 + nu)), e * nu / ((1 + nu) * (1 - 2*nu))
}
