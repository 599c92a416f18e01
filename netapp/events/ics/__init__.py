"""Reading calendar files of any program (RFC 5545), however carelessly written. Pure."""
