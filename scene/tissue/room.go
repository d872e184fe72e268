package tissue

// roomy is a list with room for a quarter more, so that cuts lengthen it without
// moving it.
func roomy[T any](length int) []T { return make([]T, length, length+length/4+64) }

// lengthened is a list of that length at least, with zeros at its end.
func lengthened[T any](list []T, length int) []T {
	switch {
	case length <= len(list):
		return list
	case length <= cap(list):
		return list[:length]
	}
	longer := roomy[T](length)
	copy(longer, list)
	return longer
}

// sized is a list of that length, of anything, in the same memory if there is room.
func sized[T any](list []T, length int) []T {
	if length <= cap(list) {
		return list[:length]
	}
	return roomy[T](length)
}
