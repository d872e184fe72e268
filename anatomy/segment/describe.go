package segment

// describe completes what a structure's name alone says: for presets and
// recipes.
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
